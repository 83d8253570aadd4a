/**
 * The loops of the page's kernels, in AssemblyScript: WebAssembly in the engine's memory, which takes four numbers at a time. Addresses
 * and widths are in bytes, all numbers are float32, and no length need be a multiple of four. `npm run loops` compiles them.
 */

/** `x @ weight + bias` for rows of x; without a bias its address is 0. */
export function map(
  to: usize,
  x: usize,
  weight: usize,
  bias: usize,
  rows: usize,
  inputs: usize,
  outputs: usize,
): void {
  const width = outputs * 4;
  for (let row: usize = 0; row < rows; row++) {
    if (bias) memory.copy(to, bias, width);
    else memory.fill(to, 0, width);
    addRows(to, x, weight, inputs, width, width);
    to += width;
    x += inputs * 4;
  }
}

/** Writes the same numbers elsewhere. */
export function copy(to: usize, from: usize, width: usize): void {
  memory.copy(to, from, width);
}

/** Writes `a + b`, of one width. */
export function add(to: usize, a: usize, b: usize, width: usize): void {
  let at: usize = 0;
  for (; at + 16 <= width; at += 16) v128.store(to + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  for (; at < width; at += 4) store<f32>(to + at, load<f32>(a + at) + load<f32>(b + at));
}

/** Writes 0 over what is below it. */
export function relu(at: usize, end: usize): void {
  for (; at + 16 <= end; at += 16) v128.store(at, f32x4.max(v128.load(at), f32x4.splat(0)));
  for (; at < end; at += 4) store<f32>(at, max<f32>(load<f32>(at), 0));
}

/** Writes squares. */
export function square(at: usize, end: usize): void {
  for (; at + 16 <= end; at += 16) v128.store(at, f32x4.mul(v128.load(at), v128.load(at)));
  for (; at < end; at += 4) store<f32>(at, load<f32>(at) * load<f32>(at));
}

/** Writes `x * Phi(x)`. */
export function gelu(at: usize, end: usize): void {
  for (; at + 16 <= end; at += 16) v128.store(at, gelus(v128.load(at)));
  for (; at < end; at += 4) store<f32>(at, f32x4.extract_lane(gelus(v128.load_splat<f32>(at)), 0));
}

/** Writes `residual + gate * x`; without a gate its address is 0. */
export function join(at: usize, end: usize, residual: usize, gate: usize): void {
  const factor: f32 = gate ? load<f32>(gate) : 1;
  const factors = f32x4.splat(factor);
  for (; at + 16 <= end; at += 16, residual += 16) {
    v128.store(at, f32x4.add(v128.load(residual), f32x4.mul(factors, v128.load(at))));
  }
  for (; at < end; at += 4, residual += 4) store<f32>(at, load<f32>(residual) + factor * load<f32>(at));
}

/** Rows of x by the roots of their mean squares, times the gain. */
export function rmsNorm(to: usize, x: usize, gain: usize, rows: usize, count: usize, epsilon: f64): void {
  const width = count * 4;
  for (let row: usize = 0; row < rows; row++) {
    const squares = dot(x, x, width);
    const scale = <f32>(1 / Math.sqrt(<f64>squares / <f64>count + epsilon));
    const scales = f32x4.splat(scale);
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) {
      v128.store(to + at, f32x4.mul(f32x4.mul(v128.load(x + at), scales), v128.load(gain + at)));
    }
    for (; at < width; at += 4) store<f32>(to + at, load<f32>(x + at) * scale * load<f32>(gain + at));
    to += width;
    x += width;
  }
}

/**
 * Attention of one query over the first `count` keys and values, [count, heads, width] each; 0 where it sees none. `mask` is the
 * address of a number for each key, 0 for those that it does not see; 0: it sees all. There is room for `count` numbers and three
 * more at `scores`.
 */
export function attend(
  to: usize,
  query: usize,
  keys: usize,
  values: usize,
  scores: usize,
  mask: usize,
  count: usize,
  heads: usize,
  width: usize,
): void {
  const row = heads * width;
  const scale = <f32>(1 / Math.sqrt(<f64>(width / 4)));
  memory.fill(to, 0, row);
  if (count == 0) return;
  for (let head: usize = 0; head < row; head += width) {
    dots(scores, query + head, keys + head, count, row, width);
    if (mask) hide(scores, mask, count);
    const total = exponentials(scores, count, scale);
    if (total == 0) continue;
    addRows(to + head, scores, values + head, count, row, width);
    scaleBy(to + head, width, 1 / total);
  }
}

/** Adds so many rows, each `stride` after the one before, times their weights. */
function addRows(to: usize, weights: usize, rows: usize, count: usize, stride: usize, width: usize): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    const a = v128.load_splat<f32>(weights);
    const b = v128.load_splat<f32>(weights, 4);
    const c = v128.load_splat<f32>(weights, 8);
    const d = v128.load_splat<f32>(weights, 12);
    const second = rows + stride;
    const third = second + stride;
    const fourth = third + stride;
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) {
      const ab = f32x4.add(f32x4.mul(a, v128.load(rows + at)), f32x4.mul(b, v128.load(second + at)));
      const cd = f32x4.add(f32x4.mul(c, v128.load(third + at)), f32x4.mul(d, v128.load(fourth + at)));
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.add(ab, cd)));
    }
    for (; at < width; at += 4) {
      const ab = load<f32>(weights) * load<f32>(rows + at) + load<f32>(weights, 4) * load<f32>(second + at);
      const cd =
        load<f32>(weights, 8) * load<f32>(third + at) + load<f32>(weights, 12) * load<f32>(fourth + at);
      store<f32>(to + at, load<f32>(to + at) + (ab + cd));
    }
    weights += 16;
    rows = fourth + stride;
  }
  for (; left > 0; left--) {
    const weight = v128.load_splat<f32>(weights);
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) {
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(weight, v128.load(rows + at))));
    }
    for (; at < width; at += 4) {
      store<f32>(to + at, load<f32>(to + at) + load<f32>(weights) * load<f32>(rows + at));
    }
    weights += 4;
    rows += stride;
  }
}

/** Writes the products of the query and so many keys, each `stride` after the one before. */
function dots(to: usize, query: usize, keys: usize, count: usize, stride: usize, width: usize): void {
  let left = count;
  for (; left >= 4; left -= 4) {
    const second = keys + stride;
    const third = second + stride;
    const fourth = third + stride;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) {
      const asked = v128.load(query + at);
      a = f32x4.add(a, f32x4.mul(asked, v128.load(keys + at)));
      b = f32x4.add(b, f32x4.mul(asked, v128.load(second + at)));
      c = f32x4.add(c, f32x4.mul(asked, v128.load(third + at)));
      d = f32x4.add(d, f32x4.mul(asked, v128.load(fourth + at)));
    }
    // Turned around, the four sums of each key stand one below the other.
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const low = f32x4.add(abLow, abHigh);
    const high = f32x4.add(cdLow, cdHigh);
    v128.store(
      to,
      f32x4.add(v128.shuffle<f32>(low, high, 0, 1, 4, 5), v128.shuffle<f32>(low, high, 2, 3, 6, 7)),
    );
    for (; at < width; at += 4) {
      const asked = load<f32>(query + at);
      store<f32>(to, load<f32>(to) + asked * load<f32>(keys + at));
      store<f32>(to, load<f32>(to, 4) + asked * load<f32>(second + at), 4);
      store<f32>(to, load<f32>(to, 8) + asked * load<f32>(third + at), 8);
      store<f32>(to, load<f32>(to, 12) + asked * load<f32>(fourth + at), 12);
    }
    to += 16;
    keys = fourth + stride;
  }
  for (; left > 0; left--) {
    store<f32>(to, dot(query, keys, width));
    to += 4;
    keys += stride;
  }
}

/** The product of two rows. */
function dot(left: usize, right: usize, width: usize): f32 {
  let sums = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= width; at += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(left + at), v128.load(right + at)));
  }
  let sum = total(sums);
  for (; at < width; at += 4) sum += load<f32>(left + at) * load<f32>(right + at);
  return sum;
}

/** Scores of keys that are not seen become -Infinity. */
function hide(scores: usize, mask: usize, count: usize): void {
  for (const end = scores + count * 4; scores < end; scores += 4, mask += 4) {
    if (load<f32>(mask) == 0) store<f32>(scores, -(<f32>Infinity));
  }
}

/**
 * Writes how likely scores are, times `scale`, by the side of the largest; returns the sum. 0 where every one is -Infinity. What
 * is missing to a multiple of four is filled up with 0.
 */
function exponentials(scores: usize, count: usize, scale: f32): f32 {
  const end = scores + count * 4;
  for (let at = end; (at - scores) & 15; at += 4) store<f32>(at, -(<f32>Infinity));
  let most = f32x4.splat(-(<f32>Infinity));
  for (let at = scores; at < end; at += 16) most = f32x4.max(most, v128.load(at));
  const largest = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  if (largest == -(<f32>Infinity)) return 0;
  const scales = f32x4.splat(scale);
  const least = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let at = scores; at < end; at += 16) {
    const weights = exp(f32x4.mul(f32x4.sub(v128.load(at), least), scales));
    v128.store(at, weights);
    sums = f32x4.add(sums, weights);
  }
  return total(sums);
}

function scaleBy(at: usize, width: usize, factor: f32): void {
  for (const end = at + width; at < end; at += 4) store<f32>(at, load<f32>(at) * factor);
}

function total(sums: v128): f32 {
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}

/**
 * The exponentials of numbers that are at most 0, to some units in the last place (Cephes' expf): 2^n times that of the rest, which is
 * at most half of ln 2 on either side. 0 where a float32 would not hold all of its digits.
 */
function exp(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, so that n times the first is exact.
  const most = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  const rest = f32x4.sub(most, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.mul(f32x4.mul(rest, rest), sum), f32x4.add(rest, f32x4.splat(1)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(sum, power), f32x4.lt(x, f32x4.splat(-87)));
}

/** By the error function as tfjs has it (Abramowitz and Stegun 7.1.26: 1.5e-7 off at most). */
function gelus(x: v128): v128 {
  const one = f32x4.splat(1);
  const y = f32x4.mul(f32x4.abs(x), f32x4.splat(<f32>Math.SQRT1_2));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911), y)));
  let sum = f32x4.splat(1.061405429);
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(-1.453152027));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(1.421413741));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(-0.284496736));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(0.254829592));
  const rest = f32x4.mul(f32x4.mul(sum, t), exp(f32x4.neg(f32x4.mul(y, y))));
  // Half of it lies beyond |x| on either side.
  const half = f32x4.mul(rest, f32x4.splat(0.5));
  return f32x4.mul(x, v128.bitselect(f32x4.sub(one, half), half, f32x4.gt(x, f32x4.splat(0))));
}
