/** Answers of which only the text was kept, as their model wrote them: token by token, each at its position. */
import { asShown, receivedQuestion, retrace } from '../dataset/text/index.ts';
import { type Solver, readQuestion } from '../model/transnar/solve.ts';
import { keyed } from '../random/index.ts';
import { answerBudget, drawPositions } from '../model/language-data/index.ts';
import type { Written } from './attention.ts';

/** An answer to a question, as an evaluation keeps it. */
export interface Remembered {
  readonly question: string;
  readonly prediction: string;
  readonly ended: boolean;
  /** The tokens that it might have had at most: positions were spread over the question and them. */
  readonly budget: number;
}

/** The answer as the solver's model wrote it with the solver's seed. Throws for text that is no question. */
export function rewritten({ question, prediction, ended, budget }: Remembered, solver: Solver): Written {
  const { model, tokenizer, indexHints = false, seed = 0 } = solver;
  const shown = asShown(indexHints);
  const [asked, answered] = [shown(receivedQuestion(question)), shown(prediction)];
  const [prompt, tokens] = [asked, answered].map((text) => tokenizer.encode(text));
  const { context, positions: scheme } = model.config;
  const length = Math.min(context, prompt.length + budget);
  const positions = drawPositions(scheme, length, keyed(seed, 'positions', asked));
  // Nonsense that spells a name comes back as other tokens, perhaps more of them than there are places.
  const kept = tokens.slice(0, length - prompt.length);
  return {
    ...{ prompt, tokens: kept, ended, text: prediction },
    positions: positions.subarray(0, prompt.length + kept.length),
    trajectory: retrace(readQuestion(question)),
  };
}

/** What each answer to a problem set might have had, as an evaluation gives it: by the longest true answer of them. */
export function budgetOf(truths: readonly string[], { tokenizer, indexHints = false }: Solver): number {
  const shown = truths.map(asShown(indexHints));
  return answerBudget(Math.max(...shown.map((text) => tokenizer.encode(text).length)));
}
