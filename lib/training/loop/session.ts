/** One sitting of a training: its state from update to update, and what is written of it. */
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import { type Run, readManifest, readMetrics, saveVariables } from '../../store/index.ts';
import { appendMetric, rewindMetrics } from '../../store/metrics.ts';
import { finishRun } from '../../store/run.ts';
import type { Optimizer, Update } from '../../optimizer/index.ts';
import { learningRate } from './schedule.ts';
import { Timings } from './timings.ts';
import type { Task, TrainingOptions } from './task.ts';
import { type Scores, type Validation, describeScores, meanScore } from './validation.ts';

/** One sitting of a training: what it carries from update to update, and what of it is written when. */
export class Session<B> {
  update: number;
  /** Of this sitting. */
  readonly timings = new Timings();
  readonly #run: Run;
  readonly #task: Task<B>;
  readonly #options: TrainingOptions;
  readonly #optimizer: Optimizer;
  readonly #state: ReadonlyMap<string, tf.Variable>;
  readonly #before: number;
  #waited: number;
  /** Seconds in which it was validated. */
  #checked: number;
  #tokens: number;
  #bestScore: number;
  /** Of the last validation. */
  #scores: Scores | undefined;
  /** Over the updates since the last line of metrics.jsonl. */
  #lossSum: number;
  #lossCount: number;
  readonly #finished: boolean;
  #started = performance.now();
  #saved = performance.now();

  constructor(
    run: Run,
    task: Task<B>,
    options: TrainingOptions,
    optimizer: Optimizer,
    state: ReadonlyMap<string, tf.Variable>,
    resumed: Readonly<Record<string, string>>,
  ) {
    this.#run = run;
    this.#task = task;
    this.#options = options;
    this.#optimizer = optimizer;
    this.#state = state;
    this.update = Number(resumed['update'] ?? 0);
    this.#before = Number(resumed['seconds'] ?? 0);
    this.#waited = Number(resumed['waited'] ?? 0);
    this.#checked = Number(resumed['checked'] ?? 0);
    this.#tokens = Number(resumed['tokens'] ?? 0);
    this.#bestScore = Number(resumed['bestScore'] ?? -Infinity);
    this.#lossSum = Number(resumed['lossSum'] ?? 0);
    this.#lossCount = Number(resumed['lossCount'] ?? 0);
    this.#finished = readManifest(run).finished !== undefined;
    rewindMetrics(run, this.update);
    this.#scores = readMetrics(run).findLast(({ scores }) => scores)?.scores;
  }

  /** Whether all updates are done, or the last validation found nothing more to learn; a run that has ended stays so. */
  get ended(): boolean {
    const enough = this.#scores !== undefined && this.#task.validation?.enough?.(this.#scores);
    return this.update >= this.#options.updates || enough === true || this.#finished;
  }

  /** One update, with its log line, validation and checkpoint where they are due. */
  async step(): Promise<{ loss: number }> {
    const update = this.update;
    const rate = learningRate(this.#options.schedule, update, this.#options.updates);
    const start = performance.now();
    const { result, tokens, waited } = await takeUpdate(this.#task, this.#optimizer, update, rate);
    this.#waited += waited;
    this.#tokens += tokens;
    if (this.#task.turns) this.timings.add(this.#task.turns.kind(update), secondsSince(start));
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      throw this.#diverged(result.loss);
    this.update += 1;
    this.#lossSum += result.loss;
    this.#lossCount += 1;

    const { validation } = this.#task;
    const validate = validation !== undefined && this.#due(validation.every);
    if (validate) this.#scores = await this.#validate(validation);
    if (validate || this.#due(this.#options.logEvery)) {
      const { gradientNorm } = result;
      const [loss, seconds] = [this.#lossSum / this.#lossCount, this.#seconds()];
      appendMetric(this.#run, {
        update: this.update,
        loss,
        gradientNorm,
        learningRate: rate,
        seconds,
        ...(validate && this.#scores && { score: meanScore(this.#scores), scores: this.#scores }),
      });
      [this.#lossSum, this.#lossCount] = [0, 0];
    }
    if (performance.now() - this.#saved > this.#options.checkpointMinutes * 60_000) this.save();
    await setImmediate(); // Lets signals and other work through.
    return result;
  }

  /** The last update's loss and the last validation's scores, in short. */
  describe(loss: number): string {
    const note = `loss ${loss.toPrecision(3)}`;
    return this.#scores ? `${note} · ${describeScores(this.#scores, this.#task.validation?.group)}` : note;
  }

  save(): void {
    saveVariables(this.#run.checkpoint, this.#state, {
      config: JSON.stringify(this.#run.config),
      ...(this.#options.precision && { precision: this.#options.precision }),
      update: String(this.update),
      seconds: String(this.#seconds()),
      waited: String(this.#waited),
      checked: String(this.#checked),
      tokens: String(this.#tokens),
      bestScore: String(this.#bestScore),
      lossSum: String(this.#lossSum),
      lossCount: String(this.#lossCount),
    });
    this.#saved = performance.now();
  }

  finish(): void {
    if (this.#finished) return;
    this.save();
    finishRun(this.#run, {
      updates: this.update,
      ...(this.#task.tokens && { tokens: this.#tokens }),
      seconds: this.#seconds(),
      waited: this.#waited,
      checked: this.#checked,
    });
  }

  async #validate(validation: Validation): Promise<Scores> {
    const start = performance.now();
    const scores = await validation.scores();
    this.#checked += secondsSince(start);
    const score = meanScore(scores);
    if (validation.keeps === 'best' && score > this.#bestScore) {
      this.#bestScore = score;
      const config = JSON.stringify(this.#run.config);
      saveVariables(this.#run.best, this.#task.parameters, {
        config,
        update: String(this.update),
        score: String(score),
      });
    }
    return scores;
  }

  #due(every: number): boolean {
    return this.update % every === 0 || this.update === this.#options.updates;
  }

  #seconds(): number {
    return this.#before + secondsSince(this.#started);
  }

  #diverged(loss: number): Error {
    const saved = existsSync(this.#run.checkpoint)
      ? `The last good checkpoint is ${this.#run.checkpoint}.`
      : 'No checkpoint had been written yet.';
    return new Error(
      `Training diverged at update ${this.update} (loss ${loss}) on ${this.#task.describe(this.update)}. ${saved} ` +
        'Lower the learning rate or the clipping norm.',
    );
  }
}

/** One update, with the seconds that were spent waiting for its batch, and the tokens of that. */
export async function takeUpdate<B>(
  task: Task<B>,
  optimizer: Optimizer,
  update: number,
  rate: number,
): Promise<{ result: Update; tokens: number; waited: number }> {
  const moment = { learningRate: rate, count: update + 1 };
  if (task.elsewhere) {
    const { parts, tokens } = await task.elsewhere.parts(update);
    return { result: optimizer.updateBy(parts, moment), tokens, waited: 0 };
  }
  const start = performance.now();
  const batch = await task.batch(update);
  const waited = secondsSince(start);
  const result = optimizer.update(task.losses(batch, update), moment, task.trained?.(update));
  const tokens = task.tokens?.(batch) ?? 0;
  task.release?.(batch);
  return { result, tokens, waited };
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;
