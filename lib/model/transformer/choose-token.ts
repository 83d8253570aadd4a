/** The next token of an answer, the likeliest or drawn. */
import type { Tokenizer } from '../../dataset/text/index.ts';
import type { RandomState } from '../../random/index.ts';

/** A token that the tokenizer can show; padding is none. `logits` may go on beyond the vocabulary. */
export function chooseToken(
  logits: Float32Array,
  { size, pad }: Tokenizer,
  temperature: number,
  random: RandomState,
): number {
  let best = -1;
  for (let token = 0; token < size; token++) {
    if (token !== pad && (best < 0 || logits[token] > logits[best])) best = token;
  }
  if (temperature === 0) return best;
  const weights = Float64Array.from({ length: size }, (_, token) =>
    token === pad ? 0 : Math.exp((logits[token] - logits[best]) / temperature),
  );
  let rest = random.double() * weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(
    weights.findIndex((weight) => (rest -= weight) < 0),
    0,
  );
}
