/** Answers to one question by voices of a page: the reasoner's steps, then each language model token by token. */
import { attentionIn } from '../../../analysis/attention.ts';
import { readingOf } from '../../../analysis/memory-use.ts';
import { textAttention } from '../../../analysis/text-attention.ts';
import { reasonerTrajectory } from '../../../analysis/training-signal.ts';
import { unfamiliar } from '../../../analysis/unfamiliar.ts';
import { Interrupted } from '../../../backend/interruption.ts';
import { turn } from '../../../backend/host.ts';
import {
  type ParsedQuestion,
  type Trajectory,
  piecesWithoutIndexHints,
  retrace,
  sampleAt,
  transnarDecimals,
} from '../../../dataset/index.ts';
import { type Solution, type Solver, readQuestion, solve } from '../../../model/transnar/solve.ts';
import { messageOf } from '../../../message.ts';
import type { AnswerReport, Asking, Share } from '../protocol.ts';
import { type TextLooks, textLooks } from '../text-looks.ts';
import type { Answering, Models } from './models.ts';
import { remembering } from './remembering.ts';

/** Milliseconds between two reports of what is written: the page lays a long answer out anew as a whole at each. */
const pause = 100;

/** An answer with the model that wrote it, to look into. */
export interface Answered {
  readonly solution: Solution;
  readonly solver: Solver;
}

/**
 * Tells `report` of everything on the way; what a model cannot answer is told as well. Ends when the signal is aborted.
 * Returns the answers by their voices.
 */
export async function answer(
  { nar, voices }: Models,
  id: number,
  { asking, share }: { readonly asking: Asking; readonly share: Share },
  report: (report: AnswerReport) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Answered>> {
  const answered = new Map<number, Answered>();
  const parsed = readQuestion(asking.question);
  if (share.steps) runSteps();
  for (const voice of share.voices) {
    await turn();
    if (signal.aborted) return answered;
    try {
      await answerBy(voices[voice], voice);
    } catch (error) {
      if (error instanceof Interrupted) return answered;
      report({ kind: 'no-answer', id, voice, message: messageOf(error) });
    }
  }
  report({ kind: 'done', id });
  return answered;

  function runSteps(): void {
    const start = performance.now();
    try {
      const trajectory = reasonerTrajectory(nar, retrace(parsed));
      report({ kind: 'steps', id, trajectory, ms: performance.now() - start });
    } catch (error) {
      report({ kind: 'no-steps', id, message: messageOf(error) });
    }
  }

  async function answerBy(answering: Answering, voice: number): Promise<void> {
    const { experiment, run } = answering;
    const solver = solverFor(answering, asking, parsed);
    const { solver: reading, forget } = remembering(solver);
    try {
      const begun = performance.now();
      const solution = await write(reading, voice);
      answered.set(voice, { solution, solver });
      const { text, truth, ended } = solution;
      const written = solution.tokens.map((token) => solver.tokenizer.decode([token]));
      const plain = solver.indexHints ? piecesWithoutIndexHints(written) : written;
      const ms = performance.now() - begun;
      report({
        kind: 'answer',
        ...{ id, voice },
        answer: { text, plain, truth, run, ended, ms, unfamiliar: unfamiliar(parsed, experiment) },
      });
      await turn();
      if (signal.aborted || !solver.reasoner || asking.memory === 'off') return;
      report({ kind: 'attention', id, voice, attention: attentionIn(asking.question, solution, reading) });
    } finally {
      forget();
    }
  }

  async function write(solver: Solver, voice: number): Promise<Solution> {
    let [waiting, told]: [string[], number] = [[], -Infinity];
    const tell = (): void => {
      report({ kind: 'tokens', id, voice, texts: waiting });
      [waiting, told] = [[], performance.now()];
    };
    const solution = await solve(asking.question, solver, {
      signal,
      written(token) {
        waiting.push(solver.tokenizer.decode([token]));
        if (performance.now() - told >= pause) tell();
      },
    });
    if (waiting.length > 0) tell();
    return solution;
  }
}

/** What the tokens of an answer look at in the text. */
export function textOf({ solution, solver }: Answered): TextLooks {
  const { prompt, tokens } = solution;
  const texts = [...prompt, ...tokens].map((token) => solver.tokenizer.decode([token]));
  return textLooks(textAttention(solution, solver), texts, prompt.length);
}

/** The model as it is to be asked: with which memory, and at which positions. */
function solverFor(
  { solver, closed }: Answering,
  { memory, other, positions }: Asking,
  parsed: ParsedQuestion,
): Solver {
  const open = solver();
  if (!open.reasoner) return positioned(open, positions);
  if (memory === 'off') return positioned(closed(), positions);
  if (memory === 'other') return positioned(readingOf(otherProblem(parsed, other), open), positions);
  return positioned(open, positions);
}

const positioned = (solver: Solver, seed: number | undefined): Solver => ({
  ...solver,
  ...(seed !== undefined && { seed: `positions ${seed}` }),
});

/** A problem of the same algorithm with as many nodes. */
const otherProblem = ({ record, nodes }: ParsedQuestion, index: number): Trajectory =>
  sampleAt(record, nodes, "another problem's memory", index, { truncateDecimals: transnarDecimals });
