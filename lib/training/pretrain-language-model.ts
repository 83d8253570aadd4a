import { type TokenBatch, schemeAt, tokenBatch, windowsAt } from '../model/language-data/index.ts';
import { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { languageLoss } from '../model/transformer/loss.ts';
import { transformer } from '../model/transformer/transformer.ts';
import { keyed } from '../random/index.ts';
import {
  type PretrainingExperiment,
  checkExperiment,
  commandOf,
  pretrainingExperiment,
} from '../experiment/index.ts';
import { type Run, openRun } from '../store/index.ts';
import { disposeOnFailure } from './loop/dispose-on-failure.ts';
import { readEnglish } from './english.ts';
import { tokenizerNamed } from './models.ts';
import { type TrainingHooks, train } from './loop/train.ts';
import type { Task } from './loop/task.ts';

/** A language model that has read ordinary English. */
export interface PretrainedLanguageModel {
  readonly experiment: PretrainingExperiment;
  readonly run: Run;
  readonly model: LanguageModel;
  readonly parameters: Parameters;
  dispose(): void;
}

/** Next-token prediction on random windows of a text: from its run if that has ended, else trained now or resumed. */
export async function pretrainLanguageModel(
  experiment: PretrainingExperiment,
  hooks: TrainingHooks = {},
): Promise<PretrainedLanguageModel> {
  checkExperiment(pretrainingExperiment, experiment);
  const { name, seed, tokenizer: kind, transformer: config } = experiment;
  const tokenizer = tokenizerNamed(kind);
  const parameters = Parameters.seeded(seed);
  const dispose = () => parameters.dispose();
  return disposeOnFailure(dispose, async () => {
    const model = transformer(config, tokenizer.size, parameters);
    const run = openRun(name, experiment, commandOf('pretrain-lm', experiment));
    const task = pretrainingTask(experiment, model, parameters);
    await train(run, task, experiment.training, { label: name, ...hooks });
    return { experiment, run, model, parameters, dispose };
  });
}

function pretrainingTask(
  { seed, data, tokenizer: kind, training }: PretrainingExperiment,
  model: LanguageModel,
  parameters: Parameters,
): Task<TokenBatch> {
  const tokenizer = tokenizerNamed(kind);
  // Millions of tokens, which a run that has ended does not need.
  let text: Int32Array | undefined;
  const tokens = () => (text ??= Int32Array.from(tokenizer.encode(readEnglish(data.text))));
  return {
    parameters: parameters.entries(),
    batch(update) {
      const windows = windowsAt(tokens(), { length: data.length + 1, count: data.batch, seed, step: update });
      return tokenBatch(windows, {
        loss: 'text',
        positions: schemeAt(model.config.positions, update / training.updates, data.length),
        context: model.config.context,
        pad: tokenizer.pad,
        random: keyed(seed, 'positions', update),
      });
    },
    losses: (batch) => [() => languageLoss(model, batch)],
    tokens: ({ size, length }) => size * length,
    describe: (update) => `windows of update ${update} (seed ${seed})`,
  };
}
