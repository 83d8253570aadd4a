/** Answering questions: from text alone to text, with the graph that the reasoner sees rebuilt on the way. */
import type { Trajectory } from '../../dataset/index.ts';
import {
  type ParsedQuestion,
  type Tokenizer,
  asShown,
  formatSample,
  parseQuestion,
  receivedQuestion,
  retrace,
  withoutIndexHints,
} from '../../dataset/text/index.ts';
import { type Stoppable, pauseFor, stoppable } from '../../backend/interruption.ts';
import type { Key } from '../../random/index.ts';
import { type Generated, answerBudget, generate } from '../transformer/generate.ts';
import type { LanguageModel } from '../transformer/language-model.ts';
import { disposeMemories } from './memory-bank.ts';
import { type Reasoner, memoriesToRead } from './reasoner.ts';

/** What answers questions: a model with what it reads by. What `loadTrained` gives for a language model fits. */
export interface Solver {
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** Needed if the model reads a memory. */
  readonly reasoner?: Reasoner;
  /** Whether the model was trained on texts with index hints: it is asked and read with them. */
  readonly indexHints?: boolean;
  readonly temperature?: number;
  readonly seed?: Key;
}

/** How an answer is waited for. */
export interface SolveHooks extends Stoppable {
  /** Told of every token of the answer as soon as it is chosen. */
  readonly written?: (token: number) => void;
}

/** An answer, and the run that it should tell of. */
export interface Solution extends Generated {
  /** The algorithm's own run on the question: what a right answer would say. */
  readonly trajectory: Trajectory;
  /** That answer, as text. */
  readonly truth: string;
}

/**
 * Answers a CLRS-Text question, given as text alone: the graph that the reasoner sees is rebuilt from the text. The
 * reasoner also needs the number of steps and the first hint; they are taken from running the algorithm, as the
 * reference does at test time. It sees nothing else of that run. Question and answer are plain CLRS-Text, whatever the
 * model reads and writes. Throws for text that is no question, saying where, and `Interrupted` where it is stopped.
 */
export async function solve(question: string, solver: Solver, hooks: SolveHooks = {}): Promise<Solution> {
  const { model, tokenizer, indexHints = false, temperature = 0, seed = 0 } = solver;
  const parsed = readQuestion(question);
  const { hints } = parsed;
  // A run can be long: its steps are kept only for a trace or for a reasoner.
  const trajectory = retrace(parsed, { hints: hints || model.readsAt.length > 0 });
  const { answer: truth } = formatSample(trajectory, { hints });
  const [text, answer] = [receivedQuestion(question), truth].map(asShown(indexHints));
  const prompt = { text, budget: answerBudget(tokenizer.encode(answer).length) };
  const memory = memoriesToRead(trajectory, solver);
  try {
    const [generated] = await stoppable(hooks, ({ signal, written }) => {
      const pause = pauseFor(signal, 'while an answer was written');
      const options = { memory, temperature, seed, pause, ...(written && { written }) };
      return generate(model, tokenizer, [prompt], options);
    });
    const written = indexHints ? withoutIndexHints(generated.text) : generated.text;
    return { ...generated, text: written, trajectory, truth };
  } finally {
    disposeMemories(memory);
  }
}

/** What a question asks. Throws for text that is no question, saying what is wrong and where. */
export function readQuestion(question: string): ParsedQuestion {
  const parsed = parseQuestion(receivedQuestion(question));
  if (parsed.ok) return parsed;
  if (/^\s*[[{"]/.test(question)) {
    throw new Error(
      'This is JSON, no CLRS-Text question: give the text of its "question" alone, line ends and all.',
    );
  }
  throw new Error(`This is no CLRS-Text question: ${parsed.problem} (at character ${parsed.at}).`);
}
