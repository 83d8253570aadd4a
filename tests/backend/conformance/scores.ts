/** Attention whose scores are far beyond what an exponential can hold, of few queries and of many. */
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { causalAttention, crossAttention } from '../../../lib/backend/index.ts';
import { composedCausalAttention, composedCrossAttention } from '../../../lib/backend/ops/attention.ts';
import { expectClose } from '../../support/close.ts';
import { type BackendName, Numbers, type Values, onBackend } from '../native/support.ts';

type Attention = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D) => tf.Tensor4D;

const cases: [string, fused: Attention, composed: Attention, queries: number][] = [
  ['a single query', (q, k, v) => crossAttention(q, k, v), composedCrossAttention, 1],
  ['three queries', (q, k, v) => crossAttention(q, k, v), composedCrossAttention, 3],
  ['many queries', (q, k, v) => crossAttention(q, k, v), composedCrossAttention, 70],
  ['all tokens', (q, k, v) => causalAttention(q, k, v), composedCausalAttention, 20],
];

export function describeScores(engine: BackendName, label: string): void {
  describe(`attention with large scores on ${label}`, () => {
    it.each(cases)('of %s is that of its composition', (_, fused, composed, queries) => {
      const numbers = new Numbers(`large scores ${queries}`);
      const [q, k, v] = [queries, 20, 20].map((rows) => numbers.floats([2, rows, 2, 16]));
      // Rows in turns far to one side and far to the other: scores of a query are thousands above zero or below it.
      const far = (values: Values) => ({
        ...values,
        data: values.data.map((value, i) => value + (i % 64 < 32 ? 40 : -40)),
      });
      const inputs = [far(q), far(k), v];
      const run = (backend: BackendName, op: Attention) =>
        onBackend(backend, inputs, (...tensors) =>
          op(...(tensors as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D])),
        )[0].data;
      const expected = run('cpu', composed);
      expect(expected.every(Number.isFinite)).toBe(true);
      expectClose(run(engine, fused), expected, { relative: 1e-3, absolute: 1e-3 });
    });
  });
}
