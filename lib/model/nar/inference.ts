/** What a reasoner says of a batch when it is not being trained: decisions, logits, and the memory TransNAR reads. */
import * as tf from '@tensorflow/tfjs';
import { type Batch, type Feature, type Features, probeShape } from '../../dataset/index.ts';
import type { Memory, MemoryWidths } from '../memory.ts';
import { type NamedDecoder, type WidthConfig, decoderWidths, readsEdges } from './algorithm-modules.ts';
import { decidedFeatures } from './decided-features.ts';
import { hardFeature } from './decisions.ts';
import { realNodes } from './padding.ts';
import { mapEdges, writtenOut } from './edge-features.ts';
import type { Tensors } from './probe-tensors.ts';
import { type Given, type Pass, givenOf, initialState, stepCount } from './pass.ts';
import type { Reading } from './reading.ts';
import { decodeAll } from './step.ts';
import { type Visited, type Walked, endsAt, frozenReading, walk } from './walk.ts';

/** Decisions in the form that metrics compare with the truth; padding is 0. */
export interface Predictions {
  /** [B, ...] each. */
  readonly outputs: Features;
  /** [T-1, B, ...] each: number t predicts hint t + 1. Empty if the reasoner decodes no hints. */
  readonly hints: Features;
}

/** Decisions of outputs and hints. Tensors of one step are held at a time. */
export function predict(pass: Pass): Predictions {
  const { modules, batch } = pass;
  const hints = Object.fromEntries(modules.hints.map((decoder) => [decoder[0], emptyHint(decoder, batch)]));
  return withoutTensors(() => {
    const known = givenOf(pass);
    const logits = outputLogits(pass, known, (hintLogits, index) => {
      for (const [name, probe] of modules.hints) {
        const { data } = hardFeature(name, probe, hintLogits[name], batch, known.padding);
        // A sample with a single hint makes one step too: there is no hint that this step could predict.
        if ((index + 1) * data.length <= hints[name].data.length)
          hints[name].data.set(data, index * data.length);
      }
      tf.dispose(hintLogits);
    });
    const outputs = modules.outputs.map(([name, probe]): [string, Feature] => {
      return [name, hardFeature(name, probe, logits[name], batch, known.padding)];
    });
    return { outputs: Object.fromEntries(outputs), hints };
  });
}

/** What the decisions are made from, for inspection; the tensors are the caller's. */
export type Logits = {
  /** [B, ...] each, in the dense shape of the probe. */
  readonly outputs: Tensors;
  /** Of each step. */
  readonly hints: readonly Tensors[];
};

export function logitsOf(pass: Pass): Logits {
  return tf.tidy(() => {
    const hints: Tensors[] = [];
    const outputs = outputLogits(pass, givenOf(pass), (logits) => hints.push(logits));
    return { outputs, hints };
  });
}

/**
 * What of the reasoner's state is remembered: `hidden`, the state of the nodes [.., H] and the last that the
 * processor has of edges [.., H]: their state, their embeddings, or the encodings alone; or `decoder`, all that decoders
 * read: node encodings, state before and after the step [.., 3H], and of edges the same, or encodings and embeddings; or
 * `decisions`, what is hidden and the probabilities of the outputs beside it.
 */
export type MemoryState = 'hidden' | 'decoder' | 'decisions';

/** Which memory, and how many numbers per node and per edge the outputs take of it. */
export interface MemoryForm {
  readonly state: MemoryState;
  readonly decided: MemoryWidths;
}

/** Each sample's memory after its own last step. */
export function memoryOf(pass: Pass, form: MemoryForm): Memory {
  return tidyMemories(() => {
    const known = givenOf(pass);
    const { final } = walkAll(
      pass,
      known,
      (index) => endsAt(pass.batch, index),
      ({ hints }) => tf.dispose(hints),
    );
    return [remembered(final, pass, known, form)];
  })[0];
}

/** The memory after each step; a sample's stays as it is from its own last step on. */
export function memoriesOf(pass: Pass, form: MemoryForm): Memory[] {
  return tidyMemories(() => {
    const memories: Memory[] = [];
    let frozen: Reading | undefined;
    const known = givenOf(pass);
    walkAll(
      pass,
      known,
      () => true,
      ({ hints, reading }, index) => {
        frozen = frozenReading(frozen, copied(reading!), pass.batch, index);
        memories.push(remembered(frozen, pass, known, form));
        tf.dispose(hints);
      },
    );
    return memories;
  });
}

/** Numbers per node and per edge of a memory. */
export function memoryWidths(config: WidthConfig, { state, decided }: MemoryForm): MemoryWidths {
  const { nodes, edges, hidden } = decoderWidths(config);
  if (state === 'decoder') return { nodes, edges };
  if (state === 'hidden') return { nodes: hidden, edges: hidden };
  return { nodes: hidden + decided.nodes, edges: hidden + decided.edges };
}

/** Logits of the outputs at each sample's last step; `visit` owns those of the hints. */
function outputLogits(pass: Pass, known: Given, visit: (logits: Tensors, index: number) => void): Tensors {
  const { modules, batch } = pass;
  const outputsReadEdges = readsEdges(modules.outputs);
  const wantsEdges = (index: number) => outputsReadEdges && endsAt(batch, index);
  const { final } = walkAll(pass, known, wantsEdges, ({ hints }, index) => visit(hints, index));
  return decodeAll(modules.outputs, final, { padding: known.padding, random: undefined });
}

function walkAll(
  pass: Pass,
  known: Given,
  wantsEdges: (index: number) => boolean,
  visit: (step: Visited, index: number) => void,
): Walked & { final: Reading } {
  const options = { from: 0, to: stepCount(pass.batch), wantsEdges, visit };
  const { state, final } = walk(pass, known, initialState(pass), options);
  if (!final) throw new Error('A batch has at least one sample, and every sample has a last step.');
  return { state, final };
}

function emptyHint([name, { location, type, classes }]: NamedDecoder, batch: Batch): Feature {
  const shape = [
    batch.hints[name].shape[0] - 1,
    batch.size,
    ...probeShape({ location, type, classes }, batch.nodes),
  ];
  return { name, location, type, classes, shape, data: new Float64Array(tf.util.sizeFromShape(shape)) };
}

function remembered(
  reading: Reading,
  pass: Pass,
  { padding }: Given,
  { state, decided }: MemoryForm,
): Memory {
  const { config, modules, batch } = pass;
  const { nodes, edges } = reading;
  const mask = realNodes(batch);
  if (state === 'decoder') {
    return { nodes: tf.clone(nodes), edges: tf.concat(edges.map(writtenOut), 3), mask };
  }
  const [size, count] = nodes.shape;
  const { width } = config;
  const hidden = {
    nodes: tf.slice(nodes, [0, 0, 2 * width], [size, count, width]),
    edges: writtenOut(edges[edges.length - 1]),
  };
  if (state === 'hidden') return { ...hidden, mask };
  const logits = decodeAll(modules.outputs, reading, { padding, random: undefined });
  const features = decidedFeatures(modules.outputs, logits, batch, padding, decided);
  return {
    nodes: tf.concat([hidden.nodes, features.nodes], 2),
    edges: tf.concat([hidden.edges, features.edges], 3),
    mask,
  };
}

function copied({ nodes, edges, graph, triplets, allowed }: Reading): Reading {
  return {
    nodes: tf.clone(nodes),
    edges: edges.map((part) => mapEdges(part, (rows) => tf.clone(rows))),
    graph: tf.clone(graph),
    triplets: triplets && tf.clone(triplets),
    allowed: allowed && tf.clone(allowed),
  };
}

function withoutTensors<T>(compute: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = compute();
  });
  return result as T;
}

/** Runs `compute` and keeps the tensors of its memories only. */
function tidyMemories(compute: () => Memory[]): Memory[] {
  return tf.tidy(() => compute().map(({ nodes, edges, mask }) => ({ nodes, edges, mask })));
}
