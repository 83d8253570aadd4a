/** Models that run in a page: what they are made of, and the scripts that hold them. */
export {
  type LiveData,
  type LiveLanguageModel,
  type LiveVoice,
  languageWeights,
  modelFor,
  narWeights,
} from './data.ts';
export { type LiveParts, liveScripts } from './html.ts';
