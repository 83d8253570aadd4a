/**
 * Sine and cosine as NumPy 1.22 to 1.24 computes them with AVX-512 (Intel's SVML): up to a unit in the last place from
 * the nearest double, so a seed gives the reference's points only with the same reduction, polynomial and rounding.
 * Every step here is one of theirs; without AVX-512 these versions call the C library, which rounds otherwise.
 */

/** sin x, for angles below 2^24 in size, beyond which NumPy reduces otherwise. */
export function sin(x: number): number {
  const turns = fusedMultiplyAdd(x, 1 / Math.PI, roundingShift) - roundingShift;
  return (turns % 2 === 0 ? 1 : -1) * sineOfDifference(x, turns, sineCoefficients);
}

/** cos x = (-1)^turns sin((turns + 1/2) pi - |x|), for angles below 2^24 in size. */
export function cos(x: number): number {
  const size = Math.abs(x);
  if (size < smallAngle) return 1;
  const turns = flooredProduct(size, 1 / Math.PI);
  return (turns % 2 === 0 ? -1 : 1) * sineOfDifference(size, turns + 0.5, cosineCoefficients);
}

/** Added to a double below 2^51 in size, leaves the nearest integer in its last bits. */
const roundingShift = 1.5 * 2 ** 52;
const smallAngle = 2 ** -27;

/** Of r^3, r^5, ..., r^15. */
const sineCoefficients = [
  -0.16666666666666186, 0.008333333333285542, -0.00019841269825056256, 2.7557316600552628e-6,
  -2.505188027386288e-8, 1.6048095404959637e-10, -7.373344533110665e-13,
];
const cosineCoefficients = [
  -0.16666666666666183, 0.00833333333328519, -0.00019841269824944275, 2.755731658449074e-6,
  -2.505187912674299e-8, 1.6048055576979365e-10, -7.37280909726507e-13,
];
/** Pi as a sum of three doubles. */
const piParts = [Math.PI, 1.224646799147353e-16, 2.165713347843828e-32] as const;

/** sin(r) with r = x - turns pi in -pi/2..pi/2, all steps fused. The square is taken before the last bits of r arrive. */
function sineOfDifference(x: number, turns: number, coefficients: readonly number[]): number {
  const [first, second, third] = piParts;
  const almost = fusedMultiplyAdd(-turns, second, fusedMultiplyAdd(-turns, first, x));
  const square = almost * almost;
  const r = fusedMultiplyAdd(-turns, third, almost);
  let polynomial = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) {
    polynomial = fusedMultiplyAdd(polynomial, square, coefficients[k]);
  }
  return fusedMultiplyAdd(r * square, polynomial, r);
}

/** The greatest integer of at most a * b, which is not rounded before. */
function flooredProduct(a: number, b: number): number {
  const product = a * b;
  const floor = Math.floor(product);
  return floor === product && multiplicationError(a, b, product) < 0 ? floor - 1 : floor;
}

/**
 * a * b + c rounded once: the exact product and sum as unevaluated pairs, the low parts rounded to odd (Boldo and
 * Melquiond, "Emulation of FMA and correctly rounded sums", 2008). For operands far from overflow and underflow.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const productError = multiplicationError(a, b, product);
  const low = c + productError;
  const lowError = additionError(c, productError, low);
  const high = product + low;
  const highError = additionError(product, low, high);
  return high + addToOdd(lowError, highError);
}

function multiplicationError(a: number, b: number, product: number): number {
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits (Veltkamp). */
function upperHalf(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

function additionError(a: number, b: number, sum: number): number {
  const bShare = sum - a;
  return a - (sum - bShare) + (b - bShare);
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** a + b; if that is not exact, whichever neighbour has an odd last bit. */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  const error = additionError(a, b, sum);
  if (error === 0) return sum;
  double[0] = sum;
  if (bits[0] & 1n) return sum;
  bits[0] += error > 0 === sum > 0 ? 1n : -1n;
  return double[0];
}
