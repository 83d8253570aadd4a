/** What the tokens of an answer look at in the text: of a whole text's attention, the rows of those that write. */
import type { AttentionChoice } from '../../analysis/attention-choice.ts';
import type { TextAttention } from '../../analysis/text-attention.ts';

/** Of T tokens of question and answer, of which the last W are the answer. */
export interface TextLooks extends Pick<TextAttention, 'layers' | 'heads'> {
  readonly tokens: readonly string[];
  readonly questionTokens: number;
  /** [layers, heads, W, T]: row w is what the token before token w of the answer looks at, by which that one is written. */
  readonly weights: Float32Array;
}

/** The rows of those that write, of a causal attention to T tokens. */
export function textLooks(
  { layers, heads, toTokens }: TextAttention,
  tokens: readonly string[],
  questionTokens: number,
): TextLooks {
  const count = tokens.length;
  const size = (count - questionTokens) * count;
  const weights = new Float32Array(layers * heads * size);
  for (let head = 0; head < layers * heads; head++) {
    const start = (head * count + questionTokens - 1) * count;
    weights.set(toTokens.subarray(start, start + size), head * size);
  }
  return { layers, heads, tokens, questionTokens, weights };
}

/** [T]: what token w of the answer is written by, of one layer and head or as a mean. */
export function lookOf(
  { layers, heads, tokens, questionTokens, weights }: TextLooks,
  w: number,
  { layer, head }: AttentionChoice,
): Float64Array {
  const count = tokens.length;
  const sum = new Float64Array(count);
  let chosen = 0;
  for (let l = 0; l < layers; l++) {
    for (let h = 0; h < heads; h++) {
      if ((layer !== undefined && layer !== l) || (head !== undefined && head !== h)) continue;
      chosen += 1;
      const start = ((l * heads + h) * (count - questionTokens) + w) * count;
      for (let t = 0; t < count; t++) sum[t] += weights[start + t];
    }
  }
  return sum.map((weight) => weight / chosen);
}
