/** Tensors that share memory. */
import * as tf from '@tensorflow/tfjs';

/**
 * Another tensor of the same memory, under a shape of as many numbers: what tfjs's kernels Identity and Reshape give on every
 * engine, without the layers by which it calls them. Not differentiable.
 */
export function sameMemory(x: tf.Tensor, shape: readonly number[] = x.shape): tf.Tensor {
  const [engine, backend] = [tf.engine(), tf.backend()];
  const { gradientDepth, kernelDepth, tensorInfo } = engine.state;
  const { dataId, dtype } = x;
  // What another engine has made is moved by a kernel; and a gradient that is differentiated again must be on the tape.
  const isTaped = gradientDepth > 0 && kernelDepth === 0;
  if (isTaped || tensorInfo.get(dataId)?.backend !== backend) {
    return engine.runKernel<tf.Tensor>('Reshape', { x }, { shape: [...shape] });
  }
  backend.incRef(dataId);
  return engine.makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
}
