/**
 * Index hints: every element of a list preceded by its index, `[0:0.5 1:0.25]`, and every row of a matrix likewise,
 * `[0:[0:0 1:1], 1:[0:1 1:0]]`. To answer with an index is then to copy what stands before the element. The paper
 * proposes them, after Zhou et al. (arXiv 2310.16028), against TransNAR's losses where an index is searched. Single
 * numbers stay as they are, and names have no digit that a colon follows.
 */

/** CLRS-Text, a question or an answer, with index hints: `labels` in place of 0, 1, 2, … */
export function withIndexHints(text: string, labels?: readonly number[]): string {
  return text
    .replace(innermostList, (_, items: string) => `[${numbered(items, ' ', labels)}]`)
    .replace(matrix, (_, rows: string) => `[${numbered(rows, ', ', labels)}]`);
}

/** Texts as whoever was trained with index hints, or without, is shown them. */
export const asShown =
  (indexHints: boolean) =>
  (text: string): string =>
    indexHints ? withIndexHints(text) : text;

/**
 * The text without index hints: the inverse of {@link withIndexHints}, and total over all strings. A wrong index is
 * taken out like a right one, since elements count by their order, as they do in a text that never had hints.
 */
export function withoutIndexHints(text: string): string {
  return text.replace(marker, '');
}

/** What each of some pieces of a text, such as its tokens, is of it in {@link withoutIndexHints}: '' for a hint's own. */
export function piecesWithoutIndexHints(pieces: readonly string[]): string[] {
  const text = pieces.join('');
  const isHint = new Uint8Array(text.length);
  for (const { 0: hint, index } of text.matchAll(marker)) isHint.fill(1, index, index + hint.length);
  let at = 0;
  return pieces.map((piece) => {
    const start = at;
    at += piece.length;
    return text
      .slice(start, at)
      .replace(/[^]/g, (character, i: number) => (isHint[start + i] ? '' : character));
  });
}

const innermostList = /\[([^[\]]+)\]/g;
const matrix = /\[(\[[^]*?\])\]/g;
const marker = /(?<=[[ ])\d+:(?=[-\d[])/g;

const numbered = (text: string, separator: string, labels: readonly number[] | undefined) =>
  text
    .split(separator)
    .map((element, index) => `${labels ? labels[index] : index}:${element}`)
    .join(separator);
