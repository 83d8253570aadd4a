/** In which order problems stand, and which of them are asked for by how the models did. */
import type { Metric } from '../../../metric/text-metrics.ts';
import type { ExplorerData } from '../data.ts';

export const outcomes: readonly {
  readonly name: string;
  /** By whether each model is right. */
  readonly fits: (right: readonly boolean[]) => boolean;
}[] = [
  { name: 'models differ', fits: (right) => new Set(right).size > 1 },
  { name: 'some are wrong', fits: (right) => right.includes(false) },
  { name: 'all are wrong', fits: (right) => !right.includes(true) },
  { name: 'all are right', fits: (right) => !right.includes(false) },
];

export interface Order {
  /** "algorithm", "size", "problem" or the name of a model; anything else: as they come. */
  readonly by: string;
  readonly down: boolean;
  /** What models are sorted by. */
  readonly score: Metric;
}

/** Equal ones stay as they were. */
export function inOrder(
  data: ExplorerData,
  wanted: readonly number[],
  models: readonly number[],
  { by, down, score }: Order,
): number[] {
  const model = models.find((each) => data.models[each].name === by);
  const keys: Readonly<Record<string, (problem: number) => string | number>> = {
    algorithm: (problem) => data.problems[problem].algorithm,
    size: (problem) => data.problems[problem].size,
    problem: (problem) => data.problems[problem].index,
  };
  const key =
    model === undefined
      ? Object.hasOwn(keys, by)
        ? keys[by]
        : () => 0
      : (problem: number) => data.answers[model][problem]?.[score] ?? -1;
  const sign = down ? -1 : 1;
  return [...wanted].sort((a, b) => {
    const [one, two] = [key(a), key(b)];
    return one === two ? 0 : one < two ? -sign : sign;
  });
}
