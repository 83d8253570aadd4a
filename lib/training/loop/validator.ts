/** The validations of a training: what they have found, and which parameters are kept for it. */
import type { Pause } from '../../backend/interruption.ts';
import { type MetricLine, type Run, readMetrics, saveVariables } from '../../store/index.ts';
import type { SavedProgress } from './saved-progress.ts';
import type { Task } from './task.ts';
import { type Scores, describeScores, meanScore } from './validation.ts';

type ValidatedTask<B> = Pick<Task<B>, 'parameters' | 'validation' | 'validated'>;

/** What is known of a training's scores. */
export class Validator<B> {
  readonly #run: Run;
  readonly #task: ValidatedTask<B>;
  #bestScore: number;
  /** Seconds that all validations have taken. */
  #checked: number;
  /** Of the last validation. */
  #scores: Scores | undefined;
  #beyond: Scores | undefined;

  /** Goes on from the run's curve, where it has one. */
  constructor(
    run: Run,
    task: ValidatedTask<B>,
    { bestScore, checked }: Pick<SavedProgress, 'bestScore' | 'checked'>,
  ) {
    this.#run = run;
    this.#task = task;
    this.#bestScore = bestScore;
    this.#checked = checked;
    const last = readMetrics(run).findLast(({ scores }) => scores);
    [this.#scores, this.#beyond] = [last?.scores, last?.scoresBeyond];
    if (last?.scores) task.validated?.(last.scores, last.update);
  }

  /** What a checkpoint says of it. */
  get progress(): Pick<SavedProgress, 'bestScore' | 'checked'> {
    return { bestScore: this.#bestScore, checked: this.#checked };
  }

  /** Whether the last validation found nothing more to learn. */
  get enough(): boolean {
    return this.#scores !== undefined && this.#task.validation?.enough?.(this.#scores) === true;
  }

  /** Whether a validation is due after `update`, the last one included. */
  isDue(update: number, updates: number): boolean {
    const every = this.#task.validation?.every;
    return every !== undefined && (update % every === 0 || update === updates);
  }

  /** Scores the parameters as they are after `update`, and keeps them if they are the best so far and that counts. */
  async validate(update: number, pause: Pause): Promise<void> {
    const { parameters, validation, validated } = this.#task;
    if (!validation) return;
    const start = performance.now();
    const scores = await validation.scores(pause);
    const beyond = await validation.beyond?.(pause);
    this.#checked += (performance.now() - start) / 1000;
    [this.#scores, this.#beyond] = [scores, beyond];
    validated?.(scores, update);
    const score = meanScore(scores);
    if (validation.keeps !== 'best' || score <= this.#bestScore) return;
    this.#bestScore = score;
    const config = JSON.stringify(this.#run.config);
    saveVariables(this.#run.best, parameters, { config, update: String(update), score: String(score) });
  }

  /** What a line of the curve says of the last validation. */
  line(): Pick<MetricLine, 'score' | 'scores' | 'scoreBeyond' | 'scoresBeyond'> {
    const [scores, beyond] = [this.#scores, this.#beyond];
    return {
      ...(scores && { score: meanScore(scores), scores }),
      ...(beyond && { scoreBeyond: meanScore(beyond), scoresBeyond: beyond }),
    };
  }

  /** The last validation in short; empty before the first. */
  describe(): string {
    const group = this.#task.validation?.group;
    const own = this.#scores ? [describeScores('val', this.#scores, group)] : [];
    return [...own, ...(this.#beyond ? [describeScores('beyond', this.#beyond)] : [])].join(' · ');
  }
}
