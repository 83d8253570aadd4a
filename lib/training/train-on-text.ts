import type { Tokenizer } from '../dataset/index.ts';
import { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { type Reasoner, MemoryBank } from '../model/transnar/index.ts';
import {
  type DistillationExperiment,
  type LanguageExperiment,
  checkExperiment,
  commandOf,
  languageExperiment,
} from '../experiment/index.ts';
import { type Run, openRun } from '../store/index.ts';
import { disposeOnFailure } from './loop/dispose-on-failure.ts';
import { languageTask } from './language-task.ts';
import { startOf } from './initialisation.ts';
import { languageModelOf, reasonerOf, recallOf, trainedParameters } from './models.ts';
import { pretrainNar } from './pretrain-nar.ts';
import { validationUntil } from './until.ts';
import { type TrainingHooks, train } from './loop/train.ts';

/** A language model with the run that trained it. */
export interface TrainedLanguageModel {
  /** What the model is, and the text that it reads and writes. */
  readonly experiment: LanguageExperiment;
  /** Where it learned from a teacher: the experiment whose `student` it is. */
  readonly distillation?: DistillationExperiment;
  readonly run: Run;
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** The language model's own; those of the reasoner are apart. */
  readonly parameters: Parameters;
  /** What TransNAR reads: as it was pretrained, or as this run trained it on. */
  readonly reasoner?: Reasoner;
  /** Whether it reads and writes index hints. */
  readonly indexHints: boolean;
  dispose(): void;
}

/** Bytes of memory for a frozen reasoner's embeddings of the training problems. */
export const bankLimit = 2 ** 31;

/**
 * The language model of an experiment: from its run if that has ended, else trained now (and from the run's checkpoint
 * on, if there is one). Its reasoner is trained first where that has not been done.
 */
export async function finetune(
  experiment: LanguageExperiment,
  hooks: TrainingHooks = {},
): Promise<TrainedLanguageModel> {
  checkExperiment(languageExperiment, experiment);
  const { reader, name, seed } = experiment;
  const trainedNar = reader ? await pretrainNar(reader.nar, hooks) : undefined;
  const reasoner = reader && trainedNar ? reasonerOf(trainedNar.nar, reader) : undefined;
  const parameters = Parameters.seeded(seed);
  const dispose = () => {
    parameters.dispose();
    trainedNar?.dispose();
  };
  return disposeOnFailure(dispose, async () => {
    const { tokenizer, vocabulary, load } = await startOf(experiment, hooks);
    const model = languageModelOf(experiment, vocabulary, parameters, reasoner?.memoryWidths);
    load(model, parameters);
    const run = openRun(name, experiment, commandOf('finetune', experiment));
    const trained = trainedParameters(experiment, parameters, trainedNar?.parameters);
    const recall = recallOf(experiment, reasoner, model, bankLimit);
    const bank =
      reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit: reader?.frozen ? bankLimit : 0 });
    const task = {
      ...languageTask(experiment, model, trained, tokenizer, recall),
      ...validationUntil(experiment, { experiment, model, tokenizer, bank }),
    };
    await train(run, task, experiment.training, { label: name, ...hooks });
    return {
      experiment,
      run,
      model,
      tokenizer,
      parameters,
      ...(reasoner ? { reasoner } : {}),
      indexHints: experiment.data.indexHints ?? false,
      dispose,
    };
  });
}
