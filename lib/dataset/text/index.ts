/** CLRS-Text: trajectories as text and back, and text as tokens. */
export type { TextProblem } from './cursor.ts';
export { type FormatOptions, type TextOptions, type TextSample, formatSample } from './format.ts';
export { answerElements, legalCharacters } from './grammar.ts';
export { asShown, piecesWithoutIndexHints, withIndexHints, withoutIndexHints } from './index-hints.ts';
export { type FieldShape, type TextField, type TextLayout, textLayout } from './layout.ts';
export { formatFloat, formatInteger } from './numbers.ts';
export {
  type ParseOptions,
  type ParsedAnswer,
  type ParsedQuestion,
  parseAnswer,
  parseOutputs,
  parseQuestion,
} from './parse.ts';
export {
  type DeviationName,
  type ReceivedAnswer,
  deviations,
  receivedAnswer,
  receivedQuestion,
  receivedTruth,
} from './received.ts';
export { retrace } from './retrace.ts';
export { solves } from './solves.ts';
export {
  type Tokenizer,
  type TokenizerOptions,
  charsTokenizer,
  indicesTokenizer,
  namesTokenizer,
} from './tokenizer.ts';
export type { TextValue, TextValues } from './values.ts';
