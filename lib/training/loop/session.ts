/** One sitting of a training: its state from update to update, and what is written of it. */
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import { peakFlops, withProductPrecision } from '../../backend/index.ts';
import { pauseFor } from '../../backend/interruption.ts';
import { type Run, readManifest, saveVariables } from '../../store/index.ts';
import { NotFiniteError } from '../../store/checkpoint.ts';
import { appendMetric, rewindMetrics } from '../../store/metrics.ts';
import { finishRun } from '../../store/new-run.ts';
import type { Optimizer } from '../../optimizer/index.ts';
import type { AverageParameters } from './average.ts';
import { type Divergence, diverged } from './diverged.ts';
import { Rates } from './rates.ts';
import { type SavedProgress, noProgress, nothingOwed, progressMetadata } from './saved-progress.ts';
import { learningRate } from './schedule.ts';
import { takeUpdate } from './take-update.ts';
import { Timings } from './timings.ts';
import type { Task, TrainingOptions } from './task.ts';
import { Validator } from './validator.ts';

/** Where a sitting goes on: how far its checkpoint had come, and whether a checksum has vouched for the file. */
export interface Resumed {
  readonly progress: SavedProgress;
  readonly vouched: boolean;
}

/** What a sitting works on. */
export interface SessionParts<B> {
  readonly run: Run;
  readonly task: Task<B>;
  readonly options: TrainingOptions;
  readonly optimizer: Optimizer;
  readonly average: AverageParameters | undefined;
  /** What a checkpoint holds. */
  readonly state: ReadonlyMap<string, tf.Variable>;
  readonly resumed: Resumed | undefined;
  readonly signal: AbortSignal | undefined;
}

/** One sitting of a training: what it carries from update to update, and what of it is written when. */
export class Session<B> {
  update: number;
  /** Of this sitting. */
  readonly timings = new Timings();
  readonly #run: Run;
  readonly #task: Task<B>;
  readonly #options: TrainingOptions;
  readonly #optimizer: Optimizer;
  readonly #average: AverageParameters | undefined;
  readonly #state: ReadonlyMap<string, tf.Variable>;
  readonly #before: number;
  #checkpoint: Divergence['known'];
  #waited: number;
  #tokens: number;
  /** Over the updates since the last line of metrics.jsonl. */
  #lossSum: number;
  #lossCount: number;
  readonly #rates: Rates;
  readonly #validator: Validator<B>;
  /** The norm of the last update's gradient while what is due after that update is not done. */
  #owed: number | undefined;
  readonly #finished: boolean;
  readonly #signal: AbortSignal | undefined;
  #started = performance.now();
  #saved = performance.now();

  constructor({ run, task, options, optimizer, average, state, resumed, signal }: SessionParts<B>) {
    this.#run = run;
    this.#task = task;
    this.#options = options;
    this.#optimizer = optimizer;
    this.#average = average;
    this.#state = state;
    const { progress } = resumed ?? { progress: noProgress };
    this.update = progress.update;
    this.#before = progress.seconds;
    this.#waited = progress.waited;
    this.#tokens = progress.tokens;
    this.#lossSum = progress.lossSum;
    this.#lossCount = progress.lossCount;
    this.#owed = progress.owed === nothingOwed ? undefined : progress.owed;
    this.#checkpoint = resumed && (resumed.vouched ? 'good' : 'unvouched');
    this.#signal = signal;
    this.#rates = new Rates(() => withProductPrecision(options.precision ?? 'float32', peakFlops));
    this.#finished = readManifest(run).finished !== undefined;
    // One that owes its validation owes its line too, which another sitting may have written before it was killed.
    const written = this.#owed === undefined ? this.update : this.update - 1;
    // Of one that has ended nothing is lost, and its folder may be read-only.
    if (!this.#finished) rewindMetrics(run, written);
    this.#validator = new Validator(run, task, progress);
  }

  /** Whether all updates are done, or the last validation found nothing more to learn; a run that has ended stays so. */
  get ended(): boolean {
    return this.update >= this.#options.updates || this.#validator.enough || this.#finished;
  }

  /** Does what an interruption left undone after the checkpoint's update. */
  async catchUp(): Promise<void> {
    if (this.#owed !== undefined) await this.#conclude(this.#owed);
  }

  /** One update, with its log line, validation and checkpoint where they are due. Throws `Interrupted` when asked to stop. */
  async step(): Promise<{ loss: number }> {
    const update = this.update;
    const rate = learningRate(this.#options.schedule, update, this.#options.updates);
    this.#rates.begin();
    const start = performance.now();
    const { result, tokens, waited, flops } = await takeUpdate(this.#task, this.#optimizer, {
      update,
      learningRate: rate,
      signal: this.#signal,
    });
    this.#waited += waited;
    this.#tokens += tokens ?? 0;
    this.#rates.end(tokens, flops);
    if (this.#task.turns) this.timings.add(this.#task.turns.kind(update), secondsSince(start));
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      throw this.#diverged(update, `loss ${result.loss}`);
    this.update += 1;
    this.#average?.add(this.update);
    this.#lossSum += result.loss;
    this.#lossCount += 1;

    this.#owed = result.gradientNorm;
    await this.#conclude(this.#owed);
    if (performance.now() - this.#saved > this.#options.checkpointMinutes * 60_000) this.save();
    await setImmediate(); // Lets signals and other work through.
    return result;
  }

  /** What is due after an update: its validation, and its line of the curve. */
  async #conclude(gradientNorm: number): Promise<void> {
    const { updates, logEvery } = this.#options;
    const validate = this.#validator.isDue(this.update, updates);
    const look = () =>
      this.#validator.validate(this.update, pauseFor(this.#signal)).catch((error) => this.#fail(error));
    if (validate) await (this.#average?.during(look) ?? look());
    if (validate || this.update % logEvery === 0 || this.update === updates) {
      const [loss, seconds] = [this.#lossSum / this.#lossCount, this.#seconds()];
      appendMetric(this.#run, {
        update: this.update,
        loss,
        gradientNorm,
        learningRate: learningRate(this.#options.schedule, this.update - 1, updates),
        seconds,
        ...this.#rates.take(),
        ...(this.#task.tokens && { tokens: this.#tokens }),
        ...(validate && this.#validator.line()),
      });
      [this.#lossSum, this.#lossCount] = [0, 0];
    }
    this.#owed = undefined;
  }

  /** The last update's loss and the last validation's scores, in short. */
  describe(loss: number): string {
    return [`loss ${loss.toPrecision(3)}`, this.#validator.describe()].filter(Boolean).join(' · ');
  }

  /** Writes a checkpoint. Throws, with the one before in its place, where training has diverged or it cannot be written. */
  save(): void {
    const progress = progressMetadata({
      update: this.update,
      seconds: this.#seconds(),
      waited: this.#waited,
      tokens: this.#tokens,
      ...this.#validator.progress,
      lossSum: this.#lossSum,
      lossCount: this.#lossCount,
      owed: this.#owed ?? nothingOwed,
    });
    try {
      saveVariables(this.#run.checkpoint, this.#state, {
        config: JSON.stringify(this.#run.config),
        ...(this.#options.precision && { precision: this.#options.precision }),
        ...progress,
      });
    } catch (error) {
      this.#fail(error);
    }
    this.#saved = performance.now();
    this.#checkpoint = 'good';
  }

  /** Saves the last update where what was due after it has failed; where even that cannot be, the failure says more. */
  rescue(): void {
    if (this.#owed === undefined) return;
    try {
      this.save();
    } catch {
      // What was saved before is still there.
    }
  }

  finish(): void {
    if (this.#finished) return;
    this.save();
    finishRun(this.#run, {
      updates: this.update,
      ...(this.#task.tokens && { tokens: this.#tokens }),
      seconds: this.#seconds(),
      waited: this.#waited,
      checked: this.#validator.progress.checked,
    });
  }

  /** Throws the error; of numbers that nobody could read again, what that says of the training. */
  #fail(error: unknown): never {
    if (!(error instanceof NotFiniteError)) throw error;
    throw this.#diverged(this.update - 1, `"${error.tensor}" is not finite after it`);
  }

  #diverged(update: number, sign: string): Error {
    const [batch, { checkpoint }] = [this.#task.describe(update), this.#run];
    return diverged({ update, sign, batch, checkpoint, known: this.#checkpoint });
  }

  #seconds(): number {
    return this.#before + secondsSince(this.#started);
  }
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;
