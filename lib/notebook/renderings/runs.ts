/** Runs, and models with the run that they come from: what was trained, how far, and its curve. */
import { figurePng } from '../../figure/render.ts';
import { trainingCurves } from '../../figure/training-curves.ts';
import { type Run, readManifest, readMetrics } from '../../store/index.ts';
import { duration } from '../../training/index.ts';
import { type Rendering, has, ofMany } from './rendering.ts';
import { tableBundle } from './tables.ts';

/** A table of facts with the curve below it. */
export const oneRun: Rendering = async (value) => {
  const run = runOf(value);
  if (!run) return undefined;
  const lines = readMetrics(run);
  const facts = Object.entries(factsOf(run, lines)).map(([fact, known]) => ({ [run.name]: fact, '': known }));
  const table = tableBundle(facts);
  const points = lines.map(({ update, loss }) => ({ series: run.name, step: update, loss }));
  if (points.length === 0) return table;
  const png = (await figurePng(trainingCurves(points))).toString('base64');
  const picture = `<img alt="training loss" width="400" src="data:image/png;base64,${png}">`;
  return { ...table, 'text/html': `${String(table['text/html'])}\n${picture}` };
};

export const manyRuns: Rendering = ofMany(isRunLike, (values) =>
  tableBundle(values.map((value) => ({ run: runOf(value)!.name, ...factsOf(runOf(value)!) }))),
);

function isRunLike(value: unknown): value is object {
  return runOf(value) !== undefined;
}

/** The run itself, or that of a trained model. */
function runOf(value: unknown): Run | undefined {
  if (has(value, 'folder', 'manifest', 'checkpoint', 'metrics')) return value as unknown as Run;
  return has(value, 'run', 'experiment') ? runOf(value.run) : undefined;
}

function factsOf(run: Run, lines = readMetrics(run)): Readonly<Record<string, string | number>> {
  const { started, finished, updates, seconds, hardware } = readManifest(run);
  const last = lines.at(-1);
  const scored = lines.findLast(({ score }) => score !== undefined);
  return {
    state: run.published !== undefined ? 'published' : finished !== undefined ? 'trained' : 'begun',
    started: started.slice(0, 16).replace('T', ' '),
    updates: updates ?? last?.update ?? 0,
    ...((seconds ?? last?.seconds) !== undefined && { time: duration(seconds ?? last?.seconds ?? 0) }),
    ...(last && { loss: Number(last.loss.toPrecision(3)) }),
    ...(scored?.score !== undefined && { validation: Number(scored.score.toFixed(3)) }),
    hardware,
  };
}
