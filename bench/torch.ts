/** Alternating rounds of a workload here and in PyTorch, each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { type Measurement, type MeasureOptions, median, rounded } from './measure.ts';

/** The part of a measurement that both programs give. */
type Round = Pick<Measurement, 'median_ms' | 'min_ms' | 'max_ms' | 'gflops' | 'peak_mb'>;

export interface Comparison {
  readonly workload: string;
  readonly threads: number;
  readonly rounds: number;
  /** How many times as fast as PyTorch: of the medians of paired rounds. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly ours: Round;
  readonly torch: Round;
}

/** Debian's PyTorch is only a fair peer with OpenMP's OpenBLAS, and with an allocator that keeps its memory. */
const fair = {
  LD_LIBRARY_PATH: '/usr/lib/x86_64-linux-gnu/openblas-openmp',
  MALLOC_TRIM_THRESHOLD_: '10000000000',
  MALLOC_MMAP_THRESHOLD_: '10000000000',
  MALLOC_TOP_PAD_: '268435456',
};

const python = '/usr/bin/python3';

export function compareWithTorch(workload: string, options: MeasureOptions, rounds: number): Comparison {
  if (!existsSync(python) || !existsSync(fair.LD_LIBRARY_PATH)) {
    throw new Error('Needs Debian packages: apt-get install python3-torch libopenblas0-openmp.');
  }
  const threads = options.threads ?? 2;
  const pairs = Array.from({ length: rounds }, (_, index) => {
    const pair = {
      ours: ourRound(workload, threads, options.repeats),
      torch: torchRound(workload, threads, options.repeats),
    };
    const [ours, torch] = [pair.ours.median_ms, pair.torch.median_ms];
    process.stdout.write(`round ${index + 1}: ${ours} ms here, ${torch} ms in PyTorch\n`);
    return pair;
  });
  const ratios = pairs.map(({ ours, torch }) => torch.median_ms / ours.median_ms);
  return {
    workload,
    threads,
    rounds,
    ratio: {
      median: rounded(median(ratios)),
      min: rounded(Math.min(...ratios)),
      max: rounded(Math.max(...ratios)),
    },
    ours: combined(pairs.map((pair) => pair.ours)),
    torch: combined(pairs.map((pair) => pair.torch)),
  };
}

function ourRound(workload: string, threads: number, repeats: number): Round {
  const script = join(projectFolder(), 'dist/scripts/bench.js');
  const options = ['--json', '--threads', String(threads), '--repeats', String(repeats)];
  return lastLine(execFileSync(process.execPath, [script, workload, ...options]));
}

function torchRound(workload: string, threads: number, repeats: number): Round {
  const script = join(projectFolder(), 'bench/torch_yardstick.py');
  const options = ['--threads', String(threads), '--repeats', String(repeats)];
  const env = { ...process.env, ...fair, OMP_NUM_THREADS: String(threads) };
  return lastLine(execFileSync(python, [script, workload, ...options], { env }));
}

function lastLine(output: Buffer): Round {
  return JSON.parse(output.toString().trim().split('\n').at(-1) ?? '') as Round;
}

function combined(rounds: readonly Round[]): Round {
  return {
    median_ms: median(rounds.map((round) => round.median_ms)),
    min_ms: Math.min(...rounds.map((round) => round.min_ms)),
    max_ms: Math.max(...rounds.map((round) => round.max_ms)),
    gflops: median(rounds.map((round) => round.gflops)),
    peak_mb: Math.max(...rounds.map((round) => round.peak_mb)),
  };
}
