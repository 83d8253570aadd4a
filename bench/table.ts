/** The table of targets as it is measured: programs that take turns, and the row that each comparison leaves. */
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineName, findEngine } from '../lib/backend/index.ts';
import { projectFolder } from '../lib/store/folders.ts';
import { messageOf } from '../lib/message.ts';
import { type Ours, type Peer, comparisonsOf } from './comparisons.ts';
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

/** Compares, tells each row as it comes and adds it to a file. A comparison that fails is told and passed over. */
export async function table(
  { peers, before, rows, only = '', pairs }: TableOptions,
  tell: (line: string) => void,
): Promise<void> {
  const machine = await machineNow();
  const folder = mkdtempSync(join(tmpdir(), 'transnar-bench-'));
  try {
    for (const comparison of comparisonsOf(only)) {
      const { name, target, steps = 1, same, threads = machine.threads, gpu } = comparison;
      if (gpu && machine.gpu === undefined) continue;
      const start = same === undefined ? undefined : join(folder, 'start.safetensors');
      const peer = fighterOf(comparison.peer, { peers, before, threads, start });
      if (!peer) continue;
      try {
        const ours = ourselves(ownScript, comparison.ours, threads, start, gpu ? 'webgpu' : 'native');
        const result = await duel(ours, peer, {
          pairs: Math.min(pairs, comparison.pairs ?? pairs),
          steps,
          same,
        });
        tell(described(name, target, result));
        const row = { ...machine, threads: comparison.ours.threads ?? threads, name, target, ...result };
        if (rows !== undefined) appendFileSync(rows, `${JSON.stringify(row)}\n`);
      } catch (error) {
        tell(`${name}: ${messageOf(error)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ownScript = join(projectFolder(), 'dist/bench/main.js');

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
  return {
    command,
    args: [script, ...peer.args, ...beginning],
    env: { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
  };
}

function ourselves(
  script: string,
  ours: Ours,
  threads: number,
  start?: string,
  engine: EngineName = 'native',
): Fighter {
  const options = [
    ...['--threads', String(ours.threads ?? threads)],
    ...(ours.precision ? ['--precision', ours.precision] : []),
    ...(start === undefined ? [] : ['--start', start]),
  ];
  const args = [script, ours.step, '--serve', ...options];
  return { command: process.execPath, args, env: { TRANSNAR_BACKEND: engine } };
}

async function machineNow() {
  const engine = await findEngine('native');
  if ('problem' in engine) throw new Error(`the native engine cannot run: ${engine.problem}`);
  const webgpu = await findEngine('webgpu');
  return {
    ...('gives' in webgpu && webgpu.unasked === undefined && { gpu: webgpu.gives }),
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
