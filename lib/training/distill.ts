import type * as tf from '@tensorflow/tfjs';
import type { Tokenizer } from '../dataset/index.ts';
import { Parameters } from '../model/parameters.ts';
import { type LanguageModel, countedLogits, distillationLoss } from '../model/transformer/index.ts';
import {
  type Reasoner,
  type Recall,
  MemoryBank,
  recallFrom,
  recallNothing,
} from '../model/transnar/index.ts';
import {
  type DistillationExperiment,
  type TextExperiment,
  checkExperiment,
  commandOf,
  distillationExperiment,
  isDistillation,
} from '../experiment/index.ts';
import { openRun, readManifest } from '../store/index.ts';
import { disposeOnFailure } from './loop/dispose-on-failure.ts';
import { type TrainedLanguageModel, bankLimit, finetune } from './train-on-text.ts';
import { startOf } from './initialisation.ts';
import { type Group, type LanguageTask, languageTask, weighted } from './language-task.ts';
import { languageModelOf } from './models.ts';
import { type TrainingHooks, train } from './loop/train.ts';

/** The language model of an experiment of either kind: from its run if that has ended, else trained now. */
export function trainLanguageModel(
  experiment: TextExperiment,
  hooks: TrainingHooks = {},
): Promise<TrainedLanguageModel> {
  return isDistillation(experiment) ? distill(experiment, hooks) : finetune(experiment, hooks);
}

/**
 * The student of an experiment: from its run if that has ended, else trained now (and from the run's checkpoint on, if
 * there is one). Its teacher is trained first where that has not been done. Throws if the two have other tokenizers.
 */
export async function distill(
  experiment: DistillationExperiment,
  hooks: TrainingHooks = {},
): Promise<TrainedLanguageModel> {
  checkExperiment(distillationExperiment, experiment);
  const { name, student } = experiment;
  const run = openRun(name, experiment, commandOf('distill', experiment));
  const parameters = Parameters.seeded(student.seed);
  const dispose = () => parameters.dispose();
  return disposeOnFailure(dispose, async () => {
    const { tokenizer, vocabulary, load } = await startOf(student, hooks);
    const model = languageModelOf(student, vocabulary, parameters, undefined);
    load(model, parameters);
    // A student that has learned needs no teacher any more, only its parameters.
    const teacher = readManifest(run).finished ? undefined : await finetune(experiment.teacher, hooks);
    try {
      const task = teacher
        ? distillationTask(experiment, model, parameters.entries(), tokenizer, teacher)
        : languageTask(student, model, parameters.entries(), tokenizer, recallNothing);
      await train(run, task, student.training, { label: name, ...hooks });
    } finally {
      teacher?.dispose();
    }
    return {
      experiment: student,
      distillation: experiment,
      run,
      model,
      tokenizer,
      parameters,
      indexHints: student.data.indexHints ?? false,
      dispose,
    };
  });
}

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
      weighted(lessons, ({ tokens, taught }) => distillationLoss(model, tokens, taught, loss)),
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
