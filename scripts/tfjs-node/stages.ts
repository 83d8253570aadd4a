/** What runs on TensorFlow, one thing after the other, and what each must come to. */
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsOf, reportingTo } from '../vitest-counts.ts';
import { statusOf } from './child.ts';
import { kinds } from './kinds.ts';
import type { Outcome } from './outcome.ts';
import type { Places } from './places.ts';
import { place } from './prepare.ts';
import { chosenFiles, testFolders } from './test-files.ts';
import { trainedOnTensorflow } from './trained.ts';

export interface Stage {
  /** A group and what of it, such as `tests/model`. */
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const program = 'dist/scripts/transnar.js';
/** Longer than npm test's: TensorFlow takes up to ten times as long as the native engine. */
const patience = { test: 600_000, cell: 3600 };

/** All stages, by name. */
export function stagesIn(places: Places): Stage[] {
  const notebooks = readdirSync(join(places.root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
  return [
    ...kinds.map(({ name, packages, check }) => ({
      name: `doctor/${name}`,
      run: () => {
        place(places, packages);
        return check(places.lab);
      },
    })),
    ...testFolders.map((folder) => ({ name: folder, run: () => tests(places, folder) })),
    ...['nar-smoke', 'transformer-smoke', 'transnar-smoke'].map((preset) => ({
      name: `models/${preset}`,
      run: () => trainAndAsk(places, preset),
    })),
    ...notebooks.sort().map((name) => ({
      name: `notebooks/${name.replace('.ipynb', '')}`,
      run: () => notebook(places, name),
    })),
  ];
}

/** Removes what earlier runs left of the results of these stages: what is trained is trained on this engine, now. */
export function forget({ results }: Places, stages: readonly Stage[]): void {
  const groups = new Set(stages.map(({ name }) => name.split('/')[0] ?? ''));
  for (const group of groups) rmSync(join(results, group), { recursive: true, force: true });
}

/** A program in the copy, with the package in place. */
function onTensorflow(places: Places, group: string, args: readonly string[]): Promise<number | undefined> {
  place(places, ['tfjs-node']);
  mkdirSync(join(places.results, group), { recursive: true });
  const env = {
    ...process.env,
    TRANSNAR_BACKEND: 'tfjs-node',
    TRANSNAR_DATA: join(places.results, group),
  };
  return statusOf(process.execPath, args, { cwd: places.lab, env });
}

async function tests(places: Places, folder: string): Promise<Outcome> {
  const report = join(places.results, folder.replace('/', '-')) + '.json';
  rmSync(report, { force: true });
  const options = [
    '--maxWorkers=1',
    `--testTimeout=${patience.test}`,
    `--hookTimeout=${patience.test}`,
    ...reportingTo(report),
  ];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...options, ...chosenFiles(places.lab, folder)];
  const { passed, failed, skipped } = countsOf(report, await onTensorflow(places, 'tests', vitest));
  const note = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
  return failed > 0 ? { failed: note } : { note };
}

/** A training, then the scores of what was trained: by decoding, where it writes. */
async function trainAndAsk(places: Places, preset: string): Promise<Outcome> {
  const ask = preset.startsWith('nar') ? ['nar', preset, '--sizes', '6'] : ['text', preset];
  for (const args of [
    ['train', preset],
    ['evaluate', ...ask],
  ]) {
    const status = await onTensorflow(places, 'models', [program, ...args]);
    if (status !== 0) return { failed: `transnar ${args.join(' ')} ended with ${status ?? 'no exit code'}` };
  }
  return trainedOnTensorflow(join(places.results, 'models'), 'trained and scored');
}

async function notebook(places: Places, name: string): Promise<Outcome> {
  const out = join(places.results, 'notebooks/executed');
  const options = ['--preset', 'smoke', '--timeout', String(patience.cell), '--out', out];
  const args = [program, 'notebooks', 'run', ...options, join('notebooks', name)];
  const status = await onTensorflow(places, 'notebooks', args);
  if (status !== 0) return { failed: `ended with ${status ?? 'no exit code'}` };
  const { cells } = JSON.parse(readFileSync(join(out, name), 'utf8')) as { cells: { cell_type: string }[] };
  const count = cells.filter(({ cell_type: type }) => type === 'code').length;
  return trainedOnTensorflow(join(places.results, 'notebooks'), `${count} cells`);
}
