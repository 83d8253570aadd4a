/** The trajectory behind a question: nobody has to supply the graph by hand. */
import type { TraceOptions } from '../algorithm.ts';
import type { Trajectory } from '../trajectory.ts';
import { formatSample } from './format.ts';
import { type ParsedQuestion, parseQuestion } from './parse.ts';

/**
 * Runs the algorithm on what the question asks. Throws if the algorithm refuses the inputs, or if no arguments of it
 * give just these inputs (such as probabilities whose padding is not zero).
 */
export function retrace(
  { record, arguments: args, inputs }: ParsedQuestion,
  options?: TraceOptions,
): Trajectory {
  const trajectory = record.trace(args, options);
  const { question } = formatSample(trajectory, { algorithm: record });
  const shown = parseQuestion(question, { algorithms: [record] });
  for (const [input, value] of Object.entries(inputs)) {
    const traced = shown.ok ? shown.inputs[input] : undefined;
    if (String(traced) !== String(value))
      throw new Error(`${record.name} has no problem with this ${input}.`);
  }
  return trajectory;
}
