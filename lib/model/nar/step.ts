/** One step of the reasoner: encode, process, decode, and make of the decoded hints what the next step is given. */
import * as tf from '@tensorflow/tfjs';
import { watch } from '../watch.ts';
import { type NamedDecoder, readsEdges } from './algorithm-modules.ts';
import { nextHints } from './feedback.ts';
import type { Given, Pass, State } from './pass.ts';
import type { Tensors } from './probe-tensors.ts';
import type { ProcessorKind } from './processors/contract.ts';
import { processorKinds } from './processors/registry.ts';
import type { DecodingContext, Reading } from './reading.ts';
import { type Rounds, messageRounds } from './rounds.ts';
import { seenOf } from './seen.ts';
import type { EdgeFeatures } from './edge-features.ts';
import type { Look } from './hint-masks.ts';

/** (A type, not an interface, so that tf.tidy takes it for a container of tensors.) */
export type Step = {
  readonly state: State;
  /** Logits of the next hints. */
  readonly hints: Tensors;
  /** In training, what the processor wants to be minimised: [B] each. */
  readonly losses: Tensors;
  readonly reading: Reading;
  /** In training, what the hints that were encoded are reconstructed from, one for each look; else none. */
  readonly reconstructFrom: Reading[];
};

export interface StepOptions {
  readonly index: number;
  /** Whether the reading has edges. */
  readonly wantsEdges: boolean;
  /** What of the hints is masked when the encoder's network looks at them. */
  readonly looks: readonly Look[];
}

/** One step; the caller owns what is returned. */
export function takeStep(
  pass: Pass,
  given: Given,
  state: State,
  { index, wantsEdges, looks }: StepOptions,
): Step {
  return tf.tidy(() => {
    const { config, modules, batch, random } = pass;
    const kind = processorKinds[config.processor];
    const { padding } = given;
    const show = (name: string, value: () => tf.Tensor) => watch(`${pass.path}.${index}.${name}`, value);
    const seen = seenOf(pass, given, state.hints, looks, show);
    const { encoding, links, reach, reconstructFrom } = seen;
    const needsEdges = wantsEdges || readsEdges(modules.hints);
    const { hidden, edges } = state;
    const inputs = { encoding, hidden, edges, reach, padding, wantsEdges: needsEdges, show };
    const rounds = messageRounds(pass, inputs);
    const { before, after, losses } = rounds;
    const reading: Reading = {
      nodes: tf.concat([encoding.node, before.nodes, after.nodes], 2),
      edges: needsEdges ? [encoding.edge, ...edgesOf(kind, rounds)] : [],
      graph: tf.clone(encoding.graph),
      triplets: needsEdges ? encoding.triplets : undefined,
      allowed:
        links && kind.decodesAlongEdges
          ? tf.tensor3d(links, [batch.size, batch.nodes, batch.nodes])
          : undefined,
    };
    const logits = decodeAll(modules.hints, reading, { padding, random });
    const next = {
      hidden: after.nodes,
      edges: kind.edges === 'state' ? after.edges : undefined,
      hints: nextHints(pass, logits, index + 1, padding),
    };
    show('nodes', () => after.nodes);
    const left = after.edges;
    if (left) show('edges', () => left);
    for (const [name, value] of Object.entries(logits)) show(`hints.${name}`, () => value);
    return {
      state: next,
      hints: logits,
      losses: random ? losses : {},
      reading: wantsEdges ? reading : { ...reading, edges: [], triplets: undefined },
      reconstructFrom,
    };
  });
}

/** What decoders read of edges beside their encodings; of a state, copies, for it belongs to the steps. */
function edgesOf({ edges }: ProcessorKind, { before, after }: Rounds): EdgeFeatures[] {
  const parts = edges === 'state' ? [before.edges, after.edges] : [after.edges];
  return parts.flatMap((part) => (part ? [edges === 'state' ? tf.clone(part) : part] : []));
}

/** Logits of several probes, by name. */
export function decodeAll(
  decoders: readonly NamedDecoder[],
  reading: Reading,
  context: DecodingContext,
): Tensors {
  return Object.fromEntries(decoders.map(([name, , { decode }]) => [name, decode(reading, context)]));
}
