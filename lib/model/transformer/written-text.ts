/** A text while an answer is written behind it. */
import type { Tokenizer } from '../../dataset/text/index.ts';
import { type Key, type RandomState, keyed } from '../../random/index.ts';
import { drawPositions } from '../language-data/index.ts';
import type { LanguageModel } from './language-model.ts';

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

/** What ends an answer. */
const blankLine = '\n\n';

/** One prompt and what has been written after it. */
export class WrittenText {
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
