/**
 * What `npm run test:jupyter` does: runs every notebook in Jupyter as a reader would, in a real browser, with the project's
 * TypeScript kernel and the preset "smoke". Fails on an error output, on a cell that did not run, and where a picture of
 * the committed notebook does not appear. Needs Chromium and classic Notebook 6, as Debian ships them (chromium,
 * jupyter-notebook). Figures are hovered over and zoomed, there and in JupyterLab 4 and Notebook 7, which come from PyPI:
 * where that is out of reach, their part is left out.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectFolder } from '../lib/store/folders.ts';
import { startBrowser } from './browser.ts';
import { type ShownCell, classicFigure, openNotebook, runAll, takePicture } from './jupyter/classic.ts';
import { findLab, labFigure, openInLab, runAllInLab } from './jupyter/lab.ts';
import { curveCell, lineCell, liveNotebook } from './jupyter/live-notebook.ts';
import { type JupyterServer, startJupyter } from './jupyter/server.ts';
import { touch, touchedNotebook } from './jupyter/touched-notebook.ts';
import { kernelName } from './kernel/language.ts';
import { type Notebook, printNotebook, readNotebook } from './notebook/format.ts';
import { projectNotebooks } from './notebook/run-all.ts';

/** Seconds that one notebook may take. */
const patience = 1200;
const pictures = join(projectFolder(), 'figures/live/jupyter');
/** The notebooks to run, such as "01-data"; without any, all. */
const chosen = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const found = spawnSync('jupyter', ['notebook', '--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
if (!found.startsWith('6.')) {
  const what = found === '' ? 'Jupyter Notebook was not found' : `Jupyter Notebook ${found} was found`;
  throw new Error(
    `${what}; this test needs classic Notebook 6 (on Debian: apt-get install jupyter-notebook).`,
  );
}

const cache = join(projectFolder(), 'data/cache');
mkdirSync(cache, { recursive: true });
const scratch = mkdtempSync(join(cache, 'jupyter-'));
const folder = join(scratch, 'notebooks');
mkdirSync(folder);
// What notebooks find beside their folder.
for (const name of ['data', 'figures'])
  symlinkSync(join(projectFolder(), name), join(scratch, name), 'junction');
mkdirSync(pictures, { recursive: true });

let server: JupyterServer | undefined;
let browser: Browser | undefined;
let failed = 0;
try {
  browser = await startBrowser();
  const environment = { TRANSNAR_DATA: join(scratch, 'runs'), TRANSNAR_PRESET: 'smoke' };
  server = await startJupyter(folder, join(scratch, 'server'), environment);
  say(`Jupyter Notebook ${found}, Chromium ${browser.version()}`);
  await check('live', liveNotebook, liveProblems);
  await check(
    'touched',
    touchedNotebook,
    () => [],
    (page) => touch(page, classicFigure),
  );
  await checkNewer(browser, environment);
  for (const file of projectNotebooks()) {
    const name = basename(file, '.ipynb');
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const committed = readNotebook(file);
    await check(name, withoutOutputs(committed), (shown) => missing(committed, shown.at(-1)!));
  }
} finally {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
say(failed > 0 ? `${failed} notebook(s) FAILED` : `All notebooks ran; pictures of them are in ${pictures}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one notebook and says what is wrong with what was shown: at all times, and at the end. */
async function check(
  name: string,
  notebook: Notebook,
  problemsOf: (shown: readonly (readonly ShownCell[])[]) => string[],
  actOn: (page: Page) => Promise<string[]> = () => Promise.resolve([]),
): Promise<void> {
  const begun = performance.now();
  if ((notebook.metadata['kernelspec'] as { name?: unknown } | undefined)?.name !== kernelName) {
    failed++;
    say(
      `${name}  FAILED: Jupyter would not open it with the kernel "${kernelName}"; "npx transnar notebooks run" writes that`,
    );
    return;
  }
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
  writeFileSync(join(folder, `${name}.ipynb`), printNotebook(notebook));
  const page = await openNotebook(browser!, server!.address(`${name}.ipynb`));
  const shown: (readonly ShownCell[])[] = [];
  let done = 0;
  const cells = await runAll(page, patience, (seen) => {
    shown.push(seen);
    const now = seen.filter(({ executed }) => executed !== null).length;
    if (now > done) say(`${name}  cell ${now}/${seen.length}  ${seconds()}`);
    done = now;
  });
  const acted = await actOn(page);
  await takePicture(page, join(pictures, `${name}.png`));
  // Without this a closing page asks whether to leave.
  await page.evaluate('window.onbeforeunload = null');
  await page.close();
  const problems = [...complaints(cells), ...problemsOf(shown), ...acted];
  for (const problem of problems) say(`${name}  ${problem}`);
  if (problems.length > 0) failed++;
  const count = cells.reduce((sum, { pictures: own }) => sum + own, 0);
  say(`${name}  ${problems.length > 0 ? 'FAILED' : 'ok'}, ${count} pictures, ${seconds()}`);
}

/** The figures that can be touched, in JupyterLab 4 and in Notebook 7. */
async function checkNewer(own: Browser, environment: Readonly<Record<string, string>>): Promise<void> {
  const program = findLab();
  if (program === undefined) {
    say('lab  JupyterLab 4 and Notebook 7 cannot be had from PyPI: their part is left out');
    return;
  }
  for (const application of ['lab', 'notebook'] as const) {
    const name = { lab: 'lab', notebook: 'notebook-7' }[application];
    const front = await startJupyter(folder, join(scratch, name), environment, { program, application });
    try {
      writeFileSync(join(folder, `${name}.ipynb`), printNotebook(touchedNotebook));
      const page = await openInLab(own, front.address(`${name}.ipynb`));
      await runAllInLab(page, patience);
      const problems = await touch(page, labFigure);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      await page.close({ runBeforeUnload: false });
      for (const problem of problems) say(`${name}  ${problem}`);
      if (problems.length > 0) failed++;
      say(`${name}  ${problems.length > 0 ? 'FAILED' : 'ok'}`);
    } finally {
      await front.stop();
    }
  }
}

function complaints(cells: readonly ShownCell[]): string[] {
  return cells.flatMap(({ executed, broken, complaints: printed }, i) => [
    ...(executed === null ? [`cell ${i + 1} was not executed`] : []),
    ...(broken > 0 ? [`cell ${i + 1} has ${broken} picture(s) that cannot be seen`] : []),
    ...(printed.trim() === '' ? [] : [`cell ${i + 1} complains: ${printed.trim()}`]),
  ]);
}

/** Cells whose committed outputs hold pictures and that show none. */
function missing({ cells }: Notebook, shown: readonly ShownCell[]): string[] {
  const code = cells.filter((cell) => cell.cell_type === 'code');
  return code.flatMap(({ outputs }, i) => {
    const drawn = outputs.some((output) => 'data' in output && 'image/png' in output.data);
    return drawn && shown[i].pictures === 0 ? [`cell ${i + 1} shows no picture`] : [];
  });
}

/** What is written to one display must replace what stood there: never two outputs, and more than one in the course. */
function liveProblems(shown: readonly (readonly ShownCell[])[]): string[] {
  const course = (cell: number, of: (cell: ShownCell) => string) =>
    new Set(shown.map((cells) => of(cells[cell])).filter((text) => text !== ''));
  const most = (cell: number) => Math.max(...shown.map((cells) => cells[cell].outputs));
  const lines = course(lineCell, ({ text }) => text);
  const curves = course(curveCell, ({ sources }) => sources.join());
  say(`live  ${lines.size} lines and ${curves.size} curves were seen, one after the other in one place`);
  return [
    ...(most(lineCell) === 1 && most(curveCell) === 1 ? [] : ['updates are appended instead of replaced']),
    ...(lines.size > 1 ? [] : ['the line of progress was not seen to change']),
    ...(curves.size > 1 ? [] : ['the curve was not seen to grow']),
    ...(shown.at(-1)![lineCell].text.trim() === 'step 5 of 5'
      ? []
      : ['the last line is not the one that stays']),
    ...(shown.at(-1)![curveCell].pictures === 1 ? [] : ['no curve stays']),
  ];
}

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}
