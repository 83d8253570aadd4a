import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import { loadVariables, saveVariables } from './checkpoint.ts';
import { Adam, type AdamOptions } from './optimizer.ts';
import { type Progress, tracker } from './progress.ts';
import { type Run, appendMetric, finishRun, readManifest, rewindMetrics } from './run.ts';
import { type Schedule, learningRate } from './schedule.ts';

/** What is trained. Batches and losses are pure functions of the update's number: nothing else need be saved. */
export interface Task<B> {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  batch(update: number): B | Promise<B>;
  /** The loss as a sum of parts; they are differentiated one by one, which bounds memory by the largest. */
  losses(batch: B, update: number): readonly (() => tf.Scalar)[];
  /** Names of the parameters that this update may change; default: all. */
  trained?(update: number): Iterable<string>;
  /** Frees what the batch holds. */
  release?(batch: B): void;
  /** Says which batch this is, so that a failing one can be made again. */
  describe(update: number): string;
  /** A validation score, higher is better, and how often to take it. */
  readonly validation?: { readonly every: number; score(): number | Promise<number> };
}

export interface TrainingOptions {
  readonly updates: number;
  readonly schedule: Schedule;
  readonly adam: AdamOptions;
  /** Updates between two lines of metrics.jsonl. */
  readonly logEvery: number;
  /** Minutes between two checkpoints: what a crash can cost. */
  readonly checkpointMinutes: number;
}

export interface TrainingHooks {
  readonly label?: string;
  readonly progress?: Progress | undefined;
  /** Aborting saves a checkpoint and ends training with an error that says how to resume. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains until `options.updates`, from the run's checkpoint if there is one; a run that has ended returns at once, with
 * the parameters loaded. On the same engine a resumed run ends with the same parameters as an uninterrupted one.
 */
export async function train<B>(
  run: Run,
  task: Task<B>,
  options: TrainingOptions,
  { label = 'training', progress, signal }: TrainingHooks = {},
): Promise<void> {
  const optimizer = new Adam(task.parameters, options.adam);
  try {
    const state = new Map([...task.parameters, ...optimizer.state()]);
    const resumed = existsSync(run.checkpoint) ? loadVariables(run.checkpoint, state) : {};
    const session = new Session(run, task, options, optimizer, state, resumed);
    const report = tracker(label, options.updates, progress && ((state) => progress({ ...state, run })));
    while (session.update < options.updates) {
      const { loss } = await session.step();
      report(session.update, `loss ${loss.toPrecision(3)}`);
      if (signal?.aborted) {
        session.save();
        throw new Error(
          `Interrupted after update ${session.update} of ${options.updates}; the same command resumes.`,
        );
      }
    }
    session.finish();
  } finally {
    optimizer.dispose();
  }
}

class Session<B> {
  update: number;
  readonly #run: Run;
  readonly #task: Task<B>;
  readonly #options: TrainingOptions;
  readonly #optimizer: Adam;
  readonly #state: ReadonlyMap<string, tf.Variable>;
  readonly #before: number;
  #bestScore: number;
  /** Over the updates since the last line of metrics.jsonl. */
  #lossSum: number;
  #lossCount: number;
  #started = performance.now();
  #saved = performance.now();

  constructor(
    run: Run,
    task: Task<B>,
    options: TrainingOptions,
    optimizer: Adam,
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
    this.#bestScore = Number(resumed['bestScore'] ?? -Infinity);
    this.#lossSum = Number(resumed['lossSum'] ?? 0);
    this.#lossCount = Number(resumed['lossCount'] ?? 0);
    rewindMetrics(run, this.update);
  }

  /** One update, with its log line, validation and checkpoint where they are due. */
  async step(): Promise<{ loss: number }> {
    const update = this.update;
    const rate = learningRate(this.#options.schedule, update, this.#options.updates);
    const batch = await this.#task.batch(update);
    const result = this.#optimizer.update(
      this.#task.losses(batch, update),
      rate,
      update + 1,
      this.#task.trained?.(update),
    );
    this.#task.release?.(batch);
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      throw this.#diverged(result.loss);
    this.update += 1;
    this.#lossSum += result.loss;
    this.#lossCount += 1;

    const { validation } = this.#task;
    const validate = validation !== undefined && this.#due(validation.every);
    const score = validate ? { score: await this.#validate() } : {};
    if (validate || this.#due(this.#options.logEvery)) {
      const { gradientNorm } = result;
      const [loss, seconds] = [this.#lossSum / this.#lossCount, this.#seconds()];
      appendMetric(this.#run, {
        update: this.update,
        loss,
        gradientNorm,
        learningRate: rate,
        seconds,
        ...score,
      });
      [this.#lossSum, this.#lossCount] = [0, 0];
    }
    if (performance.now() - this.#saved > this.#options.checkpointMinutes * 60_000) this.save();
    await setImmediate(); // Lets signals and other work through.
    return result;
  }

  save(): void {
    saveVariables(this.#run.checkpoint, this.#state, {
      config: JSON.stringify(this.#run.config),
      update: String(this.update),
      seconds: String(this.#seconds()),
      bestScore: String(this.#bestScore),
      lossSum: String(this.#lossSum),
      lossCount: String(this.#lossCount),
    });
    this.#saved = performance.now();
  }

  finish(): void {
    if (readManifest(this.#run).finished) return;
    this.save();
    finishRun(this.#run, this.#seconds());
  }

  async #validate(): Promise<number> {
    const score = await this.#task.validation!.score();
    if (score > this.#bestScore) {
      this.#bestScore = score;
      const config = JSON.stringify(this.#run.config);
      saveVariables(this.#run.best, this.#task.parameters, {
        config,
        update: String(this.update),
        score: String(score),
      });
    }
    return score;
  }

  #due(every: number): boolean {
    return this.update % every === 0 || this.update === this.#options.updates;
  }

  #seconds(): number {
    return this.#before + (performance.now() - this.#started) / 1000;
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
