/** What is computed row by row: norms, the loss of classes, sums of rows by number. */
import * as tf from '@tensorflow/tfjs';
import {
  Room,
  layerNorm,
  readOutLoss,
  rmsNorm,
  scatterAdd,
  softmaxCrossEntropy,
} from '../../../lib/backend/index.ts';
import { composedSoftmaxCrossEntropy } from '../../../lib/backend/ops/cross-entropy.ts';
import { composedLayerNorm, composedRmsNorm } from '../../../lib/backend/ops/norm.ts';
import { composedReadOutLoss } from '../../../lib/backend/ops/read-out-loss.ts';
import { composedPutRows } from '../../../lib/backend/ops/room.ts';
import { composedScatterAdd } from '../../../lib/backend/ops/scatter-add.ts';
import type { Numbers } from '../native/support.ts';
import { type MakeTwins, type Op, type PlainTwins, maskOf } from './twins.ts';

/** Now and then more rows than one slice of a sum has. */
const leadOf = (numbers: Numbers, trial: number) => (trial % 6 === 5 ? [2, 290] : numbers.shape(trial % 4));

export const rmsTwins: MakeTwins = (numbers, trial) => {
  const columns = numbers.integer(1, trial % 5 === 4 ? 300 : 80);
  const inputs = [numbers.floats([...leadOf(numbers, trial), columns]), numbers.floats([columns])];
  const call = (op: typeof rmsNorm): Op => {
    return (x, gain) => op(x, gain as tf.Tensor1D, 1e-3);
  };
  return { inputs, fused: call(rmsNorm), composed: call(composedRmsNorm) };
};

export const layerTwins: MakeTwins = (numbers, trial) => {
  const columns = numbers.integer(2, trial % 5 === 4 ? 300 : 80);
  const shapes = [[...leadOf(numbers, trial), columns], [columns], [columns]];
  const call = (op: typeof layerNorm): Op => {
    return (x, scale, offset) => op(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-2);
  };
  return {
    inputs: shapes.map((shape) => numbers.floats(shape)),
    fused: call(layerNorm),
    composed: call(composedLayerNorm),
  };
};

export const crossEntropyTwins: MakeTwins = (numbers, trial) => {
  const [classes, lead] = [numbers.integer(1, trial % 4 === 3 ? 900 : 70), [2, numbers.integer(1, 9)]];
  const targets = numbers.integers(lead, 0, classes);
  const call = (op: typeof softmaxCrossEntropy): Op => {
    const weights = (): tf.Tensor =>
      trial % 5 === 4 ? tf.zeros(lead) : maskOf(lead, `weights ${trial}`, trial % 2 ? 'bool' : 'float32');
    return (logits) => op(logits, tf.tensor(targets.data, lead, 'int32'), weights());
  };
  return {
    inputs: [numbers.floats([...lead, classes])],
    fused: call(softmaxCrossEntropy),
    composed: call(composedSoftmaxCrossEntropy),
  };
};

/** Few numbers for many rows, and many for few. */
export const scatterAddTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const [count, read, width] = [
    numbers.integer(1, trial % 2 ? 300 : 9),
    numbers.integer(1, trial % 3 ? 30 : 400),
    numbers.integer(1, trial % 4 === 3 ? 300 : 40),
  ];
  const call =
    (op: typeof scatterAdd): Op<tf.Tensor[]> =>
    (rows, indices) => [op(rows as tf.Tensor2D, indices as tf.Tensor1D, count), rows];
  return {
    inputs: [numbers.floats([read, width]), numbers.integers([read], 0, count)],
    fused: call(scatterAdd),
    composed: call(composedScatterAdd),
  };
};

/** Each text gets its rows in places of its own; the first rows fill the room now and then. */
export const putRowsTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const [batch, tokens, width] = [1 + (trial % 3), numbers.integer(1, 9), numbers.integer(1, 40)];
  const capacity = tokens + (trial % 4);
  const places = Array.from({ length: 3 * batch }, () => numbers.integer(0, capacity));
  const placesOf = (turn: number) =>
    tf.tensor2d(places.slice(turn * batch, (turn + 1) * batch), [batch, 1], 'int32');
  return {
    inputs: [tokens, 1, 1, 1].map((rows) => numbers.floats([batch, rows, width])),
    fused(first, ...rows) {
      const room = new Room<tf.Tensor3D>(capacity);
      room.begin(first as tf.Tensor3D);
      rows.forEach((row, turn) => room.put(row as tf.Tensor3D, placesOf(turn)));
      const all = tf.clone(room.all);
      room.dispose();
      return [all];
    },
    composed(first, ...rows) {
      const padded = tf.pad(first, [
        [0, 0],
        [0, capacity - tokens],
        [0, 0],
      ]);
      return [rows.reduce((room, row, turn) => composedPutRows(room, row, placesOf(turn)), padded)];
    },
  };
};

/** Of a table that is tied or is not, by `op`. */
export const readOutBy =
  (op: typeof readOutLoss): MakeTwins =>
  (numbers, trial) => {
    const [count, width, classes] = [1, 1, 1].map((least) => numbers.integer(least, 90));
    const tied = trial % 2 === 1;
    const targets = numbers.integers([count], 0, classes).data;
    const call =
      (by: typeof readOutLoss): Op =>
      (rows, table) =>
        by({
          rows: rows as tf.Tensor2D,
          table: table as tf.Tensor2D,
          tied,
          targets: tf.tensor1d(targets, 'int32'),
          weights: maskOf([count], `weights ${trial}`) as tf.Tensor1D,
        });
    const shapes = [[count, width], tied ? [classes, width] : [width, classes]];
    return {
      inputs: shapes.map((shape) => numbers.floats(shape)),
      fused: call(op),
      composed: call(composedReadOutLoss),
    };
  };

export const readOutTwins = readOutBy(readOutLoss);
