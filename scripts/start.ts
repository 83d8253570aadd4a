/** What `npm start` does once everything is set up: executes the notebooks with the smoke preset and draws the figures. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { figuresFolder, writeFigures } from '../lib/gallery/index.ts';
import { projectNotebooks, runNotebooks } from './notebook/run-all.ts';

const begun = performance.now();
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
const here = (path: string) => relative(projectFolder(), path);

/** Ignored by git: what a run on this machine shows does not replace the committed notebooks. */
const executed = join(projectFolder(), 'data/runs/notebooks');

const failed = await runNotebooks(projectNotebooks(), { timeout: 600, preset: 'smoke', out: executed });
const executedIn = seconds();
const images = await writeFigures(figuresFolder);
/** Where notebooks put the figures of this machine's own runs. */
const live = join(figuresFolder, 'live');

process.stdout.write(`
Executed on this machine with the preset "smoke", in ${executedIn}:
${list([...filesIn(executed, '.ipynb'), ...filesIn(live, '.png')])}
Drawn from the committed results (data/results):
${list(images)}
Where to go from here:
  npm run lab           the notebooks in Jupyter, to change and run again
  npx transnar --help   the same steps on the command line
  README.md             what is measured, and the reading order of the code
`);
if (failed > 0) {
  process.stderr.write(`${failed} notebook(s) failed: see above.\n`);
  process.exitCode = 1;
}

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `  ${here(path)}\n`).join('');
}
