/** Models that run in a page: what they are made of, and the section that holds them. */
export { type LiveData, type LiveLanguageModel, languageWeights, narWeights } from './data.ts';
export { type LiveParts, liveSection } from './html.ts';
