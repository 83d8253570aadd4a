/** Distillation: a text-only Transformer learns what a TransNAR says, beside the truth. */
import type * as tf from '@tensorflow/tfjs';
import type { Tokenizer } from '../dataset/index.ts';
import { type LanguageModel, countedLogits, distillationLoss } from '../model/transformer/index.ts';
import {
  type Reasoner,
  type Recall,
  MemoryBank,
  recallFrom,
  recallNothing,
} from '../model/transnar/index.ts';
import type { DistillationExperiment } from '../experiment/index.ts';
import { startOf } from './initialisation.ts';
import type { Kind } from './kind.ts';
import { type Group, type LanguageTask, languageTask, weighted } from './language-task.ts';
import { languageModelOf } from './models.ts';
import { requireRoom } from './room-for-texts.ts';
import { bankLimit } from './train-on-text.ts';
import type { TrainedLanguageModel } from './trained.ts';

/** A student; once it has learned it needs no teacher any more, only its parameters. */
export const studentKind: Kind<DistillationExperiment, TrainedLanguageModel> = {
  uses: 'checkpoint',
  seed: ({ student }) => student.seed,
  training: ({ student }) => student.training,
  examine: ({ student }) => requireRoom(student, startOf(student).tokenizer),
  build(experiment, parameters, need) {
    const { student } = experiment;
    const { tokenizer, vocabulary, load } = startOf(student);
    const model = languageModelOf(student, vocabulary, parameters, undefined);
    const learned = parameters.entries();
    const indexHints = student.data.indexHints ?? false;
    return {
      result: { experiment: student, distillation: experiment, model, tokenizer, indexHints },
      learned,
      async assign() {
        await load(model, parameters, need);
        const teacher = await need(experiment.teacher);
        const task = distillationTask(experiment, model, learned, tokenizer, teacher);
        return { task, close: () => teacher.dispose() };
      },
    };
  },
};

/** A trained language model, and what it reads. */
interface Teacher {
  readonly model: LanguageModel;
  readonly reasoner?: Reasoner | undefined;
}

/** A group with the teacher's logits [C, V] for the C tokens that count. */
interface Lesson extends Group {
  readonly taught: tf.Tensor2D;
}

/**
 * The student's own task with another loss: the same samples in the same order at the same positions as without a
 * teacher. The teacher reads those positions too, so that the two distributions differ in what the models know and not in
 * what they were shown; in a new epoch they are drawn anew.
 */
export function distillationTask(
  { student, loss }: Pick<DistillationExperiment, 'student' | 'loss'>,
  model: LanguageModel,
  parameters: ReadonlyMap<string, tf.Variable>,
  tokenizer: Tokenizer,
  teacher: Teacher,
): LanguageTask<Lesson> {
  if (model.vocabulary !== teacher.model.vocabulary) {
    throw new Error(
      `The student has ${model.vocabulary} tokens, its teacher ${teacher.model.vocabulary}: start both from the same tokenizer.`,
    );
  }
  // What is recalled of a problem is what the teacher reads; the student reads nothing.
  const task = languageTask(student, model, parameters, tokenizer, recallOfTeacher(teacher));
  const teach = (group: Group): Lesson => ({
    ...group,
    taught: countedLogits(teacher.model, group.tokens, group.recalled.memories()),
  });
  return {
    ...task,
    batch: (update) => task.batch(update).map(teach),
    losses: (lessons) =>
      weighted(lessons, student.balance, ({ tokens, taught }) =>
        distillationLoss(model, tokens, taught, loss),
      ),
    release(lessons) {
      task.release(lessons);
      for (const { taught } of lessons) taught.dispose();
    },
  };
}

/** A teacher's reasoner does not learn any more, whether it did with the teacher or not. */
function recallOfTeacher({ model, reasoner }: Teacher): Recall {
  if (!reasoner) return recallNothing;
  return recallFrom(new MemoryBank({ reasoner, readsAt: model.readsAt, limit: bankLimit }));
}
