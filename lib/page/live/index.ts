/** Models that run in a page: what they are made of, and the scripts that hold them. */
export { type LiveData, type LiveVoice, narWeights, voiceWeights } from './data.ts';
export { type LiveParts, liveScripts } from './html.ts';
