/** What a preset is: experiments that are alike but for what is compared. */
import type { DistillationExperiment } from './distillation-experiment.ts';
import type { LanguageExperiment } from './language-experiment.ts';
import type { NarExperiment } from './nar-experiment.ts';
import type { PretrainingExperiment } from './pretraining-experiment.ts';

/** A reasoner, and the language models that are compared, with it and without; from scratch and pretrained. */
export interface Preset extends Models {
  readonly nar: NarExperiment;
  /** Reading English, which the pretrained models start from. */
  readonly english: PretrainingExperiment;
  readonly pretrained: Models;
}

/** The language models that are compared: each an experiment of its own. */
export interface Models {
  readonly transnar: LanguageExperiment;
  readonly transformer: LanguageExperiment;
  /** The same Transformer, taught by the TransNAR. */
  readonly distilled: DistillationExperiment;
}

/** What a preset is made of. */
export interface PresetParts {
  readonly label: string;
  readonly nar: NarExperiment;
  readonly transnar: NonNullable<LanguageExperiment['reader']>['transnar'];
  readonly language: Omit<LanguageExperiment, 'name' | 'reader' | 'initialisation'>;
  readonly english: Pick<PretrainingExperiment, 'data' | 'training'> & {
    /** Of the Transformer that reads English; default: as of the one that goes on from there. */
    readonly context?: number;
  };
}

/** The experiments of a preset, which share what is to be compared. Those of language models get their names from `label`. */
export function presetOf({ label, nar, transnar, language, english: englishParts }: PresetParts): Preset {
  const { seed, tokenizer } = language;
  const { context = language.transformer.context, ...reading } = englishParts;
  const transformer = { ...language.transformer, context };
  const english = { name: `english-${label}`, seed, tokenizer, transformer, ...reading };
  const models = (suffix: string, initialisation: LanguageExperiment['initialisation']): Models => {
    const student = {
      ...language,
      name: `transformer-${label}${suffix}`,
      initialisation,
      reader: null,
    };
    const teacher = {
      ...student,
      name: `transnar-${label}${suffix}`,
      reader: { transnar, nar, state: 'hidden', frozen: true },
    } as const;
    return {
      transnar: teacher,
      transformer: student,
      distilled: { name: `distilled-${label}${suffix}`, student, teacher, loss: distillation },
    };
  };
  return {
    nar,
    english,
    ...models('', { kind: 'untrained' }),
    pretrained: models('-pretrained', { kind: 'english', experiment: english }),
  };
}

/** Half of each; the paper gives no numbers, and 2 is the usual softening. */
const distillation = { truth: 0.5, temperature: 2 };
