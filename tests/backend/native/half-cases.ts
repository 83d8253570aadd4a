/** Products in bfloat16, bit for bit what one sum after the other gives, on every instruction set. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { feedForward, linear, setProductPrecision } from '../../../lib/backend/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { Numbers, onBackend, withBackend } from './support.ts';

/** Numbers along the depth that are summed before they are added to what was summed before: see product.h. */
const DEPTH_BLOCK = 512;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest bfloat16, ties to even; numbers below the normal range are 0. */
function toHalf(value: number): number {
  float[0] = value;
  if (Number.isNaN(float[0])) return NaN;
  const [whole, tie] = [bits[0], (bits[0] & 0xffff) === 0x8000];
  const up = tie ? (whole >>> 16) & 1 : (whole & 0xffff) > 0x8000 ? 1 : 0;
  bits[0] = (whole & 0x7f800000) === 0 ? whole & 0x80000000 : (((whole >>> 16) + up) << 16) >>> 0;
  return float[0];
}

/** The sum of products of one element: pairs along the depth, the later number of a pair first. */
function sumOf(left: number[], right: number[]): number {
  let total = 0;
  for (let block = 0; block < left.length; block += DEPTH_BLOCK) {
    const end = Math.min(left.length, block + DEPTH_BLOCK);
    let sum = 0;
    for (let k = block; k < end; k += 2) {
      if (k + 1 < end) sum = Math.fround(sum + left[k + 1] * right[k + 1]);
      sum = Math.fround(sum + left[k] * right[k]);
    }
    total = block === 0 ? sum : Math.fround(total + sum);
  }
  return total;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

function oracle({ rows, columns, depth }: Shape, a: number[], b: number[], [ta, tb]: boolean[]): number[] {
  const [left, right] = [a.map(toHalf), b.map(toHalf)];
  const along = (length: number, at: (k: number) => number) => Array.from({ length }, (_, k) => at(k));
  const rowOf = (i: number) => along(depth, (k) => left[ta ? k * rows + i : i * depth + k]);
  const columnOf = (j: number) => along(depth, (k) => right[tb ? j * depth + k : k * columns + j]);
  const lines = along(columns, (j) => j).map(columnOf);
  return along(rows, (i) => i).flatMap((i) => {
    const row = rowOf(i);
    return lines.map((line) => sumOf(row, line));
  });
}

const product = (ta: boolean, tb: boolean) => (x: tf.Tensor, y: tf.Tensor) => {
  setProductPrecision('bfloat16');
  return tf.matMul(x, y, ta, tb);
};

const shapes: Shape[] = [
  { rows: 1, columns: 1, depth: 1 },
  { rows: 1, columns: 40, depth: 7 },
  { rows: 5, columns: 3, depth: 2 },
  { rows: 37, columns: 50, depth: 33 },
  { rows: 60, columns: 33, depth: 513 },
  { rows: 130, columns: 70, depth: 96 },
];

const orders = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

/** What a number is, whatever its size. */
const kindOf = (value: number) => (Number.isFinite(value) ? 'finite' : String(value));

export function describeHalves(instructionSet: string): void {
  describe(`products in bfloat16 on ${instructionSet}`, () => {
    afterEach(() => withBackend('native', () => setProductPrecision('float32')));

    it.each(shapes)('of $rows x $columns x $depth are exact', (shape) => {
      const { rows, columns, depth } = shape;
      for (const [ta, tb] of orders) {
        const numbers = new Numbers(`half ${rows} ${depth} ${ta} ${tb}`);
        const a = numbers.floats(ta ? [depth, rows] : [rows, depth]);
        const b = numbers.floats(tb ? [columns, depth] : [depth, columns]);
        const [actual] = onBackend('native', [a, b], product(ta, tb));
        expect(actual.data).toEqual(oracle(shape, a.data, b.data, [ta, tb]));
      }
    });

    it('pass NaN and infinity on, and round to even and beyond the largest number', () => {
      const special = [NaN, Infinity, -Infinity, 1e-40, 3.4e38, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -1 - 2 ** -9];
      const a = { shape: [special.length, 1], dtype: 'float32' as const, data: special };
      const b = { shape: [1, 3], dtype: 'float32' as const, data: [1, -1, 0] };
      const [actual] = onBackend('native', [a, b], product(false, false));
      const expected = oracle({ rows: special.length, columns: 3, depth: 1 }, special, b.data, [
        false,
        false,
      ]);
      // The sign of a sum that is 0 is nobody's business.
      expect(actual.data.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
    });

    it.each([...shapes, { rows: 6, columns: 9, depth: 2100 }, { rows: 300, columns: 200, depth: 40 }])(
      'of $rows x $columns x $depth are not finite where a row or a column is not, and there alone',
      ({ rows, columns, depth }) => {
        const numbers = new Numbers(`odd ${rows} ${depth}`);
        const spoilt = (shape: number[], odd: readonly number[]) => {
          const values = numbers.floats(shape);
          for (const value of odd) values.data[numbers.integer(0, values.data.length)] = value;
          return values;
        };
        for (const [ta, tb] of orders) {
          const a = spoilt(ta ? [depth, rows] : [rows, depth], [NaN, Infinity, 3.4e38]);
          const b = spoilt(tb ? [columns, depth] : [depth, columns], [-Infinity]);
          const [actual] = onBackend('native', [a, b], product(ta, tb));
          // Without rounding the sums differ, but not in what they are.
          const rounded = [a, b].map((side) => ({ ...side, data: side.data.map(toHalf) }));
          const [expected] = onBackend('cpu', rounded, (x, y) => tf.matMul(x, y, ta, tb));
          expect(actual.data.map(kindOf)).toEqual(expected.data.map(kindOf));
        }
      },
    );

    it.each([undefined, 'relu', 'squaredRelu', 'gelu'] as const)(
      'hand NaN on through a linear map with %s and back',
      (activation) => {
        const numbers = new Numbers('odd linear');
        const inputs = [[30, 40], [40, 50], [50], [30, 50]].map((shape) => numbers.floats(shape));
        inputs[0].data[3 * 40 + 5] = NaN;
        inputs[3].data[7 * 50 + 9] = Infinity;
        const run = (backend: 'cpu' | 'native') =>
          onBackend(backend, inputs, (x, weight, bias, dy) => {
            if (backend === 'native') setProductPrecision('bfloat16');
            const op = (...[a, b, c]: tf.Tensor[]) =>
              linear(a, b as tf.Tensor2D, c as tf.Tensor1D, activation);
            return [op(x, weight, bias), ...tf.grads(op)([x, weight, bias], dy)];
          });
        const [actual, expected] = [run('native'), run('cpu')];
        // The spoilt row of the result; and of the gradients what meets it, or the spoilt slope.
        actual.forEach(({ data }, index) => {
          const odd = data.map((value) => Number.isFinite(value));
          expect(odd).toEqual(expected[index].data.map((value) => Number.isFinite(value)));
        });
        expect(actual[0].data.slice(3 * 50, 4 * 50)).toEqual(Array.from({ length: 50 }, () => NaN));
        expect(actual[0].data.filter(Number.isNaN)).toHaveLength(50);
      },
    );

    it.each(['relu', 'squaredRelu', 'gelu'] as const)(
      'hand NaN and infinity on through a gated feed-forward layer with %s and back',
      (activation) => {
        const numbers = new Numbers('odd feed-forward');
        const shapes = [[30, 40], [40, 50], [50], [50, 40], [40], [30, 40], [], [30, 40]];
        const clean = shapes.map((shape) => numbers.floats(shape));
        const run = (backend: 'cpu' | 'native', inputs: typeof clean) =>
          onBackend(backend, inputs, (...tensors) => {
            if (backend === 'native') setProductPrecision('bfloat16');
            const op = (...[x, first, bias, second, offset, residual, gate]: tf.Tensor[]) =>
              feedForward({
                ...{ x, activation, joining: { residual, gate: gate as tf.Scalar } },
                inwards: { weight: first as tf.Tensor2D, bias: bias as tf.Tensor1D },
                outwards: { weight: second as tf.Tensor2D, bias: offset as tf.Tensor1D },
              });
            const inner = tensors.slice(0, -1);
            return [op(...inner), ...tf.grads(op)(inner, tensors.at(-1))];
          });
        // What comes in, one weight of each map, the residual, and what comes back.
        for (const [input, value] of [
          [0, NaN],
          [0, Infinity],
          [1, NaN],
          [3, Infinity],
          [5, NaN],
          [7, Infinity],
        ]) {
          // prettier-ignore
          const inputs = clean.map(({ data, ...rest }) => ({ ...rest, data: [...data] }));
          inputs[input].data[3] = value;
          const [actual, expected] = [run('native', inputs), run('cpu', inputs)];
          const finite = (values: typeof actual) => values.map(({ data }) => data.map(Number.isFinite));
          expect(finite(actual)).toEqual(finite(expected));
          expect(finite(actual).flat()).toContain(false);
        }
      },
    );

    it('have the slopes that differences find, as far as steps of their rounding allow', () => {
      const numbers = new Numbers('half gradient');
      const inputs = [[24, 40], [40, 32], [32]].map((shape) => numbers.floats(shape));
      withBackend('native', () => {
        setProductPrecision('bfloat16');
        const tensors = inputs.map(({ data, shape }) => tf.tensor(data, shape));
        const op = (...[a, b, c]: tf.Tensor[]) => linear(a, b as tf.Tensor2D, c as tf.Tensor1D);
        // Operands move in steps of 2^-8 of their size: differences over far more than that, and to two digits. They are
        // exact for a map that is linear in each of its inputs.
        expectGradient(op, tensors, { step: 0.5, tolerance: 0.02 });
        tf.dispose(tensors);
      });
    });

    it('train like those in float32, to three digits', () => {
      const numbers = new Numbers('half linear');
      const inputs = [[60, 40], [40, 70], [70], [60, 70]].map((shape) => numbers.floats(shape));
      const run = (precision: 'float32' | 'bfloat16') =>
        onBackend('native', inputs, (x, weight, bias, dy) => {
          setProductPrecision(precision);
          const op = (...[a, b, c]: tf.Tensor[]) => linear(a, b as tf.Tensor2D, c as tf.Tensor1D);
          return [op(x, weight, bias), ...tf.grads(op)([x, weight, bias], dy)];
        });
      const expected = run('float32');
      run('bfloat16').forEach((values, index) => {
        expectClose(values.data, expected[index].data, { relative: 0.01, absolute: 0.1 });
        const same = values.data.every((value, at) => value === expected[index].data[at]);
        expect(same).toBe(index === 3); // the bias sums without products
      });
    });
  });
}
