/** How models get to know single algorithms: their scores on validation problems during training. */
import type { TopLevelSpec } from 'vega-lite';
import type { MetricLine } from '../store/index.ts';
import { type Model, coloursOf, modelNames, readable, rounded, scoreAxis, theme } from './theme.ts';

/** A training that was looked at on the way. */
export interface LookedAt {
  readonly model: Model;
  readonly seed: number;
  readonly metrics: readonly MetricLine[];
}

/** Pixels of a panel. */
const [width, height] = [130, 110];

/** A panel for each algorithm, a line for each model and seed. Throws where nothing was looked at. */
export function learningCurves(
  trainings: readonly LookedAt[],
  { title, subtitle, score = 'CLRS score' }: { title: string; subtitle: string; score?: string },
): TopLevelSpec {
  const values = trainings.flatMap(({ model, seed, metrics }) =>
    metrics.flatMap(({ update, scores = {} }) =>
      Object.entries(scores).map(([name, value]) => ({
        algorithm: readable(name),
        model: modelNames[model],
        seed,
        update,
        score: rounded(value),
      })),
    ),
  );
  if (values.length === 0) throw new Error('There are no scores during training to draw.');
  const models = [...new Set(values.map(({ model }) => model))];
  return {
    ...theme,
    title: { text: title, subtitle },
    data: { values },
    facet: { field: 'algorithm', type: 'nominal', title: null },
    columns: 5,
    spec: {
      width,
      height,
      mark: { type: 'line', strokeWidth: 1.5, point: { size: 12 } },
      encoding: {
        x: { field: 'update', type: 'quantitative', title: 'update', axis: { grid: false, tickCount: 3 } },
        y: scoreAxis('score', score),
        color: {
          field: 'model',
          type: 'nominal',
          scale: { domain: models, range: coloursOf(models) },
          legend: { title: null, orient: 'top', columns: 2 },
        },
        detail: { field: 'seed', type: 'nominal' },
      },
    },
  };
}
