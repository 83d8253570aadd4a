/**
 * Makes a checkout ready to run, doing only what is missing: installs the locked packages, compiles lib/ and scripts/ to
 * dist/, and builds the native engine where a C++ compiler is found. Plain
 * JavaScript without imports from node_modules, because it runs before there are any (`prestart`, `pretest`, `prelab`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './built.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

requireNode(20, 19);
if (!installed()) step('Installing packages', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
if (!isBuilt(root)) build();
if (existsSync(at('scripts/build-native.mjs')))
  step(null, process.execPath, [at('scripts/build-native.mjs')]);

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(`Node ${major}.${minor} or newer is needed; this is ${process.versions.node}.`);
}

/** Whether node_modules holds what the lock file asks for. npm keeps its own record of what it installed. */
function installed() {
  const packages = (file) => JSON.parse(readFileSync(at(file), 'utf8')).packages;
  if (!existsSync(at('node_modules/.package-lock.json'))) return false;
  const present = packages('node_modules/.package-lock.json');
  return Object.entries(packages('package-lock.json')).every(
    ([path, { version, optional }]) =>
      path === '' || (present[path] ? present[path].version === version : optional),
  );
}

/** Compiles beside the old dist/ and swaps, so that files of deleted sources go and a failed build leaves the old one. */
function build() {
  const next = 'dist.next';
  const begun = new Date();
  rmSync(at(next), { recursive: true, force: true });
  const compiler = at('node_modules/tsc/bin/tsc');
  step('Building dist/', process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next]);
  rmSync(at('dist'), { recursive: true, force: true });
  renameSync(at(next), at('dist'));
  utimesSync(at('dist'), begun, begun);
}

function step(title, command, args) {
  if (title) process.stderr.write(`${title} ...\n`);
  const begun = Date.now();
  // On Windows npm is a .cmd file, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (status !== 0) {
    rmSync(at('dist.next'), { recursive: true, force: true });
    fail(
      `"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ` with exit code ${status}`}.`,
    );
  }
  if (title) process.stderr.write(`${title}: ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
}

function fail(message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(1);
}
