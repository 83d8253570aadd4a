/** What a language model starts from: nothing, English, a checkpoint, a download; read only where training begins. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokenizer } from '../dataset/index.ts';
import { huggingFaceTokenizer } from '../model/language-data/index.ts';
import type { Parameters } from '../model/parameters.ts';
import { gptNeoxConfig, loadGptNeox } from '../model/transformer/gpt-neox.ts';
import type { LanguageModel } from '../model/transformer/language-model.ts';
import { languageScope } from '../model/transformer/transformer.ts';
import { type LanguageExperiment, differences } from '../experiment/index.ts';
import { loadVariables } from '../store/index.ts';
import { cannotRead, isMissing } from '../store/unreadable.ts';
import { neoxFolder, readWeights } from '../store/weight-files.ts';
import type { Need } from './kind.ts';
import { tokenizerNamed } from './models.ts';

/** What the language model of an experiment starts from. */
export interface Start {
  readonly tokenizer: Tokenizer;
  /** Rows of the model's tables: at least the tokenizer's size. */
  readonly vocabulary: number;
  /** Gives a fresh model its first weights, which a trained one does not need; what reads the reasoner keeps its own. */
  readonly load: (model: LanguageModel, parameters: Parameters, need: Need) => void | Promise<void>;
}

/**
 * The start of an experiment; a language model of ours that it needs is pretrained when it is loaded. Throws if a folder
 * that it names is of another Transformer or lacks a file.
 */
export function startOf(experiment: LanguageExperiment): Start {
  const { initialisation } = experiment;
  switch (initialisation.kind) {
    case 'untrained':
      return ownStart(experiment, () => undefined);
    case 'english':
      return ownStart(experiment, async (_, parameters, need) => {
        const language = await need(initialisation.experiment);
        loadLanguage(language.run.checkpoint, parameters);
        language.dispose();
      });
    case 'checkpoint':
      return ownStart(experiment, (_, parameters) => loadLanguage(initialisation.path, parameters));
    case 'gpt-neox':
      return gptNeoxStart(experiment, initialisation.folder);
  }
}

function ownStart({ tokenizer: name }: LanguageExperiment, load: Start['load']): Start {
  const tokenizer = tokenizerNamed(name);
  return { tokenizer, vocabulary: tokenizer.size, load };
}

function loadLanguage(path: string, parameters: Parameters): void {
  loadVariables(path, parameters.scope(languageScope).entries());
}

/** `config.json`, `tokenizer.json` and `model.safetensors`, or its shards, as on the Hugging Face hub, such as EleutherAI/pythia-70m. */
function gptNeoxStart({ transformer }: LanguageExperiment, folder: string): Start {
  const { config, vocabulary } = gptNeoxConfig(readJson(folder, 'config.json'), transformer.positions);
  const wrong = differences(transformer, { ...config, context: transformer.context });
  if (wrong.length > 0 || transformer.context > config.context) {
    const changes = differences(transformer, config).map((change) => `--set 'transformer.${change}'`);
    throw new Error(`The experiment's Transformer is not the one in ${folder}: add ${changes.join(' ')}.`);
  }
  return {
    tokenizer: huggingFaceTokenizer(readJson(folder, 'tokenizer.json')),
    vocabulary,
    load(model, parameters) {
      loadGptNeox(
        model,
        parameters,
        readable(folder, 'weights', () => readWeights(folder, isParameter)),
      );
    },
  };
}

/** Older files hold masks and rotary tables besides: buffers in other number types, which nobody reads. */
const isParameter = (name: string) => !/\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)$/.test(name);

function readJson(folder: string, name: string): object {
  const text = readable(folder, name, () => readFileSync(join(folder, name), 'utf8'));
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    throw new Error(`${join(folder, name)} is not JSON.`, { cause: error });
  }
}

/** What `read` gives; a file that is not there ends in one message that says what a folder needs. */
function readable<T>(folder: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (!isMissing(error)) throw cannotRead(folder, error);
    throw new Error(`${folder} has no readable ${what}: ${neoxFolder}`, { cause: error });
  }
}
