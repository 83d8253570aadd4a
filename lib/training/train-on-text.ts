/** Training on CLRS-Text: TransNAR with the reasoner that it reads, or the text-only baseline. */
import type { LanguageExperiment } from '../experiment/index.ts';
import { MemoryBank } from '../model/transnar/index.ts';
import { groupThreads } from './group-threads.ts';
import { startOf } from './initialisation.ts';
import type { Kind } from './kind.ts';
import { languageTask } from './language-task.ts';
import { frozenParameters, languageModelOf, reasonerOf, recallOf, trainedParameters } from './models.ts';
import { requireRoom } from './room-for-texts.ts';
import type { TrainedLanguageModel } from './trained.ts';
import { validationUntil } from './until.ts';

/** Bytes of memory for a frozen reasoner's embeddings of the training problems. */
export const bankLimit = 2 ** 31;

/** A language model that answers; its reasoner is needed, trained or not, since it is read. */
export const textKind: Kind<LanguageExperiment, TrainedLanguageModel> = {
  uses: 'checkpoint',
  seed: ({ seed }) => seed,
  training: ({ training }) => training,
  examine: (experiment) => requireRoom(experiment, startOf(experiment).tokenizer),
  async build(experiment, parameters, need) {
    const { reader, data } = experiment;
    const nar = reader ? await need(reader.nar) : undefined;
    const reasoner = reader && nar ? reasonerOf(nar.nar, reader) : undefined;
    const { tokenizer, vocabulary, load } = startOf(experiment);
    const model = languageModelOf(experiment, vocabulary, parameters, reasoner?.memoryWidths);
    const learned = trainedParameters(experiment, parameters, nar?.parameters);
    const indexHints = data.indexHints ?? false;
    return {
      result: { experiment, model, tokenizer, indexHints, ...(reasoner ? { reasoner } : {}) },
      learned,
      async assign() {
        await load(model, parameters, need);
        const recall = recallOf(experiment, reasoner, model, bankLimit);
        const limit = reader?.frozen ? bankLimit : 0;
        const bank = reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit });
        const frozen = frozenParameters(experiment, nar?.parameters);
        const elsewhere = groupThreads({ experiment, vocabulary, learned, frozen, limit: bankLimit });
        return {
          task: {
            ...languageTask(experiment, model, learned, tokenizer, recall),
            ...validationUntil(experiment, { experiment, model, tokenizer, bank }),
            ...(elsewhere && { elsewhere }),
          },
          ...(elsewhere && { close: () => elsewhere.close() }),
        };
      },
    };
  },
};
