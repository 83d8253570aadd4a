/** Attention weights in few characters, for a page that holds a million of them. */

/**
 * Weights between 0 and 1 as base64 of a byte each, which holds the square root: small weights, of which a token has
 * many, keep more of their digits (one step is below 0.008 everywhere and below 0.0001 under 0.0001).
 */
export function packWeights(weights: ArrayLike<number>): string {
  const bytes = Uint8Array.from(weights, (weight) => Math.round(Math.sqrt(weight) * 255));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function unpackWeights(packed: string): Float64Array {
  const text = atob(packed);
  return Float64Array.from({ length: text.length }, (_, i) => (text.charCodeAt(i) / 255) ** 2);
}
