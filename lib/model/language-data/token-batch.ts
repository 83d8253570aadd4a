/** Sequences as one padded batch: what a language model reads, what it should say, and what counts. */
import type { RandomState } from '../../random/index.ts';
import { answerBudget } from './answer-budget.ts';
import type { Example } from './example.ts';
import { type PositionScheme, drawPositions, positionLimit } from './positions/index.ts';

/**
 * B sequences, padded at the end to T tokens. All arrays but `promptLengths` are [B, T], row by row. Token t predicts
 * `targets` t, the token after it. Padding has weight 0, and being at the end, no real token sees it.
 */
export interface TokenBatch {
  readonly size: number;
  readonly length: number;
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  /** 1 where the prediction counts, else 0. */
  readonly weights: Float32Array;
  readonly positions: Int32Array;
  /** Tokens of each question [B]. */
  readonly promptLengths: Int32Array;
  /** Sum of `weights`: what to weigh the batch's mean loss with when several batches make one update. */
  readonly weight: number;
}

/** How examples become a batch of tokens. */
export interface TokenBatchOptions {
  /** What counts: the tokens after the prompt, or all but the first. */
  readonly loss: 'answer' | 'text';
  readonly positions: PositionScheme;
  /** The longest sequence that the model takes. */
  readonly context: number;
  /** The token that pads. */
  readonly pad: number;
  /** Draws the positions. */
  readonly random: RandomState;
}

/** Throws if a sequence is longer than the context or has nothing to predict. */
export function tokenBatch(examples: readonly Example[], options: TokenBatchOptions): TokenBatch {
  const { loss, positions: scheme, context, pad, random } = options;
  const size = examples.length;
  const length = Math.max(...examples.map(({ tokens }) => tokens.length)) - 1;
  if (length < 1) throw new Error('A batch needs a sequence of at least two tokens.');
  if (length > context) {
    throw new RangeError(
      `A sequence has ${length + 1} tokens, the context is ${context}: use smaller problems or raise transformer.context.`,
    );
  }
  const tokens = new Int32Array(size * length).fill(pad);
  const targets = new Int32Array(size * length).fill(pad);
  const weights = new Float32Array(size * length);
  const positions = new Int32Array(size * length);
  let weight = 0;
  examples.forEach((example, row) => {
    const start = row * length;
    const last = example.tokens.length - 1;
    const firstTarget = loss === 'text' ? 1 : Math.max(1, example.promptLength);
    tokens.set(example.tokens.subarray(0, last), start);
    targets.set(example.tokens.subarray(1), start);
    weights.fill(1, start + firstTarget - 1, start + last);
    positions.set(drawPositions(scheme, roomFor(example, options), random).subarray(0, last), start);
    weight += Math.max(0, last - firstTarget + 1);
  });
  const promptLengths = Int32Array.from(examples, ({ promptLength }) => promptLength);
  return { size, length, tokens, targets, weights, positions, promptLengths, weight };
}

/** A batch in parts of whole sequences, each of at most `tokens` tokens, padding included, or of one sequence. */
export function partsOf(batch: TokenBatch, tokens: number): TokenBatch[] {
  const { size, length } = batch;
  const together = Math.max(1, Math.floor(tokens / length));
  if (size <= together) return [batch];
  return Array.from({ length: Math.ceil(size / together) }, (_, part) => {
    const [begin, end] = [part * together, Math.min(size, (part + 1) * together)];
    const rows = <A extends Int32Array | Float32Array>(all: A, width = length) =>
      all.subarray(begin * width, end * width) as A;
    const weights = rows(batch.weights);
    return {
      ...{ size: end - begin, length, weights },
      tokens: rows(batch.tokens),
      targets: rows(batch.targets),
      positions: rows(batch.positions),
      promptLengths: rows(batch.promptLengths, 1),
      weight: weights.reduce((sum, weight) => sum + weight, 0),
    };
  });
}

/** How many positions to draw: decoding draws them for a prompt and a budget, of which its answers use a part. */
function roomFor({ tokens, promptLength }: Example, { positions, context }: TokenBatchOptions): number {
  const room = promptLength + answerBudget(tokens.length - promptLength);
  return Math.max(tokens.length - 1, Math.min(room, context, positionLimit(positions)));
}
