/** What learning from a teacher is: typed data, checked. The paper names it as future work. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type LanguageExperiment, languageExperiment } from './language-experiment.ts';
import { experimentName } from './shared-fields.ts';

/** A text-only Transformer learns to say what a trained TransNAR says, from the text alone. */
export const distillationExperiment = z
  .strictObject({
    name: experimentName,
    /** What is trained, on which data, for how long, and how it is evaluated. It reads no reasoner. */
    student: languageExperiment,
    /** Trained first where that has not been done. One without a reader is the control: what does any teacher give? */
    teacher: languageExperiment,
    loss: z.strictObject({
      /** The share of the truth; the rest of the loss is the teacher's. At 1 this is ordinary training. */
      truth: z.number().min(0).max(1),
      /** Both distributions are softened by it (arXiv 1503.02531): 1 leaves them as they are. */
      temperature: z.number().positive(),
    }),
  })
  .superRefine(({ student, teacher }, issues) => {
    const refuse = (path: string, message: string) =>
      issues.addIssue({ code: 'custom', path: path.split('.'), message });
    if (student.reader) refuse('student.reader', 'a student reads text alone: null');
    const untaught = student.algorithms.filter((algorithm) => !teacher.algorithms.includes(algorithm));
    if (untaught.length > 0) refuse('student.algorithms', `the teacher does not know ${untaught.join(', ')}`);
    for (const [field, of] of Object.entries(shared)) {
      if (!isDeepStrictEqual(of(student), of(teacher))) {
        refuse(
          `student.${field}`,
          'must be as in the teacher, who reads the same tokens at the same positions',
        );
      }
    }
    if (student.transformer.context > teacher.transformer.context) {
      refuse('student.transformer.context', "must not be above the teacher's");
    }
  });

/** What student and teacher must agree on for the teacher to read the student's batches. */
const shared: Readonly<Record<string, (experiment: LanguageExperiment) => unknown>> = {
  tokenizer: ({ tokenizer }) => tokenizer,
  'data.hints': ({ data }) => data.hints,
  'data.indexHints': ({ data }) => data.indexHints,
  'data.indexLabels': ({ data }) => data.indexLabels,
  'data.consecutiveLabels': ({ data }) => data.consecutiveLabels,
  'transformer.positions': ({ transformer }) => transformer.positions,
};

/** A Transformer that learns from a TransNAR, as `distillationExperiment` has it. */
export type DistillationExperiment = z.infer<typeof distillationExperiment>;

/** Whatever trains a model that answers text. */
export type TextExperiment = LanguageExperiment | DistillationExperiment;

/** The experiment of what learns: of a distillation its student's, of any other itself. */
export const learningPart = <E extends object>(
  experiment: E | DistillationExperiment,
): Exclude<E, DistillationExperiment> | LanguageExperiment =>
  isDistillation(experiment) ? experiment.student : (experiment as Exclude<E, DistillationExperiment>);

/** Whether something is meant to be a distillation, right or wrong. */
export function isDistillation(experiment: object): experiment is DistillationExperiment {
  return 'teacher' in experiment;
}
