/**
 * What `npm run test:tfjs-node -- FOLDER` does: runs the lab on the real @tensorflow/tfjs-node. In the folder, outside of the
 * repository, it makes a copy of the lab, exchanges the stand-in for the package of npm, and builds that package's binding
 * against the library in TensorFlow's wheel of PyPI, since the binary that the package would download is no part of npm.
 * Needs a C++ compiler and pip, on Linux x64. Says what each stage came to; exits with 1 if one failed.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { projectFolder } from '../lib/store/folders.ts';
import { holding } from '../lib/store/run-lock.ts';
import { inWords } from './system-errors.ts';
import { InterruptedError, heedSignals } from './tfjs-node/child.ts';
import { placesIn, takeFolder } from './tfjs-node/places.ts';
import { lacking, prepare } from './tfjs-node/prepare.ts';
import { runAll } from './tfjs-node/run-all.ts';
import { type Stage, forget, stagesIn } from './tfjs-node/stages.ts';
import { leftOut, reasonAgainst, testFiles } from './tfjs-node/test-files.ts';

const command = 'npm run test:tfjs-node -- FOLDER';
const usage = `${command} [--only STAGES] [--list]

FOLDER is outside of the repository; what an earlier run has prepared there is used again.
  --only STAGES   these stages alone, by the beginnings of their names, with commas between them
  --list          names the stages, the test files that they run, and why the others do not; runs nothing`;

const root = projectFolder();
const say = (line: string) => void process.stdout.write(`${line}\n`);

heedSignals();
try {
  process.exitCode = await main();
} catch (error) {
  const words =
    error instanceof InterruptedError
      ? 'interrupted; the same command goes on with what is prepared'
      : inWords(error);
  process.stderr.write(`test:tfjs-node: ${words}\n`);
  process.exitCode = error instanceof InterruptedError ? 130 : 1;
}

async function main(): Promise<number> {
  const { only, list, help, folder } = options();
  if (help) return print(usage);
  if (list) return print(listed());
  if (folder === undefined) throw new Error(`Give a folder outside of the repository: ${command}`);
  const missing = lacking(root);
  if (missing.length > 0) throw new Error(`This machine lacks ${missing.join('; ')}.`);
  const places = placesIn(root, takeFolder(root, folder));
  const stages = chosen(stagesIn(places), only);
  mkdirSync(places.results, { recursive: true });
  return holding({ folder: places.results }, async () => {
    say('== preparing');
    await prepare(places, say);
    forget(places, stages);
    const failed = await runAll(stages, say);
    const unasked = stagesIn(places).length - stages.length;
    if (unasked > 0) say(`${unasked} other stages were not asked for`);
    say(`${testsLeftOut()} test files are not meant for TensorFlow (--list says why)`);
    return failed > 0 ? 1 : 0;
  });
}

function options() {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (positionals.length > 1) throw new Error(`Give one folder, not ${positionals.length}: ${command}`);
  return { ...values, folder: positionals[0] };
}

function chosen(all: readonly Stage[], only: string | undefined): readonly Stage[] {
  if (only === undefined) return all;
  const beginnings = only.split(',').map((text) => text.trim());
  const wrong = beginnings.find((text) => !text || !all.some(({ name }) => name.startsWith(text)));
  if (wrong !== undefined)
    throw new Error(`There is no stage "${wrong}"; there are ${all.map(({ name }) => name).join(', ')}.`);
  return all.filter(({ name }) => beginnings.some((text) => name.startsWith(text)));
}

function testsLeftOut(): number {
  return testFiles(root).filter((file) => reasonAgainst(file) !== undefined).length;
}

function listed(): string {
  const files = testFiles(root);
  const run = files.filter((file) => reasonAgainst(file) === undefined);
  const stages = stagesIn(placesIn(root, '')).map(({ name }) => name);
  return [
    `${stages.length} stages: ${stages.join(', ')}`,
    `\n${run.length} test files run:`,
    ...run.map((file) => `  ${file}`),
    `\n${testsLeftOut()} do not:`,
    ...leftOut.map(({ files: place, why }) => {
      const count = files.filter((file) => file === place || file.startsWith(`${place}/`)).length;
      return `  ${place} (${count}): they ${why}`;
    }),
  ].join('\n');
}

function print(text: string): number {
  say(text);
  return 0;
}
