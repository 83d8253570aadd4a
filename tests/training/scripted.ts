/** Stand-ins for models: they answer what a test says, and remember what they were asked. */
import * as tf from '@tensorflow/tfjs';
import type { Batch, Features, Tokenizer } from '../../lib/dataset/index.ts';
import type { Memory } from '../../lib/model/memory.ts';
import type { Nar } from '../../lib/model/nar/index.ts';
import type { LanguageModel, Memories } from '../../lib/model/transformer/language-model.ts';
import type { TransformerConfig } from '../../lib/model/transformer/index.ts';

/** A reasoner that says what `answer` makes of a batch, of which the first sample is number `first` of all. */
export function scriptedNar(answer: (batch: Batch, first: number) => Features = ({ outputs }) => outputs) {
  const asked: Batch[] = [];
  const nar = {
    predict(batch: Batch) {
      const first = asked.reduce((sum, { size }) => sum + size, 0);
      asked.push(batch);
      return { outputs: answer(batch, first), hints: {} };
    },
  } as unknown as Nar;
  return { nar, asked };
}

/** What a scripted language model was shown of some prompts, side by side. */
export interface Asked {
  readonly capacity: number;
  readonly memory: Memories | undefined;
  /** By prompt, without padding. */
  readonly questions: readonly string[];
  readonly positions: readonly (readonly number[])[];
}

/** A language model that writes `answer` of what it is asked, token by token, whatever it reads meanwhile. */
export function scriptedLanguageModel(
  config: TransformerConfig,
  tokenizer: Tokenizer,
  readsAt: readonly number[],
  answer: (question: string) => string,
) {
  const asked: Asked[] = [];
  let answers: (readonly number[])[] = [];
  let step = 0;
  /** Logits of the next token of each answer that is still being written. */
  const next = () => {
    const logits = new Float32Array(answers.length * tokenizer.size);
    answers.forEach((tokens, row) => (logits[row * tokenizer.size + (tokens[step] ?? 0)] = 1));
    step++;
    return tf.tensor3d(logits, [answers.length, 1, tokenizer.size]);
  };
  const unused = (): never => {
    throw new Error('A scripted model decodes, and nothing else.');
  };
  const model: LanguageModel = {
    config,
    vocabulary: tokenizer.size,
    readsAt,
    logits: unused,
    hidden: unused,
    readOut: unused,
    readOutLoss: unused,
    decode: (capacity, memory) => ({
      prefill(tokens, positions) {
        const rows = tokens.arraySync().map((row) => row.filter((token) => token !== tokenizer.pad));
        const questions = rows.map((row) => tokenizer.decode(row));
        const places = positions.arraySync().map((row, b) => row.slice(0, rows[b].length));
        asked.push({ capacity, memory: keptOf(memory), questions, positions: places });
        answers = questions.map((question) => tokenizer.encode(answer(question)));
        step = 0;
        return next();
      },
      step: next,
      keep: (texts) => void (answers = texts.map((text) => answers[text])),
      dispose: () => undefined,
    }),
  };
  return { model, asked };
}

/** A copy of the memories, since their owner frees them. */
function keptOf(memory: Memories | undefined): Memories | undefined {
  const copy = ({ nodes, edges, mask }: Memory): Memory => ({
    nodes: tf.keep(nodes.clone()),
    edges: tf.keep(edges.clone()),
    mask: tf.keep(mask.clone()),
  });
  if (!memory) return undefined;
  return Array.isArray(memory) ? (memory as Memory[]).map(copy) : copy(memory as Memory);
}
