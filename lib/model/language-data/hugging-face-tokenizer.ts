/** Tokenizers of others, from their `tokenizer.json`. */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Tokenizer } from '../../dataset/text/index.ts';

/** What is said of a tokenizer beside its `tokenizer.json`. */
export interface HuggingFaceTokenizerOptions {
  /** The parsed `tokenizer_config.json`, if there is one. */
  readonly config?: object;
  /** The token that pads; GPT-NeoX has this one. */
  readonly pad?: string;
}

/** The tokenizer that a parsed `tokenizer.json` describes. No token is added around a text. */
export function huggingFaceTokenizer(
  json: object,
  { config = {}, pad = '<|padding|>' }: HuggingFaceTokenizerOptions = {},
): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(json, config);
  const padId = tokenizer.token_to_id(pad);
  if (padId === undefined) throw new Error(`tokenizer.json has no token ${JSON.stringify(pad)} to pad with.`);
  let last = 0;
  for (const id of tokenizer.get_vocab().values()) last = Math.max(last, id);
  return {
    size: last + 1,
    pad: padId,
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    // Spaces around punctuation are part of the text: nothing may be tidied away.
    decode: (ids) =>
      tokenizer.decode(Array.from(ids), { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  };
}
