// Calls the addon's functions at random with arguments that are right but for a few: run by scripts/test-sanitize.mjs.
//   node fuzz-addon.mjs ADDON [CALLS] [SEED]
import { createRequire } from 'node:module';

const [path, calls = '10000', seedText = '1'] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(path);

let state = Number(seedText) >>> 0;
/** Mulberry32. */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const integer = (low, high) => low + Math.floor(random() * (high - low));
const pick = (choices) => choices[integer(0, choices.length)];
const size = () => pick([1, 1, 2, 3, 5, 8, 17, 33, 50]);
const floats = (length) => Float32Array.from({ length }, () => random() * 2 - 1);
const integers = (length, low, high) => Int32Array.from({ length }, () => integer(low, high));
const maybe = (array) => (random() < 0.5 ? array : null);

function loop(op, make, out) {
  const [rows, columns] = [size(), size()];
  const sizes = Int32Array.of(rows, columns);
  const [left, right] = [Int32Array.of(columns, 1), Int32Array.of(0, 1)];
  return [op, sizes, left, right, make(rows * columns), make(columns), out(rows * columns)];
}

function attention(gradient) {
  const [batches, heads, queries, width] = [integer(1, 3), integer(1, 7), size(), size()];
  const causal = random() < 0.5;
  const keys = causal ? queries : size();
  const place = (rows) =>
    pick([
      [heads * rows * width, rows * width, width, 0],
      [rows * heads * width, width, heads * width, 0],
    ]);
  const keyPlace = place(keys);
  const array = (rows) => floats(batches * heads * rows * width);
  const mask = maybe(floats(batches * keys));
  const places = causal ? null : maybe(integers(batches * queries, -1, keys));
  const inputs = [array(queries), array(keys), array(keys), mask, places, array(queries)];
  const rest = gradient ? [array(queries), array(queries), array(keys), array(keys)] : [];
  return [
    ...[batches, heads, queries, keys, width, causal],
    ...[...place(queries), ...keyPlace, ...keyPlace, ...place(queries)],
    ...[...inputs, floats(batches * heads * queries), ...rest],
  ];
}

function messages(gradient) {
  const [batches, nodes, width, hidden, outputs] = [integer(1, 3), size(), size(), size(), size()];
  const perNode = batches * nodes * width;
  const parameters = () => [
    ...[floats(width * hidden), maybe(floats(hidden))],
    ...[floats(hidden * outputs), maybe(floats(outputs))],
  ];
  const inputs = [
    floats(perNode),
    floats(perNode),
    floats(perNode * nodes),
    floats(batches * width),
    ...parameters(),
  ];
  const mask = maybe(floats(batches * nodes * nodes));
  const out = () => floats(batches * nodes * outputs);
  const rest = gradient ? [out(), out(), floats(perNode * nodes), ...parameters()] : [out()];
  return [batches, nodes, width, hidden, outputs, ...inputs, mask, ...rest];
}

function triplets(gradient) {
  const [batches, nodes, features] = [integer(1, 3), integer(1, 9), size()];
  const perNode = () => floats(batches * nodes * features);
  const perPair = () => floats(batches * nodes * nodes * features);
  const inputs = [
    perNode(),
    perNode(),
    perNode(),
    perPair(),
    perPair(),
    perPair(),
    floats(batches * features),
  ];
  const rest = gradient ? [perPair(), perPair(), perPair()] : [perPair()];
  return [batches, nodes, features, ...inputs, maybe(floats(batches * nodes)), ...rest];
}

function maxDot(gradient) {
  const [batches, rowCount, columns, width] = [integer(1, 3), integer(1, 9), integer(1, 9), size()];
  const [perRow, perColumn] = [
    () => floats(batches * rowCount * width),
    () => floats(batches * columns * width),
  ];
  const pairs = () => maybe(floats(batches * rowCount * columns * width));
  const scores = floats(batches * rowCount * columns);
  const inputs = [perRow(), perColumn(), pairs(), pairs(), floats(width)];
  const rest = gradient ? [scores, perRow(), perColumn(), floats(width), pairs()] : [scores];
  return [batches, rowCount, columns, width, ...inputs, ...rest];
}

function rows(make) {
  return () => {
    const [count, columns] = [size(), size()];
    const [matrix, row, column] = [() => floats(count * columns), () => floats(columns), () => floats(count)];
    return [count, columns, ...make({ count, columns, matrix, row, column })];
  };
}

/** Arguments that fit, by function. */
const valid = {
  gemm: () => {
    const [batches, height, columns, depth] = [integer(1, 4), size(), size(), size()];
    const [repeatLeft, repeatRight] = [random() < 0.5, random() < 0.5];
    const out = batches * height * columns;
    const side = (length, repeat) => [floats(length * (repeat ? 1 : batches)), random() < 0.5, repeat];
    const [activation, gelu] = [integer(0, 4), 3];
    return [
      ...[batches, height, columns, depth],
      ...[...side(height * depth, repeatLeft), ...side(depth * columns, repeatRight)],
      ...[
        0.5,
        integer(0, 2),
        maybe(floats(columns)),
        activation,
        activation === gelu ? maybe(floats(out)) : null,
      ],
      ...pick([
        [0, null],
        [integer(1, 4), floats(out)],
      ]),
      ...[maybe(floats(out)), floats(out)],
    ];
  },
  share: () => [random() < 0.5],
  orthogonalise: () => {
    const [height, columns] = [size(), size()];
    const length = height * columns;
    return [height, columns, integer(0, 6), 3.4, -4.8, 2, floats(length), floats(length)];
  },
  binary: () => loop(integer(0, 7), floats, floats),
  compareFloats: () => loop(integer(0, 6), floats, (length) => new Uint8Array(length)),
  compareIntegers: () =>
    loop(
      integer(0, 6),
      (length) => integers(length, 0, 3),
      (length) => new Uint8Array(length),
    ),
  unary: () => {
    const length = integer(0, 100);
    return [integer(0, 15), 0.1, length, floats(length), floats(length)];
  },
  activationGradient: () => {
    const length = integer(0, 100);
    return [integer(0, 4), length, floats(length), floats(length), floats(length)];
  },
  select: () => {
    const length = integer(0, 100);
    return [length, new Uint8Array(length), floats(length), floats(length), floats(length)];
  },
  adam: () => {
    const length = integer(0, 100);
    const arrays = [floats(length), floats(length), floats(length), floats(length)];
    return [length, ...arrays, 0.1, 0.9, 0.99, 1e-8, 1];
  },
  stridedCopy: () => {
    const [count, columns] = [size(), size()];
    const from = pick([Int32Array.of(columns, 1), Int32Array.of(1, count), Int32Array.of(0, 1)]);
    const [a, b] = [floats(count * columns), floats(count * columns)];
    return [Int32Array.of(count, columns), from, Int32Array.of(columns, 1), a, 0, b, 0];
  },
  gather: () => {
    const [batches, outer, axis, count, inner] = [integer(1, 3), size(), size(), size(), size()];
    const indices = integers(batches * count, 0, axis);
    const [from, to] = [floats(batches * outer * axis * inner), floats(batches * outer * count * inner)];
    return [batches, outer, axis, count, inner, from, indices, to];
  },
  segmentSum: () => {
    const [count, inner, segments] = [size(), size(), size()];
    const ids = integers(count, -2, segments + 2);
    return [count, inner, segments, floats(count * inner), ids, floats(segments * inner)];
  },
  oneHot: () => {
    const [count, depth] = [size(), size()];
    return [count, depth, 1, 0, integers(count, -1, depth + 1), floats(count * depth)];
  },
  fill: () => {
    const length = integer(0, 100);
    return [length, 1.5, floats(length)];
  },
  floatsFromBytes: () => {
    const length = integer(0, 100);
    return [length, new Uint8Array(length), floats(length)];
  },
  floatsFromIntegers: () => {
    const length = integer(0, 100);
    return [length, integers(length, -9, 9), floats(length)];
  },
  reduce: () => {
    const [outer, reduced, inner] = [size(), size(), size()];
    return [
      integer(0, 3),
      outer,
      reduced,
      inner,
      0.5,
      floats(outer * reduced * inner),
      floats(outer * inner),
    ];
  },
  softmax: rows(({ matrix }) => [matrix(), matrix()]),
  crossEntropy: rows(({ count, columns, matrix, column }) => [
    ...[matrix(), integers(count, 0, columns), column(), column()],
  ]),
  crossEntropyGradient: rows(({ count, columns, matrix, column }) => [
    ...[0.5, matrix(), integers(count, 0, columns), column(), column(), matrix()],
  ]),
  putRows: () => {
    const [batches, capacity, inner] = [size(), size(), size()];
    const make = pick([floats, (length) => integers(length, 0, 9)]);
    const room = make(batches * capacity * inner);
    return [batches, capacity, inner, make(batches * inner), integers(batches, 0, capacity), room];
  },
  rmsNorm: rows(({ matrix, row, column }) => [1e-6, matrix(), row(), matrix(), column()]),
  rmsNormGradient: rows(({ matrix, row, column }) => [
    ...[matrix(), row(), column(), matrix(), matrix(), row()],
  ]),
  layerNorm: rows(({ matrix, row, column }) => [
    ...[1e-6, matrix(), row(), row(), matrix(), column(), column()],
  ]),
  layerNormGradient: rows(({ matrix, row, column }) => [
    ...[matrix(), row(), column(), column(), matrix(), matrix(), row(), row()],
  ]),
  attention: () => attention(false),
  attentionGradient: () => attention(true),
  rotary: () => {
    const [tokens, heads, width] = [size(), integer(1, 4), size()];
    const pairs = Math.floor(width / 2);
    const [length, angles] = [tokens * heads * width, tokens * pairs];
    const arrays = [floats(length), floats(angles), floats(angles), floats(length)];
    return [tokens, heads, width, pairs, pick([1, -1]), ...arrays];
  },
  rotaryWithin: () => {
    const [tokens, heads, width] = [size(), integer(1, 4), size()];
    const [pairs, apart] = [Math.floor(width / 2), heads * width + integer(0, 9)];
    const angles = tokens * pairs;
    return [
      ...[tokens, heads, width, pairs, pick([1, -1]), apart],
      ...[floats(tokens * apart), floats(angles), floats(angles)],
    ];
  },
  messages: () => messages(false),
  messagesGradient: () => messages(true),
  triplets: () => triplets(false),
  tripletsGradient: () => triplets(true),
  maxDot: () => maxDot(false),
  maxDotGradient: () => maxDot(true),
};

/** Something else in the place of an argument. */
function spoiled(value) {
  const strange = [-1, 0, 1.5, NaN, Infinity, 2 ** 31, 2 ** 40, 2 ** 53, null, undefined, 'text', true, {}];
  if (typeof value === 'number') return random() < 0.5 ? value + pick([-1, 1, 2, 100]) : pick(strange);
  if (!ArrayBuffer.isView(value) || value.length === 0) return pick(strange);
  const length = Math.max(0, value.length + pick([-2, -1, 1, 2, 50]));
  const kinds = [Float32Array, Int32Array, Uint8Array, Float64Array];
  const detached = () => {
    const array = new Float32Array(value.length);
    structuredClone(array, { transfer: [array.buffer] });
    return array;
  };
  const wild = () => value.map(() => pick([-1, 2 ** 31 - 1, -(2 ** 31), 1000, 3]));
  return pick([
    ...[() => new value.constructor(length), () => new (pick(kinds))(value.length)],
    ...[() => pick(strange), detached, wild],
  ])();
}

let [succeeded, refused] = [0, 0];
const names = Object.keys(valid);
const missing = Object.keys(addon).filter(
  (name) => typeof addon[name] === 'function' && !(name in valid) && !/hreads|alignment/.test(name),
);
if (missing.length > 0) throw new Error(`The fuzzer does not know ${missing.join(', ')}.`);
for (let call = 0; call < Number(calls); call++) {
  const name = names[call % names.length];
  const wrong = integer(0, 4);
  let args = valid[name]();
  for (let index = 0; index < wrong; index++) {
    const at = integer(0, args.length);
    args[at] = spoiled(args[at]);
  }
  const cut = random() < 0.05;
  if (cut) args = args.slice(0, integer(0, args.length));
  try {
    addon[name](...args);
    succeeded++;
  } catch (error) {
    if (!(error instanceof Error) || (wrong === 0 && !cut)) throw error;
    refused++;
  }
}
console.log(`${calls} calls: ${succeeded} gave a result, ${refused} a JavaScript error.`);
