/** Writing answers token by token. */
import * as tf from '@tensorflow/tfjs';
import type { Tokenizer } from '../../dataset/text/index.ts';
import { type Key, type RandomState, keyed } from '../../random/index.ts';
import { answerBudget, drawPositions } from '../language-data/index.ts';
import type { Decoding, LanguageModel, Memories } from './language-model.ts';

export { answerBudget };

/** A text to go on from. */
export interface Prompt {
  readonly text: string;
  /** The most tokens that the answer may take. Positions are spread over prompt and budget. */
  readonly budget: number;
}

/** One answer as a model wrote it. */
export interface Generated {
  /** Up to and with the blank line, if there is one. */
  readonly text: string;
  readonly tokens: readonly number[];
  /** The tokens that were continued. */
  readonly prompt: readonly number[];
  /** The positions of the prompt's tokens and then of the answer's. */
  readonly positions: Int32Array;
  /** Whether the blank line came within the budget. */
  readonly ended: boolean;
}

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

/** What ends an answer. */
const blankLine = '\n\n';

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
  const texts = prompts.map((prompt, row) => new Text(prompt, row, model, tokenizer, seed));
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
        const token = chooseToken(rows.subarray(place * model.vocabulary), tokenizer, temperature, text);
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

/** One prompt and what has been written after it. */
class Text {
  readonly row: number;
  readonly prompt: readonly number[];
  readonly budget: number;
  readonly positions: Int32Array;
  readonly random: RandomState;
  readonly #tokenizer: Tokenizer;
  readonly #answer: number[] = [];
  #ended = false;

  constructor(
    { text, budget }: Prompt,
    row: number,
    { config }: LanguageModel,
    tokenizer: Tokenizer,
    seed: Key,
  ) {
    this.row = row;
    this.prompt = tokenizer.encode(text);
    this.budget = Math.min(budget, config.context - this.prompt.length);
    if (this.prompt.length === 0 || this.budget < 1) {
      throw new RangeError(
        `A prompt of ${this.prompt.length} tokens leaves no room in a context of ${config.context}, budget ${budget}.`,
      );
    }
    const length = this.prompt.length + this.budget;
    this.positions = drawPositions(config.positions, length, keyed(seed, 'positions', text));
    this.random = keyed(seed, 'tokens', text);
    this.#tokenizer = tokenizer;
  }

  get done(): boolean {
    return this.#ended || this.#answer.length >= this.budget;
  }

  /** The last `count` tokens, after `nothing` where there are fewer; a text that is done repeats them for nobody to see. */
  newest(count: number, nothing: number): number[] {
    const first = this.place + 1 - count;
    return Array.from({ length: count }, (_, i) => this.#tokenAt(first + i) ?? nothing);
  }

  /** The place of the last token among all. */
  get place(): number {
    return this.prompt.length + this.#answer.length - 1;
  }

  add(token: number): void {
    this.#answer.push(token);
    // The blank line lies in one token or across two.
    this.#ended = this.#tokenizer.decode(this.#answer.slice(-2)).includes(blankLine);
  }

  /** Counted from the first of the prompt. */
  #tokenAt(index: number): number | undefined {
    return index < this.prompt.length ? this.prompt[index] : this.#answer[index - this.prompt.length];
  }

  generated(): Generated {
    const text = this.#tokenizer.decode(this.#answer);
    const end = text.indexOf(blankLine);
    return {
      text: end < 0 ? text : text.slice(0, end + blankLine.length),
      tokens: this.#answer,
      prompt: this.prompt,
      positions: this.positions.slice(0, this.prompt.length + this.#answer.length),
      ended: this.#ended,
    };
  }
}

/** Logits [B, 1, V] after the last token of each prompt. */
function readPrompts(decoding: Decoding, texts: readonly Text[], width: number, pad: number): tf.Tensor {
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
  texts: readonly Text[],
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
function columns(texts: readonly Text[], count: number, of: (text: Text) => number[]): tf.Tensor2D {
  return tf.tensor2d(Int32Array.from(texts.flatMap(of)), [texts.length, count], 'int32');
}

/** A token that the tokenizer can show; padding is none. `logits` may go on beyond the vocabulary. */
function chooseToken(
  logits: Float32Array,
  { size, pad }: Tokenizer,
  temperature: number,
  { random }: Text,
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
