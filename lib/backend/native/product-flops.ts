/** What counts as the floating-point operations of a model: those of its matrix products, by the addon's functions. */
import type { Addon, AddonFunction } from './addon.ts';

/** The sizes that a function is given first. */
type Sizes = readonly number[];

const attention = ([batches, heads, queries, keys, width]: Sizes) =>
  4 * batches * heads * queries * keys * width;
const messages = ([batches, nodes, width, hidden, outputs]: Sizes) =>
  2 * batches * nodes ** 2 * hidden * (width + outputs);
const maxDot = ([batches, rows, columns, width]: Sizes) => 2 * batches * rows * columns * width;
const twice = (flops: (sizes: Sizes) => number) => (sizes: Sizes) => 2 * flops(sizes);

/**
 * Operations of a call, by its function. A gradient counts as two products for one, whatever it computes again, and
 * attention as if nothing were masked: the operations of the model, not those that this engine happens to do (PaLM, arXiv
 * 2204.02311, appendix B). An optimiser's own products are not the model's.
 */
const flopsOf = {
  gemm: ([times, rows, columns, depth]) => 2 * times * rows * columns * depth,
  attention,
  attentionGradient: twice(attention),
  messages,
  messagesGradient: twice(messages),
  maxDot,
  maxDotGradient: twice(maxDot),
} as const satisfies { readonly [name in keyof Addon]?: (sizes: Sizes) => number };

/** The same addon, which counts. */
export interface CountingAddon {
  readonly addon: Addon;
  /** Operations until now. */
  readonly flops: () => number;
}

export function countingAddon(addon: Addon): CountingAddon {
  let flops = 0;
  const counting = (name: keyof typeof flopsOf): AddonFunction => {
    const [act, count] = [addon[name], flopsOf[name]];
    return (...args) => {
      flops += count(args as unknown as Sizes);
      act(...args);
    };
  };
  const counted = Object.fromEntries(
    (Object.keys(flopsOf) as (keyof typeof flopsOf)[]).map((name) => [name, { value: counting(name) }]),
  );
  return { addon: Object.create(addon, counted) as Addon, flops: () => flops };
}
