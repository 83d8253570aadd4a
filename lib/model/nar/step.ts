/** One step of the reasoner: encode, process, decode, and make of the decoded hints what the next step is given. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../dataset/index.ts';
import type { RandomState } from '../../random/index.ts';
import {
  type AlgorithmModules,
  type NamedDecoder,
  type NamedProbe,
  readsEdges,
} from './algorithm-modules.ts';
import type { NarConfig } from './config.ts';
import { hardFeature, softValue } from './decisions.ts';
import type { DecodingContext, Reading } from './decoders.ts';
import { type Padding, paddingOf } from './padding.ts';
import { type Tensors, denseTensor, denseTensors, featureOf } from './probe-tensors.ts';
import type { Processor, ProcessorInputs } from './processor.ts';
import { processorKinds } from './processor-kinds.ts';
import { type Links, reachMask, selfLinks, withLinksOf } from './reach.ts';
import { sinkhornIterations } from './sinkhorn.ts';

/** One pass over one batch. */
export interface Pass {
  readonly config: NarConfig;
  readonly processor: Processor;
  readonly modules: AlgorithmModules;
  readonly batch: Batch;
  /** Draws what training leaves to chance; without it the reasoner is being evaluated. */
  readonly random: RandomState | undefined;
}

/** What stays the same over all steps. */
export interface Given {
  /** Dense values of the inputs. */
  readonly inputs: Tensors;
  readonly padding: Padding | undefined;
  /** Adjacency from the inputs, for processors that look at it. */
  readonly links: Links | undefined;
}

/** What one step hands to the next. (Types, not interfaces, so that tf.tidy takes them for containers of tensors.) */
export type State = {
  /** [B, N, H]. */
  readonly hidden: tf.Tensor3D;
  /** Dense values of the hints to encode. */
  readonly hints: Tensors;
};

export type Step = {
  readonly state: State;
  /** Logits of the next hints. */
  readonly hints: Tensors;
  readonly reading: Reading;
};

/** Steps of a batch: one for each hint after the first of the longest sample, and at least one. */
export function stepCount({ lengths }: Batch): number {
  return Math.max(...lengths.map(lastStep)) + 1;
}

/** The step at which a sample's outputs are read. */
export function lastStep(length: number): number {
  return Math.max(0, length - 2);
}

export function givenOf({ config, modules, batch }: Pass): Given {
  const inputs = denseTensors(batch.inputs, namesOf(modules.inputs), batch);
  const seesLinks = processorKinds[config.processor].reach === 'neighbours';
  return {
    inputs,
    padding: paddingOf(batch),
    links: seesLinks ? withLinksOf(selfLinks(batch), inputs, modules.inputs, batch) : undefined,
  };
}

/** Before the first step: no memory, and the true first hints. */
export function initialState({ config, modules, batch }: Pass): State {
  return {
    hidden: tf.zeros([batch.size, batch.nodes, config.width]),
    hints: denseTensors(batch.hints, namesOf(modules.encodedHints), batch),
  };
}

const namesOf = (probes: readonly NamedProbe[]) => probes.map(([name]) => name);

/** Step `index`; the reading has edges if `wantsEdges`. The caller owns what is returned. */
export function takeStep(pass: Pass, given: Given, state: State, index: number, wantsEdges: boolean): Step {
  return tf.tidy(() => {
    const { config, modules, batch, random } = pass;
    const kind = processorKinds[config.processor];
    const { padding } = given;
    const encoding = modules.encode({ ...given.inputs, ...state.hints }, batch, padding);
    const links = given.links && withLinksOf(given.links, state.hints, modules.encodedHints, batch);
    const reach = reachMask(kind, batch, links);
    const inputs = { encoding, hidden: state.hidden, reach, padding };
    const needsEdges = wantsEdges || readsEdges(modules.hints);
    const { hidden, triplets } = passMessages(pass, inputs, needsEdges);
    const reading: Reading = {
      nodes: tf.concat([encoding.node, state.hidden, hidden], 2),
      edges: needsEdges ? [encoding.edge, ...(triplets ? [triplets] : [])] : [],
      graph: tf.clone(encoding.graph),
      allowed:
        links && kind.decodesAlongEdges
          ? tf.tensor3d(links, [batch.size, batch.nodes, batch.nodes])
          : undefined,
    };
    const logits = decodeAll(modules.hints, reading, { padding, random });
    const next = { hidden, hints: nextHints(pass, logits, index + 1, padding) };
    return { state: next, hints: logits, reading: wantsEdges ? reading : { ...reading, edges: [] } };
  });
}

/** Logits of several probes, by name. */
export function decodeAll(
  decoders: readonly NamedDecoder[],
  reading: Reading,
  context: DecodingContext,
): Tensors {
  return Object.fromEntries(decoders.map(([name, , { decode }]) => [name, decode(reading, context)]));
}

/** The state after all rounds of messages, and the triplet embeddings of the last round. */
function passMessages({ config, processor, random }: Pass, inputs: ProcessorInputs, wantsTriplets: boolean) {
  let { hidden } = inputs;
  for (let round = 1; round < config.messagePassingSteps; round++) {
    hidden = processor.advance({ ...inputs, hidden });
  }
  const last = { ...inputs, hidden };
  const next = processor.advance(last);
  return {
    hidden: random && config.dropout > 0 ? dropped(next, config.dropout, random) : next,
    triplets: wantsTriplets ? processor.triplets?.(last) : undefined,
  };
}

function dropped(x: tf.Tensor3D, share: number, random: RandomState): tf.Tensor3D {
  const kept = Float32Array.from({ length: x.size }, () => (random.double() < share ? 0 : 1 / (1 - share)));
  return tf.mul(x, tf.tensor3d(kept, x.shape));
}

/** What step `index` encodes: its predicted hints; in training the true ones for the samples that are forced. */
function nextHints(pass: Pass, logits: Tensors, index: number, padding: Padding | undefined): Tensors {
  const { config, modules, batch, random } = pass;
  if (index >= stepCount(batch)) return {};
  const isHard = config.reprediction === 'hard' || (config.reprediction === 'hard_on_eval' && !random);
  const predicted = modules.encodedHints.map(([name, probe]) => {
    const value = isHard
      ? denseTensor(
          hardFeature(name, probe, logits[name], batch, padding, sinkhornIterations.reprediction),
          batch,
        )
      : softValue(probe, logits[name], padding);
    return [name, value] as const;
  });
  if (!random || config.teacherForcing === 0) return Object.fromEntries(predicted);
  const forced = Float32Array.from({ length: batch.size }, () =>
    random.double() < config.teacherForcing ? 1 : 0,
  );
  return Object.fromEntries(
    predicted.map(([name, value]) => {
      const truth = denseTensor(featureOf(batch.hints, name, batch), batch, index);
      const mask = tf.tensor(forced, [batch.size, ...Array<number>(value.rank - 1).fill(1)]);
      return [name, tf.add(tf.mul(truth, mask), tf.mul(value, tf.sub(1, mask)))];
    }),
  );
}
