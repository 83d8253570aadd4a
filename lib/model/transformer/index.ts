/** The language model: its configuration, itself, its losses, and writing with it. */
export { type TransformerConfig, transformerConfig } from './config.ts';
export { type Generated, type GenerateOptions, type Prompt, answerBudget, generate } from './generate.ts';
export { type NamedArray, fromGptNeox, gptNeoxConfig, loadGptNeox } from './gpt-neox.ts';
export type { Decoding, LanguageModel, Memories } from './language-model.ts';
export { type TeachingOptions, distillationLoss, softenedDivergence } from './distillation-loss.ts';
export { countedLogits, languageLoss, tokenTensors } from './loss.ts';
export { transformerPresets } from './presets.ts';
export { languageScope, transformer, transformerSize } from './transformer.ts';
