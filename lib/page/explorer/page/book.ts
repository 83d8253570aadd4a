/** The problems of the page by algorithm, size and number, and what its models answered. */
import { algorithm } from '../../../dataset/index.ts';
import type { ExplorerAnswer, ExplorerData, ExplorerModel, ExplorerProblem } from '../data.ts';
import { type Choice, readable } from './dom.ts';
import type { PageState } from './state.ts';

export class Book {
  readonly data: ExplorerData;
  /** Problems whose details the page holds. */
  readonly detailed: ReadonlySet<number>;

  constructor(data: ExplorerData) {
    this.data = data;
    this.detailed = new Set(data.details);
  }

  /** Algorithms by their families, so that a list can show them together. */
  algorithms(): Choice<string>[] {
    return [...new Set(this.data.problems.map((problem) => problem.algorithm))]
      .map((name) => ({
        value: name,
        text: readable(name),
        group: algorithm(name).family,
      }))
      .sort((a, b) => Number(a.group > b.group) - Number(a.group < b.group));
  }

  sizes(name?: string): number[] {
    const own = this.data.problems.filter(({ algorithm }) => name === undefined || algorithm === name);
    return [...new Set(own.map(({ size }) => size))].sort((a, b) => a - b);
  }

  /** Problems of one algorithm and size, in their order. */
  of(name: string, wantedSize: number): number[] {
    return this.data.problems.flatMap(({ algorithm, size }, i) =>
      algorithm === name && size === wantedSize ? [i] : [],
    );
  }

  /**
   * The problem that the address asks for, or the nearest to it that there is: of that algorithm and size, of that
   * algorithm, or what is most worth a look.
   */
  asked(state: PageState): number {
    const { problems, details } = this.data;
    const [name, size, index] = [state.get('algorithm'), state.number('size'), state.number('problem')];
    const fits = [
      ({ algorithm }: ExplorerProblem) => algorithm === name,
      (problem: ExplorerProblem) => problem.size === size,
      (problem: ExplorerProblem) => problem.index === index,
    ];
    // Of equally near ones, one with details first.
    const order = [...details, ...problems.keys()];
    for (let wanted = fits.length; wanted > 0; wanted--) {
      const found = order.find((i) => fits.slice(0, wanted).every((fit) => fit(problems[i])));
      if (found !== undefined) return found;
    }
    return order[0];
  }

  /** The models that the address names; without one, all. */
  models(state: PageState): number[] {
    const { models } = this.data;
    const named = state.get('models')?.split(',');
    const found = models.flatMap(({ name }, i) => (named?.includes(name) ? [i] : []));
    return found.length > 0 ? found : [...models.keys()];
  }

  /** How the address names models; undefined: all. */
  named(chosen: readonly string[]): string | undefined {
    return chosen.length === this.data.models.length ? undefined : chosen.join(',');
  }

  answer(model: number, problem: number): ExplorerAnswer | null {
    return this.data.answers[model][problem];
  }

  place(problem: number): Record<'algorithm' | 'size' | 'problem', string | number> {
    const { algorithm, size, index } = this.data.problems[problem];
    return { algorithm, size, problem: index };
  }
}

/** Whether an evaluation is still without some of its answers: its means are of others than those of other models. */
export const isPartial = ({ asked, evaluated }: ExplorerModel): boolean => evaluated < asked;
