/** How CLRS-Text prints numbers: floats as Python's `str` does, integers without a point (the reference's clrs_utils.py). */

const smallIntegers = Array.from({ length: 1000 }, (_, i) => String(i));

/** 0.0, 0.001, ... 0.999. */
const thousandths = Array.from({ length: 1000 }, (_, i) => (i === 0 ? '0.0' : String(i / 1000)));

/** An integer in decimal digits. */
export function formatInteger(value: number): string {
  // -1, the mark of what is not scored, fills most of a `bridges` matrix.
  return value === -1 ? '-1' : (smallIntegers[value] ?? String(value));
}

/**
 * A finite float as Python prints it: the shortest digits that give the same float64 back, always with a point or an
 * exponent, `5e-05` below 1e-4, `1e+16` from there on, and `-0.0`.
 */
export function formatFloat(value: number): string {
  const size = Math.abs(value);
  // Most numbers here have three decimals: k / 1000, correctly rounded, has exactly k's digits as its shortest ones.
  const scaled = Math.round(size * 1000);
  if (scaled < 1_000_000 && scaled / 1000 === size) {
    const digits = scaled < 1000 ? thousandths[scaled] : aboveOne(scaled);
    return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
  }
  if (size < 1e-4 || size >= 1e16) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function aboveOne(scaled: number): string {
  const whole = Math.trunc(scaled / 1000);
  return smallIntegers[whole] + thousandths[scaled - whole * 1000].slice(1);
}
