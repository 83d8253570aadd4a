/** Messages tile by tile. */
import * as tf from '@tensorflow/tfjs';
import type { MaxMessagesInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedMaxMessages } from '../../ops/messages.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

/** The differentiable inputs, in the order in which the addon wants them; biases may be missing. */
interface Operands {
  readonly tensors: (tf.Tensor | undefined)[];
  readonly mask: tf.Tensor | undefined;
  readonly sizes: [batches: number, nodes: number, width: number, hidden: number, outputs: number];
}

function operandsOf(inputs: MaxMessagesInputs): Operands {
  const { senders, receivers, edges, graph, hidden, out, mask } = inputs;
  const [batches, nodes, width] = senders.shape;
  const [, hiddenWidth] = hidden.weight.shape;
  const [, outputs] = out.weight.shape;
  assertShape('The receivers', receivers, [batches, nodes, width]);
  assertShape('The edges', edges, [batches, nodes, nodes, width]);
  assertShape('The graph features', graph, [batches, width]);
  assertShape('The hidden weight', hidden.weight, [width, hiddenWidth]);
  assertShape('The output weight', out.weight, [hiddenWidth, outputs]);
  if (mask) assertShape('The mask', mask, [batches, nodes, nodes]);
  const tensors = [senders, receivers, edges, graph, hidden.weight, hidden.bias, out.weight, out.bias];
  return { tensors, mask, sizes: [batches, nodes, width, hiddenWidth, outputs] };
}

/** `maxMessages`; nothing of size N^2 is kept but the edges themselves: the backward pass computes messages again. */
export function nativeMaxMessages(backend: NativeBackend, inputs: MaxMessagesInputs): tf.Tensor3D {
  if (inputs.edges.size === 0) return composedMaxMessages(inputs);
  const mask = inputs.mask && tf.cast(inputs.mask, 'float32');
  const result = largestMessages(backend, { ...inputs, mask });
  mask?.dispose();
  return result;
}

function largestMessages(backend: NativeBackend, inputs: MaxMessagesInputs): tf.Tensor3D {
  const { tensors, mask, sizes } = operandsOf(inputs);
  const [batches, nodes, , , outputs] = sizes;
  const present = tensors.filter((tensor) => tensor !== undefined);
  return withGradient<tf.Tensor3D>(present, (save) => {
    const out = backend.output([batches, nodes, outputs]);
    const known = [...tensors, mask].map((tensor) => (tensor ? floatsOf(backend, tensor) : null));
    backend.addon.messages(...sizes, ...known, out.values);
    const value = tensorOf<tf.Tensor3D>(out);
    save([value, ...present, ...(mask ? [mask] : [])]);
    const gradFunc = (dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] => {
      const [result, ...rest] = saved as [tf.Tensor3D, ...tf.Tensor[]];
      // What was saved, in the places of what it was saved from.
      const again = [...tensors, mask].map((tensor) => (tensor ? rest.shift() : undefined));
      return gradients(backend, { tensors: again.slice(0, -1), mask: again.at(-1), sizes }, result, dy);
    };
    return { value, gradFunc };
  });
}

function gradients(
  backend: NativeBackend,
  operands: Operands,
  result: tf.Tensor3D,
  dy: tf.Tensor3D,
): tf.Tensor[] {
  const { tensors, mask, sizes } = operands;
  const values = (tensor: tf.Tensor | undefined): Float32Array | null =>
    tensor ? floatsOf(backend, tensor) : null;
  const parameters = tensors.slice(4).map((tensor) => tensor && backend.output(tensor.shape));
  const edgeOutput = backend.output(tensors[2]!.shape);
  backend.addon.messagesGradient(
    ...sizes,
    ...[...tensors, mask].map(values),
    ...[values(result), values(dy), edgeOutput.values],
    ...parameters.map((output) => output?.values ?? null),
  );
  const edges = tensorOf(edgeOutput);
  const senders = tf.sum(edges, 2);
  return [
    ...[senders, tf.sum(edges, 1), edges, tf.sum(senders, 1)],
    ...parameters.filter((output) => output !== undefined).map((output) => tensorOf(output)),
  ];
}
