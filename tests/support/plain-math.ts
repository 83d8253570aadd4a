/** The arithmetic of the plain models, on vectors as lists of numbers. */

export const range = (count: number) => Array.from({ length: count }, (_, i) => i);
export const zeros = (count: number) => new Array<number>(count).fill(0);
export const add = (...vectors: readonly (readonly number[])[]) =>
  vectors[0].map((_, h) => vectors.reduce((sum, x) => sum + x[h], 0));
export const relu = (x: number[]) => x.map((value) => Math.max(0, value));
export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
export const largest = (vectors: number[][]) =>
  vectors[0].map((_, h) => Math.max(...vectors.map((x) => x[h])));

export function logSumExp(x: readonly number[]): number {
  const most = Math.max(...x);
  return most + Math.log(x.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** x W + b of a weight [I, O] row by row; b may be absent. */
export function affine(x: readonly number[], weight: ArrayLike<number>, bias?: ArrayLike<number>): number[] {
  const outputs = weight.length / x.length;
  return Array.from({ length: outputs }, (_, o) =>
    x.reduce((total, value, i) => total + value * weight[i * outputs + o], bias?.[o] ?? 0),
  );
}

/** x * Phi(x), with Phi from the Taylor series of the error function, which converges everywhere. */
export function gelu(x: number): number {
  const z = x / Math.SQRT2;
  let term = z;
  let series = z;
  for (let n = 1; n < 200; n++) {
    term *= (-z * z) / n;
    series += term / (2 * n + 1);
  }
  return x * 0.5 * (1 + (2 / Math.sqrt(Math.PI)) * series);
}
