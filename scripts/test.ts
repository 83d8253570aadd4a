/**
 * What `npm test` does once everything is set up: types, lint and format, and beside them the notebooks with the smoke preset;
 * then all tests, and those that compute on the chosen engine again on the one that needs no compiler. All of it runs even after a failure; the
 * last lines name the tests that failed, and count the tests, and as one failure each everything else that went wrong.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { browserPath } from './browser.ts';
import { chosenFiles } from './tfjs-node/test-files.ts';
import { begunFile } from './vitest-begun.ts';
import { countsOf, reportingTo } from './vitest-counts.ts';

interface Stage {
  readonly name: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
}

/** Minutes that a stage may take: what hangs is named and ends, long before whoever waits for the whole gives up. */
const patience = 40;
const root = projectFolder();
const scratch = mkdtempSync(join(tmpdir(), 'transnar-test-'));
const tool = (name: string) => join(root, 'node_modules', name);

/** Without a compiler there is no native engine, and so nothing that its own tests could test. */
const native = existsSync(join(root, 'native/build/transnar.node'));
if (!native) process.stdout.write('The native engine is not built here: tests/backend/native is left out.\n');

const browser = browserPath() !== undefined;
if (!browser) process.stdout.write('No Chromium is installed here: tests/browser is left out.\n');

const redis = spawnSync('redis-server', ['--version']).status === 0;
if (!redis) process.stdout.write('No redis-server is installed here: tests/campaign/redis is left out.\n');

const leftOut = [
  ...(native ? [] : ['tests/backend/native/**']),
  ...(browser ? [] : ['tests/browser/**']),
  ...(redis ? [] : ['tests/campaign/redis.test.ts']),
];

/** Tests of which engine is chosen, or of engines that they make themselves: the same whichever the environment wishes for. */
const ofChoices = /^tests\/backend\/(choose|first-use|product-precision|registry|same-memory|tensorflow)\b/;
const computing = ['tests/backend', 'tests/model'].flatMap((folder) => chosenFiles(root, folder));

// Checks and notebooks keep one processor busy each, the tests keep all: those begin as soon as one is free.
const notebooks = executed();
const stages = [...(await checked()), await tests('tests', { TESTS_LEFT_OUT: leftOut.join(' ') })];
if (native) {
  const files = computing.filter((file) => !ofChoices.test(file));
  stages.push(await tests('tests on cpu', { TRANSNAR_BACKEND: 'cpu' }, ...files));
}
stages.push(await notebooks);
rmSync(scratch, { recursive: true, force: true });

for (const { name, seconds, failed } of stages) {
  process.stdout.write(
    `${name.padEnd(14)}${seconds.toFixed(1).padStart(7)} s  ${failed ? 'FAILED' : 'ok'}\n`,
  );
}
const failures = stages.flatMap((stage) => stage.failures);
if (failures.length > 0) process.stdout.write(`\n${failures.join('\n')}\n`);
const total = (count: (stage: Stage) => number) => stages.reduce((sum, stage) => sum + count(stage), 0);
const failed = total((stage) => stage.failed);
process.stdout.write(`\n${total((stage) => stage.passed)} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

async function checked(): Promise<Stage[]> {
  const typescript = tool('tsc/bin/tsc');
  return [
    await command('types', typescript),
    await command('page types', typescript, '-p', 'lib/page'),
    await command('typed lint', tool('oxlint/bin/oxlint')),
    await command('lint', tool('eslint/bin/eslint.js'), '--max-warnings', '0', '.'),
    await command('format', tool('prettier/bin/prettier.cjs'), '--log-level', 'warn', '--check', '.'),
  ];
}

function executed(): Promise<Stage> {
  const program = join(root, 'dist/scripts/transnar.js');
  return command(
    'notebooks',
    program,
    'notebooks',
    'run',
    '--preset',
    'smoke',
    '--out',
    join(scratch, 'notebooks'),
  );
}

/** A program that is right when it exits with 0. */
async function command(name: string, ...args: string[]): Promise<Stage> {
  const { seconds, status, late } = await run(name, args);
  const failures = late ? [`${name}: stopped after ${patience} minutes`] : [];
  return { name, seconds, passed: 0, failed: status === 0 ? 0 : 1, failures };
}

async function tests(name: string, environment: NodeJS.ProcessEnv, ...selection: string[]): Promise<Stage> {
  const file = join(scratch, `${name}.json`);
  const begun = join(scratch, `${name}.begun`);
  const reporters = [...reportingTo(file), `--reporter=${join(root, 'scripts/vitest-begun.ts')}`];
  const vitest = [tool('vitest/vitest.mjs'), 'run', ...reporters, ...selection];
  const { seconds, status, late } = await run(name, vitest, { ...environment, [begunFile]: begun });
  const { passed, failed, failures } = countsOf(file, status);
  const hanging = late && existsSync(begun) ? readFileSync(begun, 'utf8').split('\n') : [];
  const unended = hanging.map((each) => `${each}: had not ended after ${patience} minutes of ${name}`);
  return { name, seconds, passed, failed, failures: [...failures, ...unended] };
}

async function run(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  process.stdout.write(`\n== ${name}\n`);
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill();
    setTimeout(() => child.kill('SIGKILL'), 30_000).unref();
  }, patience * 60_000);
  const [status] = (await once(child, 'exit')) as [number | null];
  clearTimeout(limit);
  return { seconds: (performance.now() - begun) / 1000, status, late };
}
