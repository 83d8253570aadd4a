/** How real arguments lose decimals, as CLRS-Text prints few of them. */
import type { Arguments } from './algorithm.ts';

/** The values with `decimals` decimals, cut towards zero (so small negative ones become -0); 0 keeps all digits. */
export function truncate(values: Float64Array, decimals: number): Float64Array {
  if (decimals === 0) return values;
  const scale = 10 ** decimals;
  return values.map((x) => Math.trunc(x * scale) / scale);
}

/** All real arguments truncated; whole numbers have nothing to cut. */
export function truncateArguments(args: Arguments, decimals: number): Arguments {
  if (decimals === 0) return args;
  const truncated: Record<string, Arguments[string]> = {};
  for (const [name, value] of Object.entries(args)) {
    if (value instanceof Int32Array) truncated[name] = value;
    else if (typeof value === 'number') [truncated[name]] = truncate(Float64Array.of(value), decimals);
    else truncated[name] = truncate(value, decimals);
  }
  return truncated;
}
