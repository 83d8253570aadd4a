/** Writing answers token by token. */
import * as tf from '@tensorflow/tfjs';
import type { Tokenizer } from '../../dataset/text/index.ts';
import type { Key } from '../../random/index.ts';
import { answerBudget } from '../language-data/index.ts';
import { chooseToken } from './choose-token.ts';
import type { Decoding, LanguageModel, Memories } from './language-model.ts';
import { type Generated, type Prompt, WrittenText } from './written-text.ts';

export { answerBudget };
export type { Generated, Prompt };

/** How answers are written. */
export interface GenerateOptions {
  /** For models that read one: sample b of the memory belongs to prompt b. */
  readonly memory?: Memories;
  /** 0, the default: the likeliest token; above: drawn from softmax(logits / temperature). */
  readonly temperature?: number;
  /** With a prompt's text, determines its positions and draws, in whatever batch it comes. */
  readonly seed: Key;
  /** Awaited after every token: what it throws ends the writing. */
  readonly pause?: () => Promise<void>;
  /** Told of every token of prompt number `row`, as soon as it is chosen. */
  readonly written?: (token: number, row: number) => void;
}

/**
 * Continues each prompt until its blank line or its budget, the prompts side by side. Positions are drawn once for
 * prompt and answer together and used in order, as in training. Throws if a prompt fills the context.
 */
export async function generate(
  model: LanguageModel,
  tokenizer: Tokenizer,
  prompts: readonly Prompt[],
  { memory, temperature = 0, seed, pause, written }: GenerateOptions,
): Promise<Generated[]> {
  if (prompts.length === 0) return [];
  const texts = prompts.map((prompt, row) => new WrittenText(prompt, row, model, tokenizer, seed));
  const width = Math.max(...texts.map(({ prompt }) => prompt.length));
  const capacity = Math.max(...texts.map(({ prompt, budget }) => prompt.length + budget));
  const decoding = model.decode(capacity, memory);
  try {
    let logits = readPrompts(decoding, texts, width, tokenizer.pad);
    let beside = texts;
    while (true) {
      const rows = await logits.data<'float32'>();
      logits.dispose();
      beside.forEach((text, place) => {
        if (text.done) return;
        const token = chooseToken(
          rows.subarray(place * model.vocabulary),
          tokenizer,
          temperature,
          text.random,
        );
        text.add(token);
        written?.(token, text.row);
      });
      const unfinished = beside.flatMap(({ done }, place) => (done ? [] : [place]));
      if (unfinished.length === 0) break;
      await pause?.();
      // Fewer texts cost less, but parting from some of them costs as much as a few tokens.
      if (unfinished.length <= beside.length / 2) {
        decoding.keep(unfinished);
        beside = unfinished.map((place) => beside[place]);
      }
      logits = readNewest(model, decoding, beside);
    }
  } finally {
    decoding.dispose();
  }
  return texts.map((text) => text.generated());
}

/** Logits [B, 1, V] after the last token of each prompt. */
function readPrompts(
  decoding: Decoding,
  texts: readonly WrittenText[],
  width: number,
  pad: number,
): tf.Tensor {
  const tokens = new Int32Array(texts.length * width).fill(pad);
  const positions = new Int32Array(texts.length * width);
  texts.forEach(({ prompt, positions: own }, row) => {
    tokens.set(prompt, row * width);
    positions.set(own.subarray(0, prompt.length), row * width);
  });
  return tf.tidy(() => {
    const shape: [number, number] = [texts.length, width];
    return decoding.prefill(
      tf.tensor2d(tokens, shape, 'int32'),
      tf.tensor2d(positions, shape, 'int32'),
      columns(texts, 1, ({ place }) => [place]),
    );
  });
}

/** Logits [B, 1, V] after the newest token of each text. */
function readNewest(
  { config, vocabulary }: LanguageModel,
  decoding: Decoding,
  texts: readonly WrittenText[],
): tf.Tensor {
  const { window = 1 } = config;
  return tf.tidy(() =>
    decoding.step(
      columns(texts, window, (text) => text.newest(window, vocabulary)),
      columns(texts, 1, ({ place, positions }) => [positions[place]]),
      columns(texts, 1, ({ place }) => [place]),
    ),
  );
}

/** `count` integers of each text, [B, count]. */
function columns(
  texts: readonly WrittenText[],
  count: number,
  of: (text: WrittenText) => number[],
): tf.Tensor2D {
  return tf.tensor2d(Int32Array.from(texts.flatMap(of)), [texts.length, count], 'int32');
}
