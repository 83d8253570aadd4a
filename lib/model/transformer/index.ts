export { type TransformerConfig, transformerConfig, transformerSize } from './config.ts';
export { type Generated, type GenerateOptions, type Prompt, answerBudget, generate } from './generate.ts';
export { type NamedArray, fromGptNeox, gptNeoxConfig, loadGptNeox } from './gpt-neox.ts';
export type { Decoding, Inspect, LanguageModel, Memories, MemoryReading } from './language-model.ts';
export { type TeachingOptions, distillationLoss, softenedDivergence } from './distillation-loss.ts';
export { countedLogits, languageLoss, tokenTensors } from './loss.ts';
export { transformerPresets } from './presets.ts';
export { languageScope, transformer } from './transformer.ts';
