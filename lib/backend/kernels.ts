/**
 * The operations for which an engine may have a kernel of its own: what each takes and gives. One row adds one; `ops/`
 * composes every row from tfjs ops, and an engine registers kernels for as many rows as it likes.
 */
import type * as tf from '@tensorflow/tfjs';

/** Inputs and result by name; the op of the same name in `ops/` says what it computes. */
export interface KernelTable {
  readonly adam: { inputs: [slots: readonly AdamSlot[], options: AdamOptions]; output: void };
  readonly addPairs: { inputs: [pairs: readonly Pair[]]; output: tf.Tensor[] };
  readonly attendFrom: { inputs: [...HeadInputs, places: tf.Tensor2D]; output: tf.Tensor4D };
  readonly causalAttention: { inputs: HeadInputs; output: tf.Tensor4D };
  readonly crossAttention: {
    inputs: [...HeadInputs, keyMask?: tf.Tensor2D | undefined];
    output: tf.Tensor4D;
  };
  readonly feedForward: { inputs: [FeedForwardInputs]; output: tf.Tensor };
  readonly layerNorm: {
    inputs: [x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number];
    output: tf.Tensor;
  };
  readonly linear: {
    inputs: [
      x: tf.Tensor,
      weight: tf.Tensor2D,
      bias?: tf.Tensor1D | undefined,
      activation?: Activation | undefined,
      joining?: Joining | undefined,
    ];
    output: tf.Tensor;
  };
  readonly maxDot: { inputs: [MaxDotInputs]; output: tf.Tensor3D };
  readonly maxMessages: { inputs: [MaxMessagesInputs]; output: tf.Tensor3D };
  readonly orthogonalise: { inputs: [matrix: tf.Tensor2D, steps?: number]; output: tf.Tensor2D };
  readonly productFlops: { inputs: []; output: number | undefined };
  readonly putRows: { inputs: [room: tf.Tensor, rows: tf.Tensor, places: tf.Tensor2D]; output: tf.Tensor };
  readonly readNumbers: { inputs: [x: tf.Tensor, use: UseNumbers]; output: void };
  readonly repeated: { inputs: [act: ActOfMany]; output: Repeated };
  readonly readOutLoss: { inputs: [ReadOutLossInputs]; output: tf.Scalar };
  readonly rmsNorm: { inputs: [x: tf.Tensor, gain: tf.Tensor1D, epsilon: number]; output: tf.Tensor };
  readonly rotate: { inputs: [x: tf.Tensor4D, angles: Angles]; output: tf.Tensor4D };
  readonly scaleAll: { inputs: [tensors: readonly tf.Tensor[], factor: number]; output: tf.Tensor[] };
  readonly scatterAdd: {
    inputs: [rows: tf.Tensor2D, indices: tf.Tensor1D, count: number];
    output: tf.Tensor2D;
  };
  readonly selfAttention: { inputs: [SelfAttentionInputs]; output: tf.Tensor };
  readonly setProductPrecision: { inputs: [precision: ProductPrecision]; output: ProductPrecision };
  readonly softmaxCrossEntropy: {
    inputs: [logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor];
    output: tf.Scalar;
  };
  readonly squareSums: { inputs: [tensors: readonly tf.Tensor[]]; output: tf.Tensor1D };
  readonly tripletMax: { inputs: [TripletInputs]; output: tf.Tensor4D };
}

export type KernelName = keyof KernelTable;

/** What computes one row: an op, or its composition. */
export type Op<N extends KernelName> = (...inputs: KernelTable[N]['inputs']) => KernelTable[N]['output'];

/** Queries, keys and values [B, T, heads, d]. */
type HeadInputs = [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** Two tensors of one shape. */
export type Pair = readonly [tf.Tensor, tf.Tensor];

/** A parameter with its gradient and the running first and second moments of that, all of one shape. */
export interface AdamSlot {
  readonly parameter: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/** Adam's constants (Kingma and Ba 2015); `step` counts from 1. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly step: number;
}

/** What the operands of matrix products are rounded to before they are multiplied. */
export type ProductPrecision = 'float32' | 'bfloat16' | 'float16';

/** What may follow a linear map within the same op. */
export type Activation = 'relu' | 'gelu' | 'squaredRelu';

/** How a result joins a residual stream: residual + gate * result; without a gate: residual + result. */
export interface Joining {
  /** Of the shape of the result. */
  readonly residual: tf.Tensor;
  readonly gate?: tf.Scalar | undefined;
}

/** Two linear maps with an activation between. */
export interface FeedForwardInputs {
  readonly x: tf.Tensor;
  readonly inwards: LinearWeights;
  readonly outwards: LinearWeights;
  readonly activation: Activation;
  readonly joining?: Joining | undefined;
}

/** The turns of a rotary embedding: cosines and sines [B, T, pairs]. */
export interface Angles {
  readonly pairs: number;
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/** Causal self-attention with the linear maps before and behind it. B batch, T tokens, A the width of all heads together. */
export interface SelfAttentionInputs {
  /** [B, T, D]. */
  readonly x: tf.Tensor3D;
  /** [D, 3 A]: queries, keys and values side by side, [heads, d] each. */
  readonly queryKeyValue: LinearWeights;
  /** [A, O]. */
  readonly out: LinearWeights;
  readonly heads: number;
  /** By which queries and keys are turned; absent: not at all. */
  readonly angles?: Angles | undefined;
  readonly joining?: Joining | undefined;
}

/** What JavaScript makes of the numbers of a tensor. */
export type UseNumbers = (numbers: ArrayLike<number>) => void;

/** What is done again and again to tensors of the same shapes. */
export type Act = (...inputs: tf.Tensor[]) => tf.Tensor;

/** An act that gives several tensors. */
export type ActOfMany = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** An act that an engine may remember: `run` gives what the act gives. */
export interface Repeated {
  readonly run: ActOfMany;
  /** Frees what is remembered; the next run is as the first. */
  forget(): void;
}

/** B batch, P rows, Q columns, H features. */
export interface MaxDotInputs {
  /** [B, P, H]. */
  readonly rows: tf.Tensor3D;
  /** [B, Q, H]. */
  readonly columns: tf.Tensor3D;
  /** At most two of [B, P, Q, H]: what a pair adds to its row. */
  readonly pairs: readonly tf.Tensor4D[];
  /** [H, 1]. */
  readonly weight: tf.Tensor2D;
}

/** Rows that are read out against a table, and the classes that they should be. C rows, D width, V classes. */
export interface ReadOutLossInputs {
  /** [C, D]. */
  readonly rows: tf.Tensor2D;
  /** [D, V]; tied: [V, D]. */
  readonly table: tf.Tensor2D;
  readonly tied: boolean;
  /** [C] (int32). */
  readonly targets: tf.Tensor1D;
  /** [C]. */
  readonly weights: tf.Tensor1D;
}

/** A linear map [I, O] with its bias [O]. */
export interface LinearWeights {
  readonly weight: tf.Tensor2D;
  readonly bias?: tf.Tensor1D | undefined;
}

/** The summands of a message, and the two-layer perceptron that makes it. B batch, N nodes, H width. */
export interface MaxMessagesInputs {
  /** Per sender [B, N, H]. */
  readonly senders: tf.Tensor3D;
  /** Per receiver [B, N, H]. */
  readonly receivers: tf.Tensor3D;
  /** Per pair [B, N, N, H]: axis 1 the sender, axis 2 the receiver. */
  readonly edges: tf.Tensor4D;
  /** Per graph [B, H]. */
  readonly graph: tf.Tensor2D;
  readonly hidden: LinearWeights;
  readonly out: LinearWeights;
  /** [B, N, N], 1 where the sender (axis 1) reaches the receiver (axis 2), else 0; default all 1. */
  readonly mask?: tf.Tensor3D | undefined;
}

/** The summands of a triplet message, F features each, for the nodes i, j, k of a triplet. B batch, N nodes. */
export interface TripletInputs {
  /** Per node i, j and k: [B, N, F]. */
  readonly a: tf.Tensor3D;
  readonly b: tf.Tensor3D;
  readonly c: tf.Tensor3D;
  /** Per pair (i, j), (i, k) and (j, k): [B, N, N, F]. */
  readonly ab: tf.Tensor4D;
  readonly ac: tf.Tensor4D;
  readonly bc: tf.Tensor4D;
  /** Per graph [B, F]. */
  readonly graph: tf.Tensor2D;
  /** Per triplet (i, j, k) [B, N, N, N, F]; default 0. */
  readonly abc?: tf.Tensor5D | undefined;
  /** [B, N], 1 for a node that may be i, 0 for padding; default all 1. */
  readonly nodeMask?: tf.Tensor2D | undefined;
}
