/**
 * Sine and cosine as the reference's NumPy (1.22 to 1.24 on AVX-512 machines) computes them: not always the nearest
 * double, so a seed gives the reference's points only with the same reduction, polynomial and rounding. Valid for
 * angles of ordinary size.
 */
export function sin(x: number): number {
  const turns = Math.round(x / Math.PI);
  return oddPolynomial(x, turns, turns, sineCoefficients);
}

/** See `sin`: cos x = sin(x + pi / 2). */
export function cos(x: number): number {
  const turns = Math.round((x + Math.PI / 2) / Math.PI);
  return oddPolynomial(x, turns - 0.5, turns, cosineCoefficients);
}

/** Of r^3, r^5, ..., r^15. */
const sineCoefficients = [
  -0.16666666666666186, 0.008333333333285542, -0.00019841269825056256, 2.7557316600552628e-6,
  -2.505188027386288e-8, 1.6048095404959637e-10, -7.373344533110665e-13,
];
const cosineCoefficients = [
  -0.16666666666666183, 0.00833333333328519, -0.00019841269824944237, 2.755731658449074e-6,
  -2.505187912674299e-8, 1.6048055576979365e-10, -7.37280909726507e-13,
];
/** Pi as a sum of three doubles. */
const piParts = [Math.PI, 1.2246467991473532e-16, 2.165713347843828e-32];

/** (-1)^turns sin(r) with r = x - halfTurns pi, all steps fused. */
function oddPolynomial(x: number, halfTurns: number, turns: number, coefficients: readonly number[]): number {
  let r = x;
  for (const part of piParts) r = fusedMultiplyAdd(-halfTurns, part, r);
  const square = r * r;
  let polynomial = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) {
    polynomial = fusedMultiplyAdd(polynomial, square, coefficients[k]);
  }
  const value = fusedMultiplyAdd(r * square, polynomial, r);
  return turns % 2 === 0 ? value : -value;
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
