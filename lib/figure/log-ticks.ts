/** Where a short logarithmic axis is labelled: Vega's own labels, of a scale this short, hide one another. */

const powers = Array.from({ length: 10 }, (_, i) => i - 6);

/** 1, 2 and 5 times the powers of ten between the least and the most of some values. */
export function logTicks(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return powers
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= least && tick <= most);
}
