// Runs the lab on the real @tensorflow/tfjs-node: `npm run test:tfjs-node -- FOLDER`. In the folder, outside of the
// repository, it puts a copy of the lab, exchanges the stand-in for the package of npm, and builds that package's binding
// against the library in TensorFlow's wheel of PyPI, since the binary that the package would download is no part of npm.
// Then the tests of models and operations, a training of each model with the smoke preset, their scores, by decoding for
// those that write, and all notebooks. Needs a C++ compiler and pip, on Linux x64. Says what each stage came to; exits with
// 1 if one failed.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [argument] = process.argv.slice(2);
const folder = resolve(argument ?? '.');
if (!argument || !relative(root, folder).startsWith('..')) {
  console.error('Give a folder outside of the repository: npm run test:tfjs-node -- FOLDER');
  process.exit(1);
}

/** The oldest wheel that has the C API as a library of its own; the package was made for 2.9, and knows nothing newer. */
const wheel = { requirement: 'tensorflow-cpu==2.12.1', python: '3.11' };
const packageName = '@tensorflow/tfjs-node@4.22.0';

const lab = join(folder, 'lab');
const library = join(folder, 'wheel/tensorflow');
const real = join(lab, 'node_modules/@tensorflow/tfjs-node');
const run = (program, args, cwd = folder) => execFileSync(program, args, { cwd, stdio: 'inherit' });

function copyLab() {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, file), join(lab, file), { verbatimSymlinks: true });
  }
  // Where nothing has changed since it was built, it is not built again.
  const built = 'native/build';
  if (existsSync(join(root, built))) cpSync(join(root, built), join(lab, built), { recursive: true });
  // Its own script would download the binary.
  if (!existsSync(join(real, 'binding'))) run('npm', ['install', '--ignore-scripts', packageName], lab);
  run(process.execPath, ['scripts/build-native.mjs'], lab);
  run('npm', ['run', 'build'], lab);
}

function unpackLibrary() {
  if (existsSync(library)) return;
  const { requirement, python } = wheel;
  const options = ['--no-deps', '--only-binary=:all:', '--python-version', python, '--dest', folder];
  run('python3', ['-m', 'pip', 'download', ...options, requirement]);
  const file = readdirSync(folder).find((name) => /^tensorflow_cpu-.*\.whl$/.test(name));
  const unpack =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); ' +
    'z.extractall("wheel", [n for n in z.namelist() if n.startswith(("tensorflow/include/", "tensorflow/libtensorflow"))])';
  run('python3', ['-c', unpack, file]);
  rmSync(join(folder, file));
}

function buildBinding() {
  const headers = createRequire(import.meta.url)('node-api-headers').include_dir;
  const target = join(real, 'lib/napi-v8');
  mkdirSync(target, { recursive: true });
  run(process.env.CXX ?? 'c++', [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...['-I', headers, '-I', join(library, 'include'), '-I', real],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(real, 'binding', name)),
    ...['-L', library, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,${library}`,
    ...['-o', join(target, 'tfjs_binding.node')],
  ]);
}

mkdirSync(lab, { recursive: true });
copyLab();
unpackLibrary();
buildBinding();
const program = 'dist/scripts/transnar.js';
const train = (preset) => [program, 'train', preset];
const stages = [
  ['doctor', [program, 'doctor']],
  [
    'tests',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--maxWorkers=1',
      '--testTimeout=300000',
      'tests/backend',
      'tests/model',
    ],
  ],
  ...['nar-smoke', 'transformer-smoke', 'transnar-smoke'].map((preset) => [preset, train(preset)]),
  ['scores of nar-smoke', [program, 'evaluate', 'nar', 'nar-smoke', '--sizes', '6']],
  ...['transformer-smoke', 'transnar-smoke'].map((preset) => [
    `decoding of ${preset}`,
    [program, 'evaluate', 'text', preset],
  ]),
  ['notebooks', [program, 'notebooks', 'run', '--preset', 'smoke', '--out', join(folder, 'notebooks')]],
];
const environment = {
  ...process.env,
  TRANSNAR_BACKEND: 'tfjs-node',
  TRANSNAR_DATA: join(folder, 'data'),
};
const failed = stages.filter(([name, args]) => {
  console.log(`\n== ${name}, on TensorFlow`);
  return spawnSync(process.execPath, args, { cwd: lab, env: environment, stdio: 'inherit' }).status !== 0;
});
console.log(failed.length > 0 ? `\nfailed: ${failed.map(([name]) => name).join(', ')}` : '\nall went well');
process.exitCode = failed.length > 0 ? 1 : 0;
