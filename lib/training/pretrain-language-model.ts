/** Next-token prediction on random windows of ordinary English. */
import { type TokenBatch, partsOf, schemeAt, tokenBatch, windowsAt } from '../model/language-data/index.ts';
import type { Parameters } from '../model/parameters.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { languageLoss } from '../model/transformer/loss.ts';
import { transformer } from '../model/transformer/transformer.ts';
import { keyed } from '../random/index.ts';
import type { PretrainingExperiment } from '../experiment/index.ts';
import { readEnglish } from './english.ts';
import type { Kind } from './kind.ts';
import { weighted } from './language-task.ts';
import { tokenizerNamed } from './models.ts';
import type { Task } from './loop/task.ts';
import type { PretrainedLanguageModel } from './trained.ts';

/** A language model before any CLRS-Text. */
export const englishKind: Kind<PretrainingExperiment, PretrainedLanguageModel> = {
  uses: 'checkpoint',
  seed: ({ seed }) => seed,
  training: ({ training }) => training,
  build(experiment, parameters) {
    const { tokenizer, transformer: config } = experiment;
    const model = transformer(config, tokenizerNamed(tokenizer).size, parameters);
    return {
      result: { experiment, model },
      learned: parameters.entries(),
      assign: () => ({ task: pretrainingTask(experiment, model, parameters) }),
    };
  },
};

/** Tokens that are differentiated at a time: an update of the paper's has four times as many, and few GPUs the memory. */
const largestPart = 2 ** 15;

/** Learning to go on as English does. */
export function pretrainingTask(
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
    losses: (batch) =>
      weighted(
        partsOf(batch, largestPart).map((tokens) => ({ tokens })),
        undefined,
        ({ tokens }) => languageLoss(model, tokens),
      ),
    tokens: ({ size, length }) => size * length,
    describe: (update) => `windows of update ${update} (seed ${seed})`,
  };
}
