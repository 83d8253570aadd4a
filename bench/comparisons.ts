/** What is compared with what, and how many times as fast it should be. One row adds one. */
import type { Precision } from './training-step.ts';

export interface Comparison {
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
  /** Ours by WebGPU, the peer by CUDA: left out where there is no GPU. */
  readonly gpu?: true;
  /** Both start alike and must learn the same: the share by which their losses may differ after the first turn. */
  readonly same?: number;
}

export interface Ours {
  readonly step: string;
  readonly precision?: Precision;
  readonly threads?: number;
}

/** Ourselves otherwise, ourselves before, or a program of `bench/peers` and its arguments. */
export type Peer =
  Ours | { readonly before: Ours } | { readonly script: string; readonly args: readonly string[] };

const half = 'bfloat16';
/** Rounding, amplified by Adam's first steps. */
const exact = 1e-4;
const torch = (...args: string[]) => ({ script: 'torch_step.py', args });
const updates = ['laptop-first.transformer', 'laptop-first.transnar'] as const;
/** A training step of the reasoner. */
const reasoner = (algorithm: string): Comparison => ({
  ...{ name: `reasoner:${algorithm}, clrs`, target: 1, ours: { step: `reasoner:${algorithm}` } },
  peer: { script: 'clrs_step.py', args: [algorithm] },
});

const comparisons: readonly Comparison[] = [
  ...['transformer', 'processor'].map((step): Comparison => ({
    ...{ name: `${step}, PyTorch`, target: 1.5, ours: { step }, peer: torch(step), same: exact },
    steps: step === 'processor' ? 4 : 1,
  })),
  {
    ...{ name: 'processor, JAX', target: 2, ours: { step: 'processor' }, same: exact, steps: 4 },
    peer: { script: 'jax_step.py', args: ['processor'] },
  },
  // The processor has no such row: PyTorch's autocast gives it a loss that is no number.
  {
    ...{ name: 'transformer in bfloat16, PyTorch', target: 1.2, same: 100 * exact },
    ours: { step: 'transformer', precision: half },
    peer: torch('transformer', '--precision', half),
  },
  {
    ...{ name: 'product:2048, OpenBLAS', target: 0.95, ours: { step: 'product:2048' }, steps: 3 },
    peer: { script: 'blas_step.py', args: ['2048'] },
  },
  ...[
    { step: 'product:2048', target: 1.7, steps: 3 },
    { step: 'transformer', target: 1.4 },
    { step: 'update:paper.transformer', target: 1.4, pairs: 3 },
  ].map(({ step, ...rest }): Comparison => ({
    ...{ name: `${step} in bfloat16, float32`, ours: { step, precision: half }, peer: { step }, ...rest },
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
  ...['transformer', 'processor'].map((step): Comparison => ({
    ...{ name: `${step} on a GPU, PyTorch`, target: 1, gpu: true, ours: { step }, same: exact, steps: 10 },
    peer: torch(step, '--device', 'cuda'),
  })),
  {
    ...{
      name: 'transformer in float16 on a GPU, PyTorch',
      target: 1,
      gpu: true,
      same: 100 * exact,
      steps: 10,
    },
    ours: { step: 'transformer', precision: 'float16' },
    peer: torch('transformer', '--device', 'cuda', '--precision', 'float16'),
  },
  // Long and short, with and without edges; `--only reasoner:NAME` measures any other.
  ...['bfs', 'minimum'].map(reasoner),
];

/** Those whose name contains `only`; another algorithm's, where that asks for one. */
export function comparisonsOf(only: string): readonly Comparison[] {
  const found = comparisons.filter(({ name }) => name.includes(only));
  const wanted = /^reasoner:(\w+)$/.exec(only)?.[1];
  return found.length === 0 && wanted !== undefined ? [reasoner(wanted)] : found;
}
