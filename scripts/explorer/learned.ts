/** The models of the campaign `laptop-learned` on the explorer's page: those that share the algorithms stand there as one. */
import { sum } from '../../lib/metric/mean.ts';
import type { AnsweringRun } from '../../lib/page/explorer/index.ts';
import { type Prediction, problemKey } from '../../lib/store/index.ts';
import type { TrainingHooks } from '../../lib/training/index.ts';
import type { UseOptions } from '../experiment-options.ts';
import { learnedCampaign, learnedCells } from '../learned-cells.ts';
import { answeringModels, trainedAmong } from './runs.ts';

/** Seed 0 of both models, where it is trained, on those of `problems` that they were asked. */
export async function learnedModels(
  problems: readonly Pick<Prediction, 'algorithm' | 'size' | 'index'>[],
  options: UseOptions,
  hooks: TrainingHooks,
): Promise<AnsweringRun[]> {
  const wanted = new Set(problems.map(problemKey));
  const together: AnsweringRun[] = [];
  for (const model of learnedCampaign.models) {
    const experiments = await trainedAmong(learnedCells(model).map(({ experiment }) => experiment));
    const runs = await answeringModels(experiments, options, hooks);
    for (const { trained } of runs) trained.dispose();
    if (runs.length > 0) together.push(asOne(`${model}-learned`, runs, wanted));
  }
  return together;
}

function asOne(name: string, runs: readonly AnsweringRun[], wanted: ReadonlySet<string>): AnsweringRun {
  const predictions = runs.flatMap((run) => run.predictions).filter((each) => wanted.has(problemKey(each)));
  const [{ manifest, ...first }] = runs;
  const command = `npx transnar campaign run ${learnedCampaign.name}`;
  const seconds = sum(runs.map((run) => run.manifest.seconds ?? 0));
  return {
    ...first,
    name,
    folder: runs.map(({ folder }) => folder).join(', '),
    manifest: { ...manifest, command, seconds },
    predictions,
    asked: predictions.length,
  };
}
