export { type TextOptions, type TextSample, formatSample } from './format.ts';
export { type FieldShape, type TextField, type TextLayout, textLayout } from './layout.ts';
export { formatFloat, formatInteger } from './numbers.ts';
export { type Tokenizer, type TokenizerOptions, charsTokenizer, namesTokenizer } from './tokenizer.ts';
