/** What a plain Transformer that was taught by TransNAR keeps of TransNAR's lead over one that was not. */
import { type AlgorithmName, algorithmNames } from '../dataset/index.ts';
import { type ResultRow, grouped, mean } from '../metric/index.ts';
import { RandomState } from '../random/index.ts';
import { holm } from './resampling.ts';
import { type Difference, type Scores, differenceBetween, draws, sharedScores } from './shared-scores.ts';

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
  const found = sharedOf(rows, options).map(({ algorithm, size, seeds, problems, of }) => ({
    ...{ algorithm, size, seeds, problems },
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
  const shared = sharedOf(rows, options);
  return options.sizes.flatMap((size) => {
    const own = shared.filter((each) => each.size === size).map(({ of }) => leadAndGain(of));
    if (own.length === 0) return [];
    const share = (of: readonly Sums[]) => totalOf(of, 'gain') / totalOf(of, 'lead');
    const random = RandomState.seeded(0);
    const drawn = Array.from({ length: draws }, () => share(own.map((each) => drawnAgain(each, random))));
    drawn.sort((a, b) => a - b);
    const at = (part: number) => drawn[Math.round(part * (draws - 1))];
    const means = own.map(({ lead, gain }) => ({ lead: mean(lead.flat()), gain: mean(gain.flat()) }));
    return {
      size,
      algorithms: own.length,
      lead: totalOf(means, 'lead') / own.length,
      gain: totalOf(means, 'gain') / own.length,
      share: share(means),
      low: at(0.025),
      high: at(0.975),
    };
  });
}

type Sums = Readonly<Record<'lead' | 'gain', number>>;

const totalOf = (of: readonly Sums[], name: keyof Sums) => of.reduce((sum, each) => sum + each[name], 0);

function leadAndGain(of: Readonly<Record<(typeof models)[number], Scores>>) {
  const less = (scores: Scores) =>
    scores.map((own, seed) => own.map((score, i) => score - of.transformer[seed][i]));
  return { lead: less(of.transnar), gain: less(of.distilled) };
}

/** The means of one algorithm's seeds and problems, each drawn again. */
function drawnAgain(
  { lead, gain }: { readonly lead: Scores; readonly gain: Scores },
  random: RandomState,
): Sums {
  const [seeds, problems] = [lead.length, lead[0].length];
  const chosen = Array.from({ length: seeds }, () => random.integer(seeds));
  const sums = { lead: 0, gain: 0 };
  for (let i = 0; i < problems; i++) {
    const problem = random.integer(problems);
    for (const seed of chosen) {
      sums.lead += lead[seed][problem];
      sums.gain += gain[seed][problem];
    }
  }
  return { lead: sums.lead / (seeds * problems), gain: sums.gain / (seeds * problems) };
}

function sharedOf(rows: readonly ResultRow[], { sizes, variant }: KeptLeadOptions) {
  const chosen = rows.filter(
    (row) =>
      row.each !== undefined &&
      row.metric === 'clrs' &&
      row.variant === variant &&
      row.initialisation === 'untrained' &&
      sizes.includes(row.size),
  );
  return grouped(chosen, ({ algorithm, size }) => `${algorithm} ${size}`)
    .flatMap((own) => {
      const [{ algorithm, size }] = own;
      const shared = sharedScores(own, models);
      return shared ? { algorithm, size, ...shared } : [];
    })
    .sort((a, b) => rank(a.algorithm) - rank(b.algorithm) || a.size - b.size);
}

const rank = (name: AlgorithmName) => algorithmNames.indexOf(name);
