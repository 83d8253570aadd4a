/** What a TransNAR owes to the memory that it reads: the same model with another memory, or with its gates closed. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, collate, formatSample, preprocess } from '../dataset/index.ts';
import { grouped, mean, textScores } from '../metric/index.ts';
import { type Solution, type Solver, solve } from '../model/transnar/solve.ts';
import { rerun } from './rerun.ts';

/** The solver with the memory of this problem before it, whatever it is asked. Throws for a model that reads no graph. */
export function readingOf(other: Trajectory, solver: Solver): Solver {
  const { reasoner } = solver;
  if (!reasoner) throw new Error('This model reads no graph: give a TransNAR with its reasoner.');
  const batch = collate([preprocess(other)]);
  return {
    ...solver,
    reasoner: { memoryWidths: reasoner.memoryWidths, memory: () => reasoner.memory(batch) },
  };
}

/**
 * What a model says of every token of a text that was written before, by it or by another model: logits [T, V], for T
 * tokens of question and answer. The text keeps its positions, so two models can be compared number by number.
 */
export function logitsOf(solution: Solution, solver: Solver): Float32Array {
  const again = rerun(solution, solver);
  const said: Float32Array[] = [];
  try {
    tf.tidy(() => said.push(again.logits().dataSync<'float32'>()));
  } finally {
    again.dispose();
  }
  return said[0];
}

/** What is read: the problem's own memory, that of another one, or nothing. */
type Reading = 'own' | 'other' | 'closed';

/** Of the problems of one algorithm. A type and not an interface, so that it passes as a row of a table. */
export type MemoryUse = {
  readonly algorithm: string;
  readonly problems: number;
  /** Mean CLRS scores with the problem's own memory, with that of another one, and with closed gates. */
  readonly own: number;
  readonly other: number;
  readonly closed: number;
  /** Answers that are another text than with the own memory. */
  readonly changedByOther: number;
  readonly changedByClosing: number;
};

/**
 * What becomes of answers when the memory is exchanged for that of the algorithm's next problem, and when a second copy of
 * the model, `closed`, has its gates closed. Problems of one algorithm should be of one size: the memory then differs in
 * content alone.
 */
export async function memoryUse(
  problems: readonly Trajectory[],
  solver: Solver,
  closed: Solver,
): Promise<MemoryUse[]> {
  const uses: MemoryUse[] = [];
  for (const group of grouped(problems, ({ algorithm }) => algorithm)) {
    const answers: Record<Reading, { text: string; score: number }>[] = [];
    for (const [i, problem] of group.entries()) {
      const { question, answer } = formatSample(problem);
      const other = readingOf(group[(i + 1) % group.length], solver);
      const said = async (by: Solver) => {
        const { text } = await solve(question, by);
        return { text, score: textScores(question, answer, text).clrs };
      };
      answers.push({ own: await said(solver), other: await said(other), closed: await said(closed) });
    }
    const score = (kind: Reading) => mean(answers.map((each) => each[kind].score));
    const changed = (kind: Reading) => answers.filter((each) => each[kind].text !== each.own.text).length;
    uses.push({
      algorithm: group[0].algorithm,
      problems: group.length,
      own: score('own'),
      other: score('other'),
      closed: score('closed'),
      changedByOther: changed('other'),
      changedByClosing: changed('closed'),
    });
  }
  return uses;
}
