/** The largest triplets, an invocation for each result; nothing of size N^3 is made. */
import * as tf from '@tensorflow/tfjs';
import type { TripletInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { MASKED_MESSAGE } from '../../ops/messages.ts';
import { composedTripletMax } from '../../ops/triplets.ts';
import { type Program, output, run, tensorOf, programs } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { INVOCATIONS, numbers, pairOf } from './node-pairs.ts';

/** What node i is to j and k. */
const term = `a[(sample * p.nodes + i) * p.features + f]
      + ab[((sample * p.nodes + i) * p.nodes + j) * p.features + f]
      + ac[((sample * p.nodes + i) * p.nodes + k) * p.features + f]`;

const reads = (masked: boolean): Program['reads'] => ({
  a: 'f32',
  ab: 'f32',
  ac: 'f32',
  ...(masked && { mask: 'f32' }),
});

/** The largest, and how many are as large. */
const forward = programs((masked: boolean): Program => ({
  reads: reads(masked),
  writes: ['out', 'ties'],
  numbers,
  invocations: INVOCATIONS,
  body: `${pairOf('j', 'k')}
  var largest = -3.0e38;
  var tied = 0.0;
  for (var i = 0u; i < p.nodes; i++) {
    var x = ${term};
    ${masked ? `if (mask[sample * p.nodes + i] == 0.0) { x = ${MASKED_MESSAGE}.0; }` : ''}
    tied = select(select(tied, tied + 1.0, x == largest), 1.0, x > largest);
    largest = max(largest, x);
  }
  out[at] = largest;
  ties[at] = tied;`,
}));

/** To (i, j) in sum over k, or to (i, k) in sum over j. */
const backward = programs((masked: boolean, to: 'j' | 'k'): Program => ({
  reads: { ...reads(masked), largest: 'f32', ties: 'f32', dy: 'f32' },
  writes: ['dx'],
  numbers,
  invocations: INVOCATIONS,
  body: `${pairOf('i', to)}
  var sum = 0.0;
  ${masked ? 'let end = select(p.nodes, 0u, mask[sample * p.nodes + i] == 0.0);' : 'let end = p.nodes;'}
  for (var other = 0u; other < end; other++) {
    let ${to === 'j' ? 'k' : 'j'} = other;
    let cell = ((sample * p.nodes + j) * p.nodes + k) * p.features + f;
    let x = ${term};
    if (x == largest[cell]) { sum += dy[cell] / ties[cell]; }
  }
  dx[at] = sum;`,
}));

/** `tripletMax`. */
export function webgpuTripletMax(backend: WebgpuBackend, inputs: TripletInputs): tf.Tensor4D {
  if (inputs.ab.size === 0 || inputs.abc) return composedTripletMax(inputs);
  const { a, b, c, ab, ac, bc, graph, nodeMask } = inputs;
  const [batch, , features] = a.shape;
  return tf.tidy(() => {
    const largest = largestOf(backend, [a, ab, ac], nodeMask && tf.cast(nodeMask, 'float32'));
    const perNode = tf.add(tf.expandDims(b, 2), tf.expandDims(c, 1));
    const constant = tf.add(tf.add(perNode, bc), tf.reshape(graph, [batch, 1, 1, features]));
    return tf.add(largest, constant);
  });
}

/** The only part that differs from node to node i: max_i (a_i + ab_ij + ac_ik). */
function largestOf(
  backend: WebgpuBackend,
  terms: readonly tf.Tensor[],
  mask: tf.Tensor | undefined,
): tf.Tensor {
  const [a, ab] = terms as [tf.Tensor, tf.Tensor];
  const [, nodes = 0, features = 0] = a.shape;
  const masked = mask !== undefined;
  const size = { numbers: [ab.size, nodes, features], groups: Math.ceil(ab.size / INVOCATIONS) };
  return withGradient(terms, (save) => {
    const [out, ties] = [output(backend, ab.shape), output(backend, ab.shape)];
    const seen = mask ? [mask] : [];
    run(backend, forward(masked), { reads: [...terms, ...seen], writes: [out, ties], ...size });
    const value = tensorOf(out);
    save([...terms, ...seen, value, tensorOf(ties)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const to = (axis: 'j' | 'k'): tf.Tensor => {
        const dx = output(backend, ab.shape);
        run(backend, backward(masked, axis), { reads: [...saved, dy], writes: [dx], ...size });
        return tensorOf(dx);
      };
      const [toFirst, toSecond] = [to('j'), to('k')];
      return [tf.sum(toFirst, 2), toFirst, toSecond];
    };
    return { value, gradFunc };
  });
}
