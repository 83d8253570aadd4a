/** Self-attention of whole texts, held to its definition written out in loops. */
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import type { SelfAttentionInputs } from '../../lib/backend/kernels.ts';
import { composedSelfAttention, selfAttention } from '../../lib/backend/ops/self-attention.ts';
import { randomTensor } from '../model/nar/small.ts';
import { expectClose } from '../support/close.ts';

beforeAll(() => chooseBackend());

const [batch, tokens, heads, width, outputs] = [2, 5, 2, 4, 3];
const all = heads * width;
const pairs = 1; // the first and second number of a head are turned, the others are not
const turns = Array.from({ length: batch * tokens }, (_, i) => 0.7 * i);
const angles = {
  pairs,
  cosines: Float32Array.from(turns, Math.cos),
  sines: Float32Array.from(turns, Math.sin),
};

const inputs = (): SelfAttentionInputs => ({
  x: randomTensor([batch, tokens, 6], 'x') as tf.Tensor3D,
  queryKeyValue: { weight: randomTensor([6, 3 * all], 'q') as tf.Tensor2D },
  out: { weight: randomTensor([all, outputs], 'o') as tf.Tensor2D },
  ...{ heads, angles },
});

/** What a token is mapped to in one of the three parts, for one head, turned if the part is. */
function headOf(mapped: number[][][], text: number, token: number, part: number, head: number): number[] {
  const begin = part * all + head * width;
  const own = mapped[text][token].slice(begin, begin + width);
  if (part === 2) return own;
  const turn = turns[text * tokens + token];
  const [a, b, ...rest] = own;
  return [a * Math.cos(turn) - b * Math.sin(turn), b * Math.cos(turn) + a * Math.sin(turn), ...rest];
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
const columnOf = (matrix: readonly number[][], column: number) => matrix.map((row) => row[column]);
const times = (row: readonly number[], matrix: readonly number[][]) =>
  matrix[0].map((_, column) => dot(row, columnOf(matrix, column)));

function byDefinition({ x, queryKeyValue, out }: SelfAttentionInputs): number[] {
  const weight = queryKeyValue.weight.arraySync();
  const behind = out.weight.arraySync();
  const mapped = x.arraySync().map((text) => text.map((token) => times(token, weight)));
  return mapped.flatMap((text, at) =>
    text.flatMap((_, token) => {
      const found = Array.from({ length: heads }, (__, head) => {
        const before = Array.from({ length: token + 1 }, (___, other) => other);
        const query = headOf(mapped, at, token, 0, head);
        const scores = before.map(
          (other) => dot(query, headOf(mapped, at, other, 1, head)) / Math.sqrt(width),
        );
        const shares = scores.map((score) => Math.exp(score));
        const whole = shares.reduce((sum, share) => sum + share);
        return Array.from({ length: width }, (___, i) =>
          before.reduce(
            (sum, other) => sum + (shares[other] / whole) * headOf(mapped, at, other, 2, head)[i],
            0,
          ),
        );
      }).flat();
      return times(found, behind);
    }),
  );
}

function expectDefinition(op: typeof composedSelfAttention): void {
  const given = inputs();
  const result = op(given);
  expect(result.shape).toEqual([batch, tokens, outputs]);
  expectClose(result.dataSync(), byDefinition(given), { relative: 1e-4, absolute: 1e-5 });
}

it('is that of the definition', () => expectDefinition(selfAttention));

it('is that of the definition where it is composed', () => expectDefinition(composedSelfAttention));
