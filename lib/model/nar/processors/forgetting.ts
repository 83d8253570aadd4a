/** ForgetNet and G-ForgetNet: a step knows of the past what hints say, and what a gate lets through (arXiv 2403.04929). */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { linearLayer } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import type { Padding } from '../padding.ts';
import type { Processor, ProcessorConfig, ProcessorInputs, ProcessorKind } from './contract.ts';
import { aggregatorFields, messagePassing } from './message-passing.ts';

/** The triplet processor without its gate, which would carry the old state past the messages. */
const base = { ...messagePassing({ triplets: true }), fields: aggregatorFields };

/** Algorithms are Markov: neither messages nor decoders see the state before the step, which is zero to them. */
export const forgetNet: ProcessorKind = {
  ...base,
  make: (parameters, config) => ({
    ...base.make(parameters, config),
    recall: ({ hidden }) => ({ nodes: tf.zerosLike(hidden) }),
  }),
};

export const gateFields = {
  /** Weight of the penalty on an open gate, for hints that are without fault; default 0.01. */
  gatePenalty: z.number().min(0).optional(),
};

interface GateConfig extends ProcessorConfig {
  readonly gatePenalty?: number | undefined;
}

/**
 * The state before the step times a gate. The gate's norm is penalised the more, the better the hints are predicted: the
 * past helps while they are still wrong, and is shut out once they carry the algorithm. From the paper are the gate from
 * encodings and old state, and a penalty that the hint loss modulates. The form of both is this library's: one linear layer
 * and a sigmoid, the mean norm over nodes, `gatePenalty * exp(-loss)` and its default, on triplet messages without a gate
 * of their own. Scores of it are not to be set beside the paper's before that has been compared.
 */
export const gatedForgetNet: ProcessorKind = {
  ...base,
  fields: { ...base.fields, ...gateFields },
  make: (parameters, config: GateConfig): Processor => {
    const { gatePenalty = 0.01 } = config;
    return {
      ...base.make(parameters, config),
      recall: gatedRecall(parameters, config),
      weights: { gate: (hintLoss) => tf.mul(tf.exp(tf.neg(hintLoss)), gatePenalty) },
    };
  },
};

/** g = sigmoid(W [encodings, h] + b) for each node; what is recalled is g * h. */
function gatedRecall(parameters: Parameters, { width }: ProcessorConfig) {
  const opening = linearLayer(parameters, 'recall', 2 * width, width);
  return ({ encoding, hidden, padding, show }: ProcessorInputs) => {
    const gate = tf.sigmoid<tf.Tensor3D>(opening(tf.concat([encoding.node, hidden], 2)) as tf.Tensor3D);
    show?.('recall', () => gate);
    return { nodes: tf.mul<tf.Tensor3D>(gate, hidden), losses: { gate: meanNorm(gate, padding) } };
  };
}

/** The Euclidean norm of each node's gate [B, N, H], as a mean over the real nodes of a sample: [B]. */
function meanNorm(gate: tf.Tensor3D, padding: Padding | undefined): tf.Tensor1D {
  // The square root has no slope at 0, where gates of a large negative input end up.
  const norms = tf.sqrt(tf.add(tf.sum<tf.Tensor2D>(tf.square(gate), 2), 1e-12));
  if (!padding) return tf.mean<tf.Tensor1D>(norms, 1);
  return tf.div(tf.sum<tf.Tensor1D>(tf.mul(norms, padding.real), 1), tf.sum(padding.real, 1));
}
