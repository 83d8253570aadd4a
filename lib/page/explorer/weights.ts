/** Attention weights in few characters, for a page that holds a million of them. */

/** Printable characters that JSON writes as they are; compression then finds how seldom most of them come. */
const characters = Array.from({ length: 93 }, (_, i) => String.fromCharCode(i + 33)).filter(
  (character) => character !== '"' && character !== '\\',
);
const steps = characters.length - 1;
const values = new Map(characters.map((character, i) => [character, (i / steps) ** 2]));

/** How exactly weights are kept: every how manieth character is used, and weights below which are none. */
export interface Grade {
  readonly stride: number;
  readonly least: number;
}

/** For what is read as numbers: a weight is off by at most 0.012, by 0.0005 under 0.001. */
export const fine: Grade = { stride: 1, least: 0 };
/** For what is only seen, as a shade or a width, and is much more: off by at most 0.034. */
export const coarse: Grade = { stride: 3, least: 0.01 };

/**
 * Weights between 0 and 1 as one character each, which holds the square root: small weights, of which a token has many,
 * keep more of their digits.
 */
export const packWeights = (weights: ArrayLike<number>, { stride, least }: Grade): string =>
  Array.from(weights, (weight) =>
    weight < least ? characters[0] : characters[stride * Math.round((Math.sqrt(weight) * steps) / stride)],
  ).join('');

export const unpackWeights = (packed: string): Float64Array =>
  Float64Array.from(packed, (character) => values.get(character) ?? 0);
