/** What a step sees of the hints that it is given: their encodings, alone or with what the encoder's network adds. */
import * as tf from '@tensorflow/tfjs';
import type { Context } from './encoder-network.ts';
import type { Encoding } from './encoders.ts';
import { type Look, maskedLooks, unmasked } from './hint-masks.ts';
import type { Given, Pass } from './pass.ts';
import type { Tensors } from './probe-tensors.ts';
import type { ProcessorInputs } from './processors/contract.ts';
import { processorKinds } from './processors/registry.ts';
import { type Links, reachMask, withLinksOf } from './reach.ts';
import type { Reading } from './reading.ts';

export interface Seen extends Pick<ProcessorInputs, 'encoding' | 'reach'> {
  readonly links: Links | undefined;
}

export interface SeenStep extends Seen {
  /** In training, what the hints are to be reconstructed from, one for each look; else none. */
  readonly reconstructFrom: Reading[];
}

/**
 * How often the encoder's network looks at the hints of the next step, and what it is not shown. Nothing is masked in
 * evaluation, of which the paper does not speak: it looks once, at all of them.
 */
export function looksOf({ config, modules, batch, random }: Pass): Look[] {
  const { mask } = config.reconstruction ?? {};
  return random && mask !== undefined ? maskedLooks(modules.encodedHints, batch, mask, random) : [undefined];
}

/** With masks, the encodings of all values are mixed with the mean of what the network sees at each look. */
export function seenOf(
  pass: Pass,
  given: Given,
  hints: Tensors,
  looks: readonly Look[],
  show: ProcessorInputs['show'],
): SeenStep {
  const { network, modules, batch, random } = pass;
  const all = encoded(pass, given, hints);
  if (!network) return { ...all, reconstructFrom: [] };
  const seen = looks.map((masks) =>
    masks ? encoded(pass, given, unmasked(hints, modules.encodedHints, masks, batch)) : all,
  );
  const contexts = seen.map(({ encoding, reach }) =>
    network.look({ encoding, reach, padding: given.padding }),
  );
  return {
    ...all,
    encoding: network.mix(all.encoding, meanOf(contexts), show),
    reconstructFrom: random ? seen.map(({ encoding }, i) => readingOf(encoding, contexts[i])) : [],
  };
}

function encoded({ config, modules, batch }: Pass, given: Given, hints: Tensors): Seen {
  const links = given.links && withLinksOf(given.links, hints, modules.encodedHints, batch);
  return {
    encoding: modules.encode({ ...given.inputs, ...hints }, batch, given.padding),
    reach: reachMask(processorKinds[config.processor].reach, batch, links),
    links,
  };
}

function meanOf(contexts: readonly Context[]): Context {
  if (contexts.length === 1) return contexts[0];
  return {
    nodes: tf.div(tf.addN(contexts.map(({ nodes }) => nodes)), contexts.length),
    edges: tf.div(tf.addN(contexts.map(({ edges }) => edges)), contexts.length),
  };
}

/** What the network has nothing to add to is read as it is encoded; copies, for the step owns the encodings. */
function readingOf({ graph, triplets }: Encoding, { nodes, edges }: Context): Reading {
  return {
    nodes,
    edges: [edges],
    graph: tf.clone(graph),
    triplets: triplets && tf.clone(triplets),
    allowed: undefined,
  };
}
