/** The rounds of messages of one step: what is recalled of the state before, and what the last round leaves. */
import * as tf from '@tensorflow/tfjs';
import type { RandomState } from '../../random/index.ts';
import type { Pass } from './pass.ts';
import type { Tensors } from './probe-tensors.ts';
import type { Advanced, ProcessorInputs } from './processors/contract.ts';

/** (A type, not an interface, so that tf.tidy takes it for a container of tensors.) */
export type Rounds = {
  /** The state that the first round was given. */
  readonly before: Advanced;
  /** After the last round. */
  readonly after: Advanced;
  /** What training minimises beside the losses of probes, [B] each: sums over the rounds. */
  readonly losses: Tensors;
};

/** All rounds of a step; activations of round 1 are shown as `rounds.1.NAME`. */
export function messageRounds(
  { config, processor, random }: Pass,
  { show, wantsEdges = false, ...inputs }: ProcessorInputs,
): Rounds {
  const before = processor.recall?.({ ...inputs, show }) ?? { nodes: inputs.hidden, edges: inputs.edges };
  const passed = [before];
  for (let round = 0; round < config.messagePassingSteps; round++) {
    const { nodes: hidden, edges } = passed[round];
    const isLast = round === config.messagePassingSteps - 1;
    passed.push(
      processor.advance({
        ...inputs,
        hidden,
        edges,
        wantsEdges: wantsEdges && isLast,
        show: show && ((name, value) => show(`rounds.${round}.${name}`, value)),
      }),
    );
  }
  const last = passed[passed.length - 1];
  const nodes = random && config.dropout > 0 ? dropped(last.nodes, config.dropout, random) : last.nodes;
  return { before, after: { ...last, nodes }, losses: sumsOf(passed) };
}

/** The losses of several rounds added up by name. */
function sumsOf(passed: readonly Advanced[]): Tensors {
  const sums: Record<string, tf.Tensor> = {};
  for (const { losses = {} } of passed) {
    for (const [name, loss] of Object.entries(losses)) {
      sums[name] = name in sums ? tf.add(sums[name], loss) : loss;
    }
  }
  return sums;
}

function dropped(x: tf.Tensor3D, share: number, random: RandomState): tf.Tensor3D {
  const kept = Float32Array.from({ length: x.size }, () => (random.double() < share ? 0 : 1 / (1 - share)));
  return tf.mul(x, tf.tensor3d(kept, x.shape));
}
