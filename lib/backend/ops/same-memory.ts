/** Tensors that share memory. */
import * as tf from '@tensorflow/tfjs';

/** Engines whose memory is numbers and no more; that of others, such as TensorFlow's, has a shape of its own. */
const shapeless: ReadonlySet<string> = new Set(['native', 'webgpu', 'cpu', 'wasm']);

/**
 * Another tensor of the same memory, under a shape of as many numbers: what tfjs's kernels Identity and Reshape give, without
 * the layers by which it calls them. An engine whose memory has a shape is asked for another memory. Not differentiable.
 */
export function sameMemory(x: tf.Tensor, shape: readonly number[] = x.shape): tf.Tensor {
  const [engine, backend] = [tf.engine(), tf.backend()];
  const { gradientDepth, kernelDepth, tensorInfo } = engine.state;
  const { dataId, dtype } = x;
  // What another engine has made is moved by a kernel; and a gradient that is differentiated again must be on the tape.
  const isTaped = gradientDepth > 0 && kernelDepth === 0;
  const isShared = shapeless.has(engine.backendName) || areEqual(shape, x.shape);
  if (isTaped || !isShared || tensorInfo.get(dataId)?.backend !== backend) {
    return engine.runKernel<tf.Tensor>('Reshape', { x }, { shape: [...shape] });
  }
  backend.incRef(dataId);
  return engine.makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
}

const areEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, i) => length === b[i]);
