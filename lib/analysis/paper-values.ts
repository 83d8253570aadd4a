/** What others have published, as data: data/paper, whose README says where each number comes from and how far to trust it. */
import { join } from 'node:path';
import { z } from 'zod';
import { type AlgorithmName, type Family, clrs30, families } from '../dataset/index.ts';
import { resultRow } from '../metric/index.ts';
import { projectFolder } from '../store/index.ts';
import { problemsOf } from '../store/json.ts';
import { readJsonFile } from '../store/json-file.ts';
import { type ComparedModel, type Condition, comparedModels } from './compared-models.ts';

const score = z.number().min(0).max(1);
const bySize = z.strictObject({ '10': score, '12': score, '14': score });
const { metric, initialisation } = resultRow.shape;

function unique(rows: readonly { metric: string; initialisation: string; algorithm: string }[]): boolean {
  const keys = rows.map((row) => [row.metric, row.initialisation, row.algorithm].join('/'));
  return new Set(keys).size === keys.length;
}

const paperFile = z.strictObject({
  source: z.string().min(1),
  provenance: z.literal('digitised'),
  seeds: z.int().positive(),
  error: bySize,
  families: z.strictObject({
    metric,
    initialisation,
    size: z.int().positive(),
    scores: z.array(z.strictObject({ family: z.enum(families), transnar: score, transformer: score })),
  }),
  algorithms: z
    .array(
      z.strictObject({
        metric,
        initialisation,
        algorithm: z.enum(clrs30),
        transnar: bySize,
        transformer: bySize,
      }),
    )
    .refine(unique, 'an algorithm occurs twice with one metric and initialisation'),
});

const source = z.string().min(1);
const value = { value: score, provenance: z.enum(['read', 'unverified']) };
const narFile = z.strictObject({
  size: z.int().positive(),
  algorithms: z.strictObject({
    source,
    mean: z.strictObject(value),
    scores: z.array(z.strictObject({ algorithm: z.enum(clrs30), ...value })),
  }),
  families: z.strictObject({
    source,
    models: z.array(
      z.strictObject({
        model: z.string().min(1),
        mean: score,
        scores: z.array(z.strictObject({ family: z.enum(families), value: score })),
      }),
    ),
  }),
});

/** One bar of the paper's Figures 4 to 6, digitised. */
export interface PaperScore extends Condition {
  readonly model: ComparedModel;
  readonly algorithm: AlgorithmName;
  readonly value: number;
}

/** One bar of the paper's Figure 1, digitised: a mean over a family. */
export interface PaperFamilyScore extends Condition {
  readonly model: ComparedModel;
  readonly family: Family;
  readonly value: number;
}

/** The paper's scores of both models, as they can be read off its figures. */
export interface PaperValues {
  readonly source: string;
  /** Seeds behind each value. */
  readonly seeds: number;
  /** About how far a digitised value may be off, by size. */
  readonly error: Readonly<Record<string, number>>;
  /** 29 algorithms: the paper's figures leave `optimal_bst` out. */
  readonly scores: readonly PaperScore[];
  readonly families: readonly PaperFamilyScore[];
}

/** Scores of others' reasoners on graphs of `size` nodes, one model for each algorithm: of Triplet-GMPNN, by family of several. */
export type PublishedNar = z.infer<typeof narFile>;

/** The digitised figures of the TransNAR paper. Throws one message that says what in the file is wrong. */
export function paperValues(path = fileOf('figures.json')): PaperValues {
  const { source, seeds, error, families: byFamily, algorithms } = parsed(paperFile, path);
  const { scores, ...condition } = byFamily;
  return {
    source,
    seeds,
    error,
    scores: algorithms.flatMap(({ transnar, transformer, ...row }) =>
      Object.entries({ transnar, transformer }).flatMap(([model, values]) =>
        Object.entries(values).map(([size, value]) => ({
          ...row,
          size: Number(size),
          model: model as ComparedModel,
          value,
        })),
      ),
    ),
    families: scores.flatMap(({ family, ...values }) =>
      comparedModels.map((model) => ({ ...condition, model, family, value: values[model] })),
    ),
  };
}

/** The published scores of reasoners alone. Throws one message that says what in the file is wrong. */
export function publishedNar(path = fileOf('reasoners.json')): PublishedNar {
  return parsed(narFile, path);
}

const fileOf = (name: string) => join(projectFolder(), 'data/paper', name);

function parsed<T extends z.ZodType>(schema: T, path: string): z.infer<T> {
  const { success, data, error } = schema.safeParse(readJsonFile(path, 'the published values'));
  if (success) return data;
  throw new Error(`${path} is not valid: ${problemsOf(error)}.`);
}

/** TransNAR's digitised score less the Transformer's; undefined where the paper has no such pair. */
export function paperDifference(
  { scores }: PaperValues,
  { algorithm, metric, initialisation, size }: Pick<PaperScore, 'algorithm' | keyof Condition>,
): number | undefined {
  const [transnar, transformer] = comparedModels.map(
    (model) =>
      scores.find(
        (score) =>
          score.model === model &&
          score.algorithm === algorithm &&
          score.metric === metric &&
          score.initialisation === initialisation &&
          score.size === size,
      )?.value,
  );
  return transnar === undefined || transformer === undefined ? undefined : transnar - transformer;
}
