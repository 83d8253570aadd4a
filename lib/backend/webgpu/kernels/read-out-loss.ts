/** The loss of what is read out, some rows at a time: logits and their gradient exist for those alone. */
import * as tf from '@tensorflow/tfjs';
import type { ReadOutLossInputs } from '../../kernels.ts';
import { gradientWanted, withGradient } from '../../ops/custom-gradient.ts';
import { composedReadOutLoss } from '../../ops/read-out-loss.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { rowLosses, slopesInPlace, targetsOf } from './cross-entropy.ts';
import { gradientSide, multiply } from './product.ts';

/** Bytes that the logits of some rows may take. */
const LARGEST = 256 * 2 ** 20;

/** `readOutLoss`. What the gradient needs of logits is computed with them, while they are there. */
export function webgpuReadOutLoss(
  backend: WebgpuBackend,
  inputs: ReadOutLossInputs,
  largest = LARGEST,
): tf.Scalar {
  const { rows, table, tied, targets, weights } = inputs;
  const [count] = rows.shape;
  const classes = table.shape[tied ? 0 : 1];
  const bytes = Math.min(largest, backend.device.limits.maxStorageBufferBindingSize);
  const together = Math.max(1, Math.floor(bytes / (4 * classes)));
  if (count <= together) return composedReadOutLoss(inputs);
  return withGradient<tf.Scalar>([rows, table], (save) => {
    const learns = gradientWanted();
    const { chosen, shares } = targetsOf(targets, weights);
    const nats: tf.Tensor[] = [];
    const toRows: tf.Tensor[] = [];
    let toTable: tf.Tensor | undefined;
    for (let begin = 0; begin < count; begin += together) {
      const size = Math.min(together, count - begin);
      const part = partLoss(backend, {
        rows: tf.slice(rows, [begin, 0], [size, -1]),
        ...{ table, tied, learns, toTable },
        chosen: tf.slice(chosen, begin, size),
        shares: tf.slice(shares, begin, size),
      });
      nats.push(part.nats);
      if (part.toRows) toRows.push(part.toRows);
      toTable?.dispose();
      toTable = part.toTable;
    }
    if (toTable) save([tf.concat(toRows), toTable]);
    tf.dispose(toRows);
    const gradFunc = (dy: tf.Scalar, saved: tf.Tensor[]) => saved.map((slope) => tf.mul(slope, dy));
    return { value: tf.sum(tf.concat(nats)).asScalar(), gradFunc };
  });
}

/** Some rows, and the gradient of the table from those before them. */
interface Part {
  readonly rows: tf.Tensor2D;
  readonly table: tf.Tensor2D;
  readonly tied: boolean;
  readonly learns: boolean;
  readonly toTable: tf.Tensor | undefined;
  readonly chosen: tf.Tensor;
  readonly shares: tf.Tensor;
}

/** Disposes what it is given of the part alone. */
function partLoss(
  backend: WebgpuBackend,
  { rows, table, tied, learns, toTable: before, chosen, shares }: Part,
): { nats: tf.Tensor; toRows?: tf.Tensor; toTable?: tf.Tensor } {
  const [count, width] = rows.shape;
  const classes = table.shape[tied ? 0 : 1];
  const [row, weight] = [{ tensor: rows }, { tensor: table }];
  const sizes = { rows: count, columns: classes, depth: width };
  const logits = multiply(backend, [count, classes], row, { ...weight, transposed: tied }, sizes);
  const [nats, logSums] = rowLosses(backend, logits, shares, chosen);
  const done = () => tf.dispose([rows, chosen, shares, logits, logSums]);
  if (!learns) {
    done();
    return { nats };
  }
  slopesInPlace(backend, logits, shares, chosen, logSums);
  const slope = gradientSide(backend, logits);
  const back = { rows: count, columns: width, depth: classes };
  const toRows = multiply(backend, [count, width], slope, { ...weight, transposed: !tied }, back);
  const [from, to] = tied ? [slope, row] : [row, slope];
  const along = { rows: table.shape[0], columns: table.shape[1], depth: count, residual: before };
  const toTable = multiply(backend, table.shape, { ...from, transposed: true }, to, along);
  done();
  slope.magnitudes?.dispose();
  return { nats, toRows, toTable };
}
