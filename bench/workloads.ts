/** The workloads of `npm run bench`, by name. */
import type { MeasureOptions, Workload } from './measure.ts';

export interface WorkloadModule {
  /** Measures, and gives what `--json` prints. */
  readonly run: (options: MeasureOptions) => object | Promise<object>;
  /** Sizes for `--growth`. */
  readonly growth?: () => { readonly size: string; readonly make: () => Workload }[];
}

/** Loaded on demand: not every workload needs tensors. */
export const workloads: Readonly<Record<string, () => Promise<WorkloadModule>>> = {
  gemm: () => import('./gemm.ts'),
  transformer: () => import('./transformer.ts'),
  language: () => import('./language.ts'),
  updates: () => import('./updates.ts'),
  processor: () => import('./processor.ts'),
  data: () => import('./data.ts'),
  commands: () => import('./commands.ts'),
  page: () => import('./page.ts'),
  profile: () => import('./profile.ts'),
};
