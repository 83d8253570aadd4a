/** Encodings of positions against their definitions, in plain loops and float64. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { attentionWeights, biasedAttention } from '../../../lib/backend/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { attendCausally } from '../../../lib/model/transformer/attend.ts';
import { encodingOf, encodingSizes } from '../../../lib/model/transformer/config.ts';
import { startingWeights } from '../../../lib/model/transformer/initial.ts';
import { positionEncoding } from '../../../lib/model/transformer/positions/index.ts';
import { selfAttention } from '../../../lib/model/transformer/self-attention.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { expectParameterGradients, random } from '../../support/parameter-gradients.ts';
import { disturb, encodingConfigs, optionalConfigs, somePositions } from './tiny.ts';

type Matrix = number[][];

/** What a definition says: the bias of head h for a query and a key at these positions. */
type Definition = (head: number, query: number, key: number) => number;

/** [B, heads, Tq, Tk] by a definition; of pairs whose key stands after the query, 0. */
function byDefinition(definition: Definition, heads: number, queries: Matrix, keys: Matrix): number[] {
  return queries.flatMap((row, b) =>
    Array.from({ length: heads }, (_, head) => head).flatMap((head) =>
      row.flatMap((query) => keys[b].map((key) => (key > query ? 0 : definition(head, query, key)))),
    ),
  );
}

/** The same of the library. */
function byLibrary(bias: tf.Tensor4D, queries: Matrix, keys: Matrix): number[] {
  const rows = bias.arraySync();
  return rows.flatMap((heads, b) =>
    heads.flatMap((head) =>
      head.flatMap((row, i) => row.map((value, j) => (keys[b][j] > queries[b][i] ? 0 : value))),
    ),
  );
}

const keys: Matrix = [
  [0, 1, 2, 5, 9, 30],
  [3, 4, 20, 21, 150, 199],
];
const queries: Matrix = [
  [2, 30],
  [21, 199],
];
const tensor = (positions: Matrix) => tf.tensor2d(positions, undefined, 'int32');

describe('ALiBi', () => {
  test.each([
    [2, [1 / 16, 1 / 256]],
    [8, [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128, 1 / 256]],
    // The slopes of the source's program where the heads are no power of two.
    [3, [1 / 16, 1 / 256, 1 / 4]],
    [6, [1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 2, 1 / 8]],
  ])('%i heads', (heads, slopes) => {
    const sizes = { width: 48, heads, limit: 200 };
    const { attention } = positionEncoding({ kind: 'alibi' }, sizes, Parameters.seeded(0));
    const bias = attention!(Parameters.seeded(0)).bias!(tensor(queries), tensor(keys));
    const expected = byDefinition((head, i, j) => -slopes[head] * (i - j), heads, queries, keys);
    expectClose(byLibrary(bias, queries, keys), expected);
  });
});

describe('FIRE', () => {
  const options = { kind: 'fire', hidden: 5, threshold: 12 } as const;
  const made = () => {
    const parameters = Parameters.seeded(3);
    const { attention } = positionEncoding(options, { width: 12, heads: 3, limit: 200 }, parameters);
    const { bias } = attention!(parameters);
    return { bias: bias!, parameters: parameters.scope('fire') };
  };

  test('is the function of its definition, within the threshold and beyond it', () => {
    const { bias, parameters } = made();
    disturb(parameters);
    const get = (name: string) => [...parameters.get(name).dataSync()];
    const [scale] = get('scale');
    const threshold = Math.abs(get('threshold')[0] * options.threshold);
    expect(threshold).toBeGreaterThan(2);
    expect(threshold).toBeLessThan(21);
    const [inner, offsets, outer] = [get('in.weight'), get('in.bias'), get('out.weight')];
    const grown = (x: number) => Math.log(Math.abs(scale) * x + 1);
    const definition: Definition = (head, i, j) => {
      const share = grown(i - j) / grown(Math.max(threshold, i));
      return inner.reduce(
        (sum, weight, unit) => sum + outer[unit * 3 + head] * Math.max(0, weight * share + offsets[unit]),
        0,
      );
    };
    const actual = byLibrary(bias(tensor(queries), tensor(keys)), queries, keys);
    expectClose(actual, byDefinition(definition, 3, queries, keys), { relative: 2e-5, absolute: 1e-5 });
  });

  test('starts as a function that every learned number can change', () => {
    const { bias, parameters } = made();
    const weights = () => tf.softmax(bias(tensor(queries), tensor(keys)));
    for (const [name, variable] of parameters.entries()) {
      const objective = () => tf.sum(tf.square(weights())).asScalar();
      const gradient = tf.variableGrads(objective, [variable]).grads[variable.name];
      expect(tf.max(tf.abs(gradient)).dataSync()[0], name).toBeGreaterThan(0);
    }
  });
});

describe.each(Object.entries({ ...encodingConfigs, ...optionalConfigs }))(
  'self-attention: %s',
  (_, config) => {
    const parameters = Parameters.seeded('attention');
    const encoding = positionEncoding(
      encodingOf(config),
      encodingSizes(config),
      parameters.scope('positions'),
    );
    const attention = selfAttention(
      parameters.scope('attention'),
      config,
      encoding,
      startingWeights({ ...config, biases: true }),
    );
    disturb(parameters);
    const positions = somePositions(2, 5);
    const read = (x: tf.Tensor) => {
      const shown = encoding.embed?.(x as tf.Tensor3D, positions) ?? x;
      return attention(shown, positions, attendCausally(positions));
    };

    test('the gradients are those of differences', () => {
      const x = random('x', 2, 5, config.width);
      expectGradient(read, [x]);
      expectParameterGradients(parameters, () => read(x));
    });
  },
);

describe('attention with terms', () => {
  const [batch, heads, rows, columns, width] = [2, 2, 3, 5, 4];
  const q = random('q', batch, rows, heads, width) as tf.Tensor4D;
  const k = random('k', batch, columns, heads, width) as tf.Tensor4D;
  const v = random('v', batch, columns, heads, width) as tf.Tensor4D;
  const bias = random('bias', batch, heads, rows, columns) as tf.Tensor4D;
  const seen = [[0, 2, 4], [1, 1, 3]]; // prettier-ignore
  const real = [[1, 1, 1, 1, 1], [1, 0, 1, 1, 0]]; // prettier-ignore
  const terms = { bias, places: tensor(seen), keyMask: tf.tensor2d(real) };

  test('is that of its definition', () => {
    const byHead = (x: tf.Tensor4D): tf.Tensor4D => tf.transpose(x, [0, 2, 1, 3]);
    const [queryRows, keyRows, valueRows] = [q, k, v].map((x) => byHead(x).arraySync());
    const biasRows = bias.arraySync();
    const shares: number[] = [];
    const means: number[] = [];
    for (let b = 0; b < batch; b++) {
      for (let h = 0; h < heads; h++) {
        for (let i = 0; i < rows; i++) {
          const powers = keyRows[b][h].map((key, j) => {
            if (j > seen[b][i] || real[b][j] === 0) return 0;
            const product = key.reduce((sum, x, at) => sum + x * queryRows[b][h][i][at], 0);
            return Math.exp(product / Math.sqrt(width) + biasRows[b][h][i][j]);
          });
          const total = powers.reduce((a, c) => a + c, 0);
          shares.push(...powers.map((power) => power / total));
          for (let at = 0; at < width; at++) {
            means.push(powers.reduce((sum, power, j) => sum + (power / total) * valueRows[b][h][j][at], 0));
          }
        }
      }
    }
    expectClose(attentionWeights(q, k, terms).dataSync(), shares);
    expectClose(byHead(biasedAttention(q, k, v, terms)).dataSync(), means);
  });

  test('has the gradients of differences', () => {
    expectGradient(
      (a, b, c, d) =>
        biasedAttention(a as tf.Tensor4D, b as tf.Tensor4D, c as tf.Tensor4D, {
          ...terms,
          bias: d as tf.Tensor4D,
        }),
      [q, k, v, bias],
    );
  });
});
