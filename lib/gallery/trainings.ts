/** The catalogue's figures of trainings, from the curves of published runs. */
import { presetNamed, runName } from '../experiment/index.ts';
import type { BaseName } from '../experiment/presets.ts';
import { modelNames } from '../figure/theme.ts';
import { trainingCurves } from '../figure/training-curves.ts';
import type { CatalogueFigure } from './catalogue-figure.ts';
import { curveOf } from './published-runs.ts';

/** The language models of a preset as they learned: with and without the reasoner, from scratch and pretrained. */
export function trainingFigure(name: string, preset: BaseName, seeds: readonly number[]): CatalogueFigure {
  const { pretrained, ...fromScratch } = presetNamed(preset);
  const lines = (['transnar', 'transformer'] as const).flatMap((model) => [
    { series: `${modelNames[model]}, from scratch`, experiment: fromScratch[model] },
    { series: `${modelNames[model]}, pretrained`, experiment: pretrained[model] },
  ]);
  const runs = lines.flatMap(({ series, experiment }) =>
    seeds.map((seed) => ({ series, seed, run: runName({ ...experiment, seed }) })),
  );
  return {
    name: `${name}-training-curves`,
    shows: `Loss on the answer during training, preset ${preset}`,
    runs: runs.map(({ run }) => run),
    draw: () => {
      const points = runs.flatMap(({ series, seed, run }) =>
        curveOf(run).map(({ update, loss }) => ({ series, seed, step: update, loss })),
      );
      return trainingCurves(points, { title: 'Loss on the answer during training', points: 60 });
    },
  };
}
