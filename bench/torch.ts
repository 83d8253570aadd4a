/** Alternating rounds of a workload here and in PyTorch, each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '../lib/backend/index.ts';
import { projectFolder } from '../lib/store/folders.ts';
import { type Measurement, type MeasureOptions, median, rounded } from './measure.ts';
import type { TrainingWorkload } from './training-step.ts';

/** The part of a measurement that both programs give. */
type Round = Required<
  Pick<Measurement, 'median_ms' | 'min_ms' | 'max_ms' | 'gflops' | 'peak_mb' | 'loss' | 'parameters'>
>;

export interface Comparison {
  readonly workload: string;
  readonly threads: number;
  readonly rounds: number;
  /** How many times as fast as PyTorch: of the medians of paired rounds. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly ours: Round;
  readonly torch: Round;
}

/** From equal starts the losses of the last step may differ by this share: rounding, amplified by Adam's first steps. */
const LOSS_TOLERANCE = 1e-4;

/** Debian's PyTorch is only a fair peer with OpenMP's OpenBLAS, and with an allocator that keeps its memory. */
const fair = {
  LD_LIBRARY_PATH: '/usr/lib/x86_64-linux-gnu/openblas-openmp',
  MALLOC_TRIM_THRESHOLD_: '10000000000',
  MALLOC_MMAP_THRESHOLD_: '10000000000',
  MALLOC_TOP_PAD_: '268435456',
};

const python = '/usr/bin/python3';

/** Both programs start from the same parameters and inputs. Throws when they then do not learn the same. */
export async function compareWithTorch(
  workload: string,
  make: () => TrainingWorkload,
  options: MeasureOptions,
  rounds: number,
): Promise<Comparison> {
  if (!existsSync(python) || !existsSync(fair.LD_LIBRARY_PATH)) {
    throw new Error('Needs Debian packages: apt-get install python3-torch libopenblas0-openmp.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'transnar-bench-'));
  try {
    const start = join(folder, 'start.safetensors');
    await chooseBackend();
    writeFileSync(start, make().start());
    return compared(workload, start, options, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compared(workload: string, start: string, options: MeasureOptions, rounds: number): Comparison {
  const threads = options.threads ?? 2;
  const pairs = Array.from({ length: rounds }, (_, index) => {
    const pair = {
      ours: ourRound(workload, threads, options.repeats),
      torch: torchRound(workload, start, threads, options.repeats),
    };
    assertSameModel(pair);
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

/** The same number of parameters, and the same loss after the same number of steps from the same start. */
export function assertSameModel({ ours, torch }: { readonly ours: Round; readonly torch: Round }): void {
  if (ours.parameters !== torch.parameters) {
    throw new Error(`The models differ: ${ours.parameters} parameters here, ${torch.parameters} in PyTorch.`);
  }
  if (!(Math.abs(ours.loss - torch.loss) <= LOSS_TOLERANCE * Math.abs(torch.loss))) {
    throw new Error(`The models differ: the last loss is ${ours.loss} here, ${torch.loss} in PyTorch.`);
  }
}

function ourRound(workload: string, threads: number, repeats: number): Round {
  const script = join(projectFolder(), 'dist/scripts/bench.js');
  const options = ['--json', '--threads', String(threads), '--repeats', String(repeats)];
  return lastLine(execFileSync(process.execPath, [script, workload, ...options]));
}

function torchRound(workload: string, start: string, threads: number, repeats: number): Round {
  const script = join(projectFolder(), 'bench/torch_yardstick.py');
  const options = ['--start', start, '--threads', String(threads), '--repeats', String(repeats)];
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
    loss: median(rounds.map((round) => round.loss)),
    parameters: Math.max(...rounds.map((round) => round.parameters)),
  };
}
