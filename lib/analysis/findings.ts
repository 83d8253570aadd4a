/** What a comparison of TransNAR with the Transformer comes to, beside what the paper's figures come to. */
import { type AlgorithmName, algorithmNames } from '../dataset/index.ts';
import { type ResultRow, aggregate, initialisationNames, mean } from '../metric/index.ts';
import { type AnswerForm, answerForm } from './answer-form.ts';
import { type ComparedModel, type Condition, comparedModels } from './compared-models.ts';
import type { PaperValues } from './paper-values.ts';

/** Means over algorithms of both models, and at how many of them TransNAR's score is higher or lower. */
export interface HeadToHead {
  readonly transnar: number;
  readonly transformer: number;
  readonly wins: number;
  readonly losses: number;
}

/** What one initialisation and size come to, over one form of answers. */
export interface Finding extends Condition {
  readonly answers: AnswerForm | 'all';
  /** The algorithms behind both tallies: `ours` and `paper` are means over the same. */
  readonly algorithms: readonly AlgorithmName[];
  /** Seeds behind a score, the fewest of any. */
  readonly seeds?: number;
  readonly ours?: HeadToHead;
  /** Digitised; absent where the paper has no such figure. */
  readonly paper?: HeadToHead;
}

/** Which rows findings are made of. */
export interface FindingsOptions {
  readonly metric?: ResultRow['metric'];
  /** Rows of other variants are left out. */
  readonly variant?: string;
}

interface ModelScore extends Condition {
  readonly model: ComparedModel;
  readonly algorithm: AlgorithmName;
  readonly value: number;
}

/**
 * One finding for every initialisation and size that the rows hold, and there for all answers, for lists and for single
 * values. Counted are algorithms that both models have rows for and, where the paper has values, that it shows. Without
 * rows the paper's own values are tallied. Throws when rows of several runs would be mixed.
 */
export function findings(
  rows: readonly ResultRow[],
  paper: PaperValues,
  { metric = 'clrs', variant = 'default' }: FindingsOptions = {},
): Finding[] {
  const own = rows.filter((row) => row.metric === metric && row.variant === variant && isCompared(row.model));
  const scored = scoresOf(own);
  const published = paper.scores.filter((score) => score.metric === metric);
  return conditionsOf(scored.length > 0 ? scored : published).flatMap((condition) => {
    const matches = (score: Condition) =>
      score.initialisation === condition.initialisation && score.size === condition.size;
    const ours = pairs(scored.filter(matches));
    const theirs = pairs(published.filter(matches));
    const sides = [...(scored.length > 0 ? [ours] : []), ...(theirs.size > 0 ? [theirs] : [])];
    const shared = algorithmNames.filter((name) => sides.every((side) => side.has(name)));
    const seeds = Math.min(...scored.filter(matches).map(({ count }) => count));
    return (['all', 'list', 'single value'] as const).flatMap((answers) => {
      const algorithms = shared.filter((name) => answers === 'all' || answerForm(name) === answers);
      if (algorithms.length === 0) return [];
      return {
        metric,
        ...condition,
        answers,
        algorithms,
        ...(ours.size > 0 && { seeds, ours: tally(ours, algorithms) }),
        ...(theirs.size > 0 && { paper: tally(theirs, algorithms) }),
      };
    });
  });
}

/** Findings as rows of a table; means with three decimals, TransNAR first. */
export function findingsTable(found: readonly Finding[]): Record<string, string | number>[] {
  const means = (side?: HeadToHead) =>
    side ? `${side.transnar.toFixed(3)} / ${side.transformer.toFixed(3)}` : 'none';
  const counts = (side?: HeadToHead) => (side ? `${side.wins} / ${side.losses}` : 'none');
  return found.map(({ initialisation, size, answers, algorithms, seeds, ours, paper }) => ({
    initialisation: initialisationNames[initialisation],
    size,
    answers,
    algorithms: algorithms.length,
    ...(ours && { seeds }),
    ...(ours && { 'TransNAR / Transformer': means(ours), 'wins / losses': counts(ours) }),
    'paper, digitised': means(paper),
    'paper, wins / losses': counts(paper),
  }));
}

const isCompared = (model: string): model is ComparedModel =>
  (comparedModels as readonly string[]).includes(model);

/** Means over seeds. */
function scoresOf(rows: readonly ResultRow[]): (ModelScore & { readonly count: number })[] {
  const seen = new Map<string, string>();
  for (const { model, initialisation, algorithm, size, seed, run } of rows) {
    const what = `${model}, ${initialisation}, ${algorithm} at size ${size}, seed ${seed}`;
    const earlier = seen.get(what);
    if (earlier !== undefined) {
      throw new Error(
        `Runs ${earlier} and ${run} both have a row of ${what}: choose the rows of one of them.`,
      );
    }
    seen.set(what, run);
  }
  const key = ({ model, initialisation, algorithm, size, metric }: ResultRow) => ({
    model: model as ComparedModel,
    initialisation,
    algorithm,
    size,
    metric,
  });
  return aggregate(rows, key).map(({ mean, ...rest }) => ({ ...rest, value: mean }));
}

/** Initialisations and sizes, each once: pretrained first, then in the order of their sizes. */
function conditionsOf(scores: readonly Condition[]): Pick<Condition, 'initialisation' | 'size'>[] {
  const sizes = [...new Set(scores.map(({ size }) => size))].sort((a, b) => a - b);
  return (['pretrained', 'untrained'] as const).flatMap((initialisation) =>
    sizes
      .filter((size) => scores.some((each) => each.initialisation === initialisation && each.size === size))
      .map((size) => ({ initialisation, size })),
  );
}

type Pair = Readonly<Record<ComparedModel, number>>;

/** Both models' scores of every algorithm that has both. */
function pairs(scores: readonly ModelScore[]): Map<AlgorithmName, Pair> {
  const found = new Map<AlgorithmName, Partial<Pair>>();
  for (const { algorithm, model, value } of scores) {
    found.set(algorithm, { ...found.get(algorithm), [model]: value });
  }
  const whole = (pair: Partial<Pair>): pair is Pair => comparedModels.every((model) => model in pair);
  return new Map([...found].flatMap(([name, pair]) => (whole(pair) ? [[name, pair]] : [])));
}

function tally(scores: ReadonlyMap<AlgorithmName, Pair>, algorithms: readonly AlgorithmName[]): HeadToHead {
  const chosen = algorithms.flatMap((name) => scores.get(name) ?? []);
  const score = (model: ComparedModel) => mean(chosen.map((pair) => pair[model]));
  return {
    transnar: score('transnar'),
    transformer: score('transformer'),
    wins: chosen.filter((pair) => pair.transnar > pair.transformer).length,
    losses: chosen.filter((pair) => pair.transnar < pair.transformer).length,
  };
}
