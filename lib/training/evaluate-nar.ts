/** Scores of reasoners: what they predict on graphs. */
import { commandOf } from '../experiment/index.ts';
import type { ResultRow } from '../metric/index.ts';
import { readEvaluation } from '../store/index.ts';
import { isWritable } from '../store/atomic-file.ts';
import { writeEvaluation } from '../store/evaluations.ts';
import type { EvaluationHooks } from './evaluate.ts';
import { originNow } from '../store/provenance.ts';
import { tracker } from './loop/progress.ts';
import { narScores } from './nar-score.ts';
import { rowMaker } from './row-maker.ts';
import type { TrainedNar } from './trained.ts';

const metrics = ['clrs', 'valid'] as const;

/**
 * CLRS scores of the reasoner itself, on graphs, and its share of valid answers, for every algorithm and the given sizes.
 * Those of an algorithm at a size are kept with the run as soon as they are there, and not computed again for as many
 * samples; on other samples they are, and replaced. Throws one message that names file and line where what was kept is
 * damaged.
 */
export function evaluateNar(
  { nar, experiment, run }: TrainedNar,
  sizes: readonly number[],
  samples: number,
  { progress, notice }: EvaluationHooks = {},
): ResultRow[] {
  const groups = experiment.algorithms.flatMap((algorithm) => sizes.map((size) => ({ algorithm, size })));
  const report = tracker(`evaluating ${experiment.name}`, groups.length, progress);
  const command = `${commandOf('evaluate nar', experiment)} --sizes ${sizes.join(',')} --samples ${samples}`;
  const rowOf = rowMaker(experiment, run, command);
  const known = readEvaluation(run) ?? [];
  const keep = isWritable(run.folder);
  if (!keep) notice?.(`${run.folder} is read-only: new scores are not kept.`);

  const measure = ({ algorithm, size }: (typeof groups)[number]) => {
    const start = performance.now();
    const request = { algorithm, size, samples, split: 'evaluation', batch: experiment.data.batch } as const;
    const scores = narScores(nar, request);
    const seconds = (performance.now() - start) / 1000;
    const made = originNow();
    const rows = metrics.map((metric) =>
      rowOf({ algorithm, size, metric, value: scores[metric], samples, seconds }, made),
    );
    if (keep) writeEvaluation(run, rows);
    return rows;
  };
  const kept = groups.map(({ algorithm, size }) => {
    const own = known.filter(
      (row) => row.algorithm === algorithm && row.size === size && row.samples === samples,
    );
    return metrics.every((metric) => own.some((row) => row.metric === metric)) ? own : undefined;
  });
  // What was kept took no time: the rest is estimated by what is measured now.
  let done = kept.filter((rows) => rows !== undefined).length;
  report(done);
  return groups.flatMap((group, i) => {
    if (kept[i]) return kept[i];
    const rows = measure(group);
    report(++done, `${group.algorithm} ${group.size}`);
    return rows;
  });
}
