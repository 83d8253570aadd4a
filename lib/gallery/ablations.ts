/** The catalogue's figures of ablations, from the rows of a preset's models from scratch. */
import type { ResultRow } from '../metric/index.ts';
import { presetNamed } from '../experiment/index.ts';
import type { BaseName } from '../experiment/presets.ts';
import { ablation } from '../figure/ablation.ts';
import { type CatalogueFigure, scoresIn } from './catalogue-figure.ts';

/** What each part of TransNAR is worth, and what randomised positions are to both models. */
export function ablationFigures(name: string, preset: BaseName): CatalogueFigure[] {
  const trained = presetNamed(preset).transnar.data.sizes;
  const rows = scoresIn(`${name}.jsonl`);
  const untrained = ({ model, metric, initialisation }: ResultRow) =>
    model !== 'nar' && metric === 'clrs' && initialisation === 'untrained';
  return [
    {
      name: `${name}-ablations`,
      shows: `CLRS scores of TransNAR with one part changed at a time, preset ${preset}`,
      rows,
      of: (row) => untrained(row) && row.model === 'transnar',
      draw: (own) => ablation(own, { trained, by: 'all', title: 'TransNAR with one part changed' }),
    },
    {
      name: `${name}-positions`,
      shows: `CLRS scores with randomised positions and with 0, 1, 2, …, preset ${preset}`,
      rows,
      of: (row) => untrained(row) && ['default', 'sequential-positions'].includes(row.variant),
      draw: (own) =>
        ablation(own, {
          trained,
          models: ['transnar', 'transformer'],
          baseline: { model: 'transformer', variant: 'default' },
          title: 'Randomised positions, and positions 0, 1, 2, …',
        }),
    },
  ];
}
