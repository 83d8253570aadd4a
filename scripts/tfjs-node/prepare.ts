/**
 * Puts the lab, TensorFlow's packages and its library into the folder. Each part is made beside its place and moved there
 * whole: of a run that was interrupted, what is there is good, and is not made again.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tool } from './child.ts';
import { type PackageName, type Places, packageNames } from './places.ts';

/** The oldest wheel that has the C API as a library of its own; the packages were made for 2.9, and know nothing newer. */
const wheel = { requirement: 'tensorflow-cpu==2.12.1', python: '3.11' };
const packageVersion = '4.22.0';

const compiler = () => process.env['CXX'] ?? 'c++';

/** What this machine lacks, each in one line. */
export function lacking(root: string): string[] {
  const works = (program: string, ...args: string[]) => spawnSync(program, args, { cwd: root }).status === 0;
  return [
    ...(process.platform === 'linux' && process.arch === 'x64'
      ? []
      : [`Linux on x64, for which the library is (this is ${process.platform} on ${process.arch})`]),
    ...(works('git', 'ls-files', 'package.json') ? [] : ['git, and a clone of the repository']),
    ...(works(compiler(), '--version')
      ? []
      : [`a C++ compiler (${compiler()} does not run; CXX names another)`]),
    ...(works('python3', '-m', 'pip', '--version') ? [] : ['pip (python3 -m pip does not run)']),
  ];
}

/** Everything that is not there yet. `say` hears what is being done. */
export async function prepare(places: Places, say: (line: string) => void): Promise<void> {
  mkdirSync(places.logs, { recursive: true });
  const steps: [string, (log: string) => Promise<void> | void][] = [
    ['copy', () => copyLab(places)],
    ['packages of npm', (log) => installPackages(places, log)],
    ['wheel of PyPI', (log) => unpackLibrary(places, log)],
    ...packageNames.map((name): [string, (log: string) => Promise<void>] => [
      `binding of ${name}`,
      (log) => buildBinding(places, name, log),
    ]),
  ];
  for (const [name, act] of steps) {
    const log = join(places.logs, `${name.replaceAll(' ', '-')}.log`);
    rmSync(log, { force: true });
    const begun = performance.now();
    try {
      await act(log);
    } catch (error) {
      if (error instanceof Error && error.message) error.message = `${name}: ${error.message}`;
      throw error;
    }
    say(`${name.padEnd(26)}${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s`);
  }
}

/** The files that git knows or would, as they are, and what was built of them: no more, also of an earlier copy. */
function copyLab({ root, lab }: Places): void {
  mkdirSync(lab, { recursive: true });
  for (const name of readdirSync(lab)) {
    if (name !== 'node_modules') rmSync(join(lab, name), { recursive: true });
  }
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of [...files, 'dist', 'native/build'].filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, file), join(lab, file), { recursive: true, verbatimSymlinks: true });
  }
  if (!existsSync(join(lab, 'dist/scripts/transnar.js')))
    throw new Error('the repository has no dist/: run npm run setup in it');
}

/** All that the lab needs, and TensorFlow's packages: without their own scripts, which would download a binary. */
async function installPackages({ lab, installed, made }: Places, log: string): Promise<void> {
  const named = packageNames.map((name) => `@tensorflow/${name}@${packageVersion}`) as [string, string];
  const manifests = ['package.json', 'package-lock.json'].map((name) => readFileSync(join(lab, name)));
  const stamp = join(lab, 'node_modules/.with-tensorflow');
  const wanted = createHash('sha256').update(Buffer.concat(manifests)).update(named.join()).digest('hex');
  const have = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (have === wanted && packageNames.every((name) => existsSync(made(name)))) return;
  rmSync(join(lab, 'node_modules'), { recursive: true, force: true });
  // Whoever runs this may have told npm to be silent: of errors, too.
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await tool('npm', ['install', ...options, named[0]], { cwd: lab, log });
  // An optional peer, which npm passes over in the lab's own folder unless it is told what it is.
  await tool('npm', ['install', ...options, '-D', named[1]], { cwd: lab, log });
  for (const name of packageNames) {
    rmSync(made(name), { recursive: true, force: true });
    mkdirSync(join(made(name), '..'), { recursive: true });
    renameSync(installed(name), made(name));
  }
  writeFileSync(stamp, wanted);
  // The copy's own, so that nothing takes it for one whose packages have changed.
  ['package.json', 'package-lock.json'].forEach((name, i) => writeFileSync(join(lab, name), manifests[i]));
}

async function unpackLibrary({ folder, library }: Places, log: string): Promise<void> {
  if (existsSync(library)) return;
  const part = join(folder, 'wheel.part');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  const { requirement, python } = wheel;
  const options = ['--no-deps', '--only-binary=:all:', '--python-version', python, '--progress-bar', 'off'];
  await tool('python3', ['-m', 'pip', 'download', ...options, '--dest', part, requirement], {
    cwd: folder,
    log,
  });
  const file = readdirSync(part).find((name) => name.endsWith('.whl'));
  const unpack =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); ' +
    'z.extractall(".", [n for n in z.namelist() if n.startswith(("tensorflow/include/", "tensorflow/libtensorflow"))])';
  await tool('python3', ['-c', unpack, `${file}`], { cwd: part, log });
  rmSync(join(part, `${file}`));
  rmSync(join(library, '..'), { recursive: true, force: true });
  renameSync(part, join(library, '..'));
}

async function buildBinding(
  { folder, made, library }: Places,
  name: PackageName,
  log: string,
): Promise<void> {
  const headers = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
  const target = join(made(name), 'lib/napi-v8/tfjs_binding.node');
  if (existsSync(target)) return;
  mkdirSync(join(target, '..'), { recursive: true });
  // Of this process alone: the compiler of one that was killed may go on for a while.
  const part = `${target}.${process.pid}`;
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...['-I', headers, '-I', join(library, 'include'), '-I', made(name)],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(made(name), 'binding', source)),
    ...['-L', library, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,${library}`,
    ...['-o', part],
  ];
  await tool(compiler(), args, { cwd: folder, log });
  renameSync(part, target);
}

/** Puts these packages into the copy and takes away the other; without tfjs-node its stand-in is there, as npm links it. */
export function place({ lab, installed, made }: Places, names: readonly PackageName[]): void {
  for (const name of packageNames) {
    rmSync(installed(name), { recursive: true, force: true });
    if (names.includes(name))
      cpSync(made(name), installed(name), { recursive: true, verbatimSymlinks: true });
  }
  if (!names.includes('tfjs-node')) {
    symlinkSync(join(lab, 'shims/tfjs-node'), installed('tfjs-node'));
  }
}
