/** Messages: their four summands in one kernel, two products, and the largest of each receiver in another. */
import * as tf from '@tensorflow/tfjs';
import type { MaxMessagesInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { MASKED_MESSAGE, composedMaxMessages } from '../../ops/messages.ts';
import { type Program, output, run, tensorOf, programs, element } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { webgpuLinear } from './linear.ts';
import { INVOCATIONS, numbers, pairOf } from './node-pairs.ts';

const summing: Program = {
  reads: { senders: 'f32', receivers: 'f32', edges: 'f32', graphs: 'f32' },
  writes: ['out'],
  numbers,
  invocations: INVOCATIONS,
  body: `${pairOf('sender', 'receiver')}
  let x = senders[(sample * p.nodes + sender) * p.features + f] + receivers[(sample * p.nodes + receiver) * p.features + f];
  out[at] = max(0.0, x + edges[at] + graphs[sample * p.features + f]);`,
};

const summingGradient: Program = {
  reads: { dy: 'f32', sums: 'f32' },
  writes: ['dx'],
  numbers: { size: 'u32' },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  dx[at] = select(0.0, dy[at], sums[at] > 0.0);`,
};

/** Of each receiver the largest of all senders [B, receiver, F], and how many are as large. */
const largest = programs((masked: boolean): Program => ({
  reads: { messages: 'f32', ...(masked && { mask: 'f32' }) },
  writes: ['out', 'ties'],
  numbers,
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  let f = at % p.features;
  let receiver = at / p.features % p.nodes;
  let sample = at / (p.features * p.nodes);
  var best = -3.0e38;
  var tied = 0.0;
  for (var sender = 0u; sender < p.nodes; sender++) {
    let pair = (sample * p.nodes + sender) * p.nodes + receiver;
    var x = messages[pair * p.features + f];
    ${masked ? `if (mask[pair] == 0.0) { x = ${MASKED_MESSAGE}.0; }` : ''}
    tied = select(select(tied, tied + 1.0, x == best), 1.0, x > best);
    best = max(best, x);
  }
  out[at] = best;
  ties[at] = tied;`,
}));

const largestGradient = programs((masked: boolean): Program => ({
  reads: { messages: 'f32', ...(masked && { mask: 'f32' }), best: 'f32', ties: 'f32', dy: 'f32' },
  writes: ['dx'],
  numbers,
  invocations: INVOCATIONS,
  body: `${pairOf('sender', 'receiver')}
  let cell = (sample * p.nodes + receiver) * p.features + f;
  let hit = messages[at] == best[cell]${masked ? ' && mask[(sample * p.nodes + sender) * p.nodes + receiver] != 0.0' : ''};
  dx[at] = select(0.0, dy[cell] / ties[cell], hit);`,
}));

const groupsOf = (size: number) => Math.ceil(size / INVOCATIONS);

/** `maxMessages`. */
export function webgpuMaxMessages(backend: WebgpuBackend, inputs: MaxMessagesInputs): tf.Tensor3D {
  if (inputs.edges.size === 0) return composedMaxMessages(inputs);
  const { hidden, out, mask } = inputs;
  return tf.tidy(() => {
    const inner = webgpuLinear(backend, summed(backend, inputs), hidden.weight, hidden.bias, 'relu');
    const messages = webgpuLinear(backend, inner, out.weight, out.bias);
    return largestOf(backend, messages as tf.Tensor4D, mask && tf.cast(mask, 'float32'));
  });
}

/** relu(senders_i + receivers_j + edges_ij + graph). */
function summed(backend: WebgpuBackend, { senders, receivers, edges, graph }: MaxMessagesInputs): tf.Tensor {
  const { size, shape } = edges;
  const [, nodes, , features] = shape;
  return withGradient([senders, receivers, edges, graph], (save) => {
    const out = output(backend, shape);
    run(backend, summing, {
      reads: [senders, receivers, edges, graph],
      writes: [out],
      numbers: [size, nodes, features],
      groups: groupsOf(size),
    });
    const value = tensorOf(out);
    save([value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const dx = output(backend, shape);
      run(backend, summingGradient, {
        reads: [dy, ...saved],
        writes: [dx],
        numbers: [size],
        groups: groupsOf(size),
      });
      const toEdges = tensorOf(dx);
      const toSenders = tf.sum(toEdges, 2);
      return [toSenders, tf.sum(toEdges, 1), toEdges, tf.sum(toSenders, 1)];
    };
    return { value, gradFunc };
  });
}

function largestOf(backend: WebgpuBackend, messages: tf.Tensor4D, mask: tf.Tensor | undefined): tf.Tensor3D {
  const [batch, nodes, , features] = messages.shape;
  const masked = mask !== undefined;
  const seen = mask ? [mask] : [];
  return withGradient<tf.Tensor3D>([messages], (save) => {
    const shape = [batch, nodes, features];
    const [out, ties] = [output(backend, shape), output(backend, shape)];
    const size = batch * nodes * features;
    run(backend, largest(masked), {
      reads: [messages, ...seen],
      writes: [out, ties],
      numbers: [size, nodes, features],
      groups: groupsOf(size),
    });
    const value = tensorOf<tf.Tensor3D>(out);
    save([messages, ...seen, value, tensorOf(ties)]);
    const gradFunc = (dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] => {
      const dx = output(backend, messages.shape);
      run(backend, largestGradient(masked), {
        reads: [...saved, dy],
        writes: [dx],
        numbers: [messages.size, nodes, features],
        groups: groupsOf(messages.size),
      });
      return [tensorOf(dx)];
    };
    return { value, gradFunc };
  });
}
