/** What a plain Transformer that was taught by TransNAR keeps of TransNAR's lead over one that was not. */
import type { AlgorithmName } from '../dataset/index.ts';
import { type ResultRow, mean } from '../metric/index.ts';
import { RandomState } from '../random/index.ts';
import { isPaired } from './paired.ts';
import { drawnAgain, holm, middle95 } from './resampling.ts';
import { type Difference, differenceBetween, draws, less, sharedScores } from './shared-scores.ts';

const models = ['transformer', 'transnar', 'distilled'] as const;

/** Of one algorithm and size. */
export interface KeptLead {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  /** Seeds that all three models have, and problems that all of these answered. */
  readonly seeds: number;
  readonly problems: number;
  readonly scores: Readonly<Record<(typeof models)[number], number>>;
  /** What was learned from the teacher: the distilled model's score less the Transformer's. */
  readonly gain: Difference & { readonly adjusted: number };
}

/** Of all algorithms at one size. */
export interface KeptShare {
  readonly size: number;
  readonly algorithms: number;
  /** Means over the algorithms: TransNAR less the Transformer, the distilled model less the Transformer. */
  readonly lead: number;
  readonly gain: number;
  /** `gain` / `lead`, and its 95 % interval over seeds and problems; not finite where TransNAR leads by nothing. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** All three models at the sizes that were asked for, by variant; CLRS scores. */
export interface KeptLeadOptions {
  readonly sizes: readonly number[];
  readonly variant: string;
}

/** By algorithm, in their order, and size; `adjusted` by Holm over all of them. Throws where rows cannot be paired. */
export function keptLeads(rows: readonly ResultRow[], options: KeptLeadOptions): KeptLead[] {
  const found = threeOf(rows, options).map(({ of, ...which }) => ({
    ...which,
    scores: {
      transformer: mean(of.transformer.flat()),
      transnar: mean(of.transnar.flat()),
      distilled: mean(of.distilled.flat()),
    },
    gain: differenceBetween(of.distilled, of.transformer),
  }));
  const adjusted = holm(found.map(({ gain }) => gain.p));
  return found.map((each, i) => ({ ...each, gain: { ...each.gain, adjusted: adjusted[i] } }));
}

/**
 * By size. The interval is of percentiles of the share when each algorithm's seeds and problems are drawn again, with
 * replacement, the same for all three models; the same at every call.
 */
export function keptShares(rows: readonly ResultRow[], options: KeptLeadOptions): KeptShare[] {
  const three = threeOf(rows, options);
  return options.sizes.flatMap((size) => {
    const own = three
      .filter((each) => each.size === size)
      .map(({ of }) => [less(of.transnar, of.transformer), less(of.distilled, of.transformer)]);
    if (own.length === 0) return [];
    const random = RandomState.seeded(0);
    const drawn = Array.from({ length: draws }, () =>
      overall(own.map((tables) => drawnAgain(tables, random))),
    );
    const [low, high] = middle95(drawn.map(({ share }) => share));
    const means = own.map((tables) => tables.map((table) => mean(table.flat())));
    return { size, algorithms: own.length, ...overall(means), low, high };
  });
}

/** Of the means [lead, gain] of each algorithm. */
function overall(means: readonly (readonly number[])[]) {
  const [lead, gain] = [0, 1].map((which) => mean(means.map((own) => own[which])));
  return { lead, gain, share: gain / lead };
}

const threeOf = (rows: readonly ResultRow[], options: KeptLeadOptions) =>
  sharedScores(rows.filter(isPaired(options)), models);
