/** The table of targets: what is compared with what, and the row that each comparison leaves. One row adds one. */
import { appendFileSync, existsSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '../lib/backend/index.ts';
import { projectFolder } from '../lib/store/folders.ts';
import { type Duel, type Fighter, duel } from './duel.ts';

export interface TableOptions {
  /** A virtual environment with torch, jax and dm-clrs from PyPI; absent: what needs one is left out. */
  readonly peers?: string | undefined;
  /** The bench.js of another build of this library, to be compared with. */
  readonly before?: string | undefined;
  /** Where rows are added, as JSON lines. */
  readonly rows?: string | undefined;
  /** Only comparisons whose name contains this. */
  readonly only?: string | undefined;
  /** The least number of pairs of turns. */
  readonly pairs: number;
}

interface Comparison {
  readonly name: string;
  /** How many times as fast as the peer it should be. */
  readonly target: number;
  readonly ours: Ours;
  readonly peer: Peer;
  /** Steps of one turn. */
  readonly steps?: number;
  /** At most so many pairs, where a step takes long. */
  readonly pairs?: number;
  readonly threads?: number;
  /** Both start alike and must learn the same: the share by which their losses may differ after the first turn. */
  readonly same?: number;
}

interface Ours {
  readonly step: string;
  readonly precision?: 'bfloat16';
  readonly threads?: number;
}

/** Ourselves otherwise, ourselves before, or a program of `bench/peers` and its arguments. */
type Peer = Ours | { readonly before: Ours } | { readonly script: string; readonly args: readonly string[] };

const half = 'bfloat16';
/** Rounding, amplified by Adam's first steps. */
const exact = 1e-4;
const torch = (...args: string[]) => ({ script: 'torch_step.py', args });
const updates = ['laptop.transformer', 'laptop.transnar'] as const;
/** Long and short, with and without edges; `--only reasoner:NAME` measures any other. */
const algorithms = ['bfs', 'minimum'];

const comparisons: readonly Comparison[] = [
  ...['transformer', 'processor'].map((step): Comparison => ({
    ...{ name: `${step}, PyTorch`, target: 1.5, ours: { step }, peer: torch(step), same: exact },
    steps: step === 'processor' ? 4 : 1,
  })),
  {
    ...{ name: 'processor, JAX', target: 2, ours: { step: 'processor' }, same: exact, steps: 4 },
    peer: { script: 'jax_step.py', args: ['processor'] },
  },
  {
    ...{ name: 'transformer in bfloat16, PyTorch', target: 1.2, same: 100 * exact },
    ours: { step: 'transformer', precision: half },
    peer: torch('transformer', '--precision', half),
  },
  {
    ...{ name: 'product:2048, OpenBLAS', target: 0.95, ours: { step: 'product:2048' }, steps: 3 },
    peer: { script: 'blas_step.py', args: ['2048'] },
  },
  ...(
    [
      ['product:2048', 1.7, 3],
      ['transformer', 1.4, 1],
      ['update:paper.transformer', 1.4, 1],
    ] as const
  ).map(([step, target, steps]): Comparison => ({
    ...{
      name: `${step} in bfloat16, float32`,
      target,
      steps,
      ours: { step, precision: half },
      peer: { step },
    },
    ...(step.startsWith('update') ? { pairs: 3 } : {}),
  })),
  ...updates.map((model): Comparison => ({
    ...{ name: `${model} in bfloat16, float32`, target: 1.375, threads: 1, steps: 2 },
    ...{ ours: { step: `update:${model}`, precision: half }, peer: { step: `update:${model}` } },
  })),
  ...updates.map((model): Comparison => ({
    ...{ name: `${model} on two threads, on one`, target: 1.7, steps: 2 },
    ...{ ours: { step: `update:${model}`, threads: 2 }, peer: { step: `update:${model}`, threads: 1 } },
  })),
  ...updates.flatMap((model): Comparison[] => {
    const step = `update:${model}`;
    const common = { threads: 1, steps: 2, peer: { before: { step } } };
    return [
      { name: `${model}, before`, target: 1.6, ours: { step }, ...common },
      { name: `${model} in bfloat16, before`, target: 2.2, ours: { step, precision: half }, ...common },
    ];
  }),
  {
    ...{ name: 'decoding:transnar, before', target: 3, threads: 1, ours: { step: 'decoding:transnar' } },
    peer: { before: { step: 'decoding:transnar' } },
  },
  {
    ...{ name: 'paper.transformer, before', target: 2, pairs: 3 },
    ...{ ours: { step: 'update:paper.transformer' }, peer: { before: { step: 'update:paper.transformer' } } },
  },
  ...algorithms.map((algorithm): Comparison => ({
    ...{ name: `reasoner:${algorithm}, clrs`, target: 1, ours: { step: `reasoner:${algorithm}` } },
    peer: { script: 'clrs_step.py', args: [algorithm] },
  })),
];

/** Compares, tells each row as it comes and adds it to a file. A comparison that fails is told and passed over. */
export async function table(
  { peers, before, rows, only = '', pairs }: TableOptions,
  tell: (line: string) => void,
): Promise<void> {
  const machine = await machineNow();
  const folder = mkdtempSync(join(tmpdir(), 'transnar-bench-'));
  try {
    for (const comparison of comparisonsOf(only)) {
      const { name, target, steps = 1, same, threads = machine.threads } = comparison;
      const start = same === undefined ? undefined : join(folder, 'start.safetensors');
      const peer = fighterOf(comparison.peer, { peers, before, threads, start });
      if (!peer) continue;
      try {
        const ours = ourselves(ownScript, comparison.ours, threads, start);
        const result = await duel(ours, peer, {
          pairs: Math.min(pairs, comparison.pairs ?? pairs),
          steps,
          same,
        });
        tell(described(name, target, result));
        const row = { ...machine, threads: comparison.ours.threads ?? threads, name, target, ...result };
        if (rows !== undefined) appendFileSync(rows, `${JSON.stringify(row)}\n`);
      } catch (error) {
        tell(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Those whose name contains `only`; another algorithm's, where that asks for one. */
function comparisonsOf(only: string): readonly Comparison[] {
  const found = comparisons.filter(({ name }) => name.includes(only));
  const wanted = /^reasoner:(\w+)$/.exec(only)?.[1];
  if (found.length > 0 || !wanted) return found;
  return [
    {
      ...{ name: `reasoner:${wanted}, clrs`, target: 1, ours: { step: `reasoner:${wanted}` } },
      peer: { script: 'clrs_step.py', args: [wanted] },
    },
  ];
}

const ownScript = join(projectFolder(), 'dist/scripts/bench.js');

interface FighterOptions extends Pick<TableOptions, 'peers' | 'before'> {
  readonly threads: number;
  readonly start: string | undefined;
}

/** Undefined where what it needs is not there. */
function fighterOf(peer: Peer, { peers, before, threads, start }: FighterOptions): Fighter | undefined {
  if ('step' in peer) return ourselves(ownScript, peer, threads);
  if ('before' in peer) return before === undefined ? undefined : ourselves(before, peer.before, threads);
  if (peers === undefined) return undefined;
  const command = join(peers, 'bin/python');
  if (!existsSync(command)) throw new Error(`${command} is not there: make the virtual environment first`);
  const script = join(projectFolder(), 'bench/peers', peer.script);
  const beginning = start === undefined ? [] : ['--start', start];
  const torchs = peer.script === 'torch_step.py';
  return {
    command,
    args: [script, ...peer.args, ...beginning, ...(torchs ? ['--threads', String(threads)] : [])],
    env: { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
  };
}

function ourselves(script: string, ours: Ours, threads: number, start?: string): Fighter {
  const options = [
    ...['--threads', String(ours.threads ?? threads)],
    ...(ours.precision ? ['--precision', ours.precision] : []),
    ...(start === undefined ? [] : ['--start', start]),
  ];
  return { command: process.execPath, args: [script, ours.step, '--serve', ...options] };
}

async function machineNow() {
  const engine = await findEngine('native');
  if ('problem' in engine) throw new Error(`the native engine cannot run: ${engine.problem}`);
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    instructionSet: engine.addon!.instructionSet,
    threads: engine.addon!.threads(),
  };
}

function described(name: string, target: number, { ratio, cpu_ratio: cpu, ours, peer, pairs }: Duel): string {
  const range = `${ratio.median} (${ratio.min} to ${ratio.max})`;
  const rate = ours.tokens ? `, ${Math.round((1000 * ours.tokens) / ours.median_ms)} tokens a second` : '';
  return (
    `${name}: ${range} times as fast in ${pairs} pairs, target ${target}; by processor time ${cpu.median}; ` +
    `${ours.median_ms} against ${peer.median_ms} ms, ${ours.peak_mb} against ${peer.peak_mb} MiB${rate}, ` +
    `in the system ${Math.round(100 * ours.system_share)} % (${peer.version})`
  );
}
