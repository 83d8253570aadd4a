// Builds the native tensor engine, native/build/transnar.node, with the C++ compiler of this machine. Needs no Python, no
// node-gyp and no download: the headers come from the npm package node-api-headers. Runs when the package is installed;
// without a compiler it says so in one line and succeeds, since everything also works on the cpu backend.
//
//   node scripts/build-native.mjs [--force] [--sanitize]
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'native/src');
const sanitize = process.argv.includes('--sanitize');
const build = join(root, 'native/build', sanitize ? 'sanitize' : '.');
const addon = join(build, 'transnar.node');
const stamp = join(build, 'stamp');

const common = [
  '-std=c++17',
  '-fPIC',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  '-Wno-missing-field-initializers',
];
const optimised = [
  ...['-O3', '-fno-math-errno', '-fno-trapping-math', '-ffp-contract=fast'],
  '-falign-loops=32', // the loop of the product is short enough to feel where it begins
];
const sanitized = [
  ...['-O1', '-g', '-fno-omit-frame-pointer', '-fno-math-errno', '-ffp-contract=fast'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
];

const avx512 = [
  ...['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mfma', '-mbmi2'],
  '-mprefer-vector-width=512',
];

/** Flags of each instruction set; the kernels are compiled once for each. */
const instructionSets = {
  x64: {
    avx512bf16: [...avx512, '-mavx512bf16'],
    avx512,
    avx2: ['-mavx2', '-mfma', '-mbmi2'],
    baseline: [],
  },
  arm64: { neon: [] },
}[process.arch] ?? { baseline: [] };

/** What of an instruction set is compiled, where that is not everything: see native/src/core/dispatch.cc. */
const parts = { avx512bf16: ['gemm.cc', 'pack.cc', 'product.cc'] };

function findCompiler() {
  for (const name of [process.env.CXX, 'c++', 'g++', 'clang++'].filter(Boolean)) {
    try {
      return {
        name,
        version: execFileSync(name, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
      };
    } catch {
      // Not there, or not working: try the next.
    }
  }
  return undefined;
}

function findHeaders() {
  try {
    return createRequire(import.meta.url)('node-api-headers').include_dir;
  } catch {
    return undefined;
  }
}

function filesIn(folder) {
  return readdirSync(join(sources, folder))
    .sort()
    .map((file) => join(sources, folder, file));
}

/** The instruction sets that the compiler knows: an older one lacks the newest. */
function knownSets(compiler) {
  const knows = (flags) => {
    try {
      execFileSync(compiler.name, [...flags, '-x', 'c++', '-E', '-'], {
        input: '',
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      return true;
    } catch {
      return false;
    }
  };
  return Object.entries(instructionSets).filter(([set, flags]) => set !== 'avx512bf16' || knows(flags));
}

/** One translation unit each: its object file and the arguments that make it. */
function units(headers, sets) {
  const has = sets.map(([set]) => `-DTRANSNAR_HAS_${set.toUpperCase()}`);
  const base = [...common, ...has, '-DNAPI_VERSION=8', `-I${headers}`];
  const flags = [...base, ...(sanitize ? sanitized : optimised)];
  const unit = (file, set, extra) => {
    const object = join(build, 'objects', `${set}-${basename(file, '.cc')}.o`);
    return { object, arguments: [...flags, ...extra, '-c', file, '-o', object] };
  };
  const implementation = (folder) => filesIn(folder).filter((file) => file.endsWith('.cc'));
  return [
    ...sets.flatMap(([set, extra]) =>
      implementation('kernels')
        .filter((file) => parts[set]?.includes(basename(file)) ?? true)
        .map((file) => unit(file, set, extra)),
    ),
    ...['api', 'core', 'portable'].flatMap((folder) =>
      implementation(folder).map((file) => unit(file, folder, [])),
    ),
  ];
}

/** Changes whenever the addon could: sources, flags, compiler, processor architecture. */
function fingerprint(compiler) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([compiler, process.arch, process.platform, instructionSets, common, optimised]));
  for (const folder of ['api', 'core', 'kernels', 'portable']) {
    for (const file of filesIn(folder)) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

async function compileAll(compiler, jobs) {
  const run = promisify(execFile);
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.pop(); job; job = queue.pop()) await run(compiler, job.arguments);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function link(compiler, jobs) {
  const platform = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-pthread'];
  const flags = sanitize
    ? ['-fsanitize=address,undefined', '-shared-libasan'].slice(0, compiler.clang ? 2 : 1)
    : [];
  const fresh = `${addon}.${process.pid}`;
  const objects = jobs.map((job) => job.object);
  await promisify(execFile)(compiler.name, ['-shared', ...flags, ...platform, ...objects, '-o', fresh]);
  renameSync(fresh, addon); // a process that has the old one loaded keeps it
}

async function main() {
  const compiler = findCompiler();
  if (!compiler) return 'no C++ compiler found (set CXX, or install g++ or clang++)';
  const headers = findHeaders();
  if (!headers) return 'the npm package node-api-headers is not installed';
  const print = fingerprint(compiler);
  const current = existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
  if (current && !process.argv.includes('--force')) return undefined;
  rmSync(join(build, 'objects'), { recursive: true, force: true });
  mkdirSync(join(build, 'objects'), { recursive: true });
  const sets = knownSets(compiler);
  const jobs = units(headers, sets);
  const start = Date.now();
  try {
    await compileAll(compiler.name, jobs);
    await link({ ...compiler, clang: compiler.version.includes('clang') }, jobs);
  } catch (error) {
    writeFileSync(join(build, 'build.log'), String(error.stderr ?? error));
    return `${compiler.name} failed (see native/build/build.log)`;
  }
  writeFileSync(stamp, print);
  rmSync(join(build, 'objects'), { recursive: true, force: true });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const names = sets.map(([set]) => set).join(', ');
  console.log(`Built the native tensor engine with ${compiler.name} in ${seconds} s (${names}).`);
  return undefined;
}

const problem = await main();
if (problem) {
  console.log(
    `The native tensor engine was not built: ${problem}. Everything works without it, only slower.`,
  );
}
