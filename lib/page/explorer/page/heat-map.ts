/** Attention of many tokens to the nodes, a row each, as SVG. */
import { escaped } from '../../../figure/escaped.ts';

const cell = { width: 20, height: 14 };
const top = 18;

export interface HeatMap {
  /** The token of each row, and what it says. */
  readonly rows: readonly { readonly token: number; readonly text: string }[];
  readonly weights: (token: number) => ArrayLike<number>;
  readonly labels: readonly string[];
}

/** The largest weight has the full colour. Rows carry `data-token`, cells `data-weight`. */
export function heatMap({ rows, weights, labels }: HeatMap): string {
  const left = 8 * Math.max(...rows.map(({ text }) => text.length)) + 10;
  const right = left + cell.width * labels.length;
  const most = Math.max(...rows.flatMap(({ token }) => Array.from(weights(token))), Number.MIN_VALUE);
  const heads = labels.map(
    (_, node) => `<text x="${left + cell.width * (node + 0.5)}" y="12" text-anchor="middle">${node}</text>`,
  );
  const body = rows.map(({ token, text }, row) => {
    const y = top + row * cell.height;
    const cells = labels.map((label, node) => {
      const weight = weights(token)[node];
      const about = `${text} → ${label}: ${weight.toFixed(3)}`;
      return (
        `<rect class="cell" data-weight="${weight.toFixed(4)}" x="${left + cell.width * node}" y="${y}" ` +
        `width="${cell.width}" height="${cell.height}" fill-opacity="${Number((weight / most).toFixed(3))}">` +
        `<title>${escaped(about)}</title></rect>`
      );
    });
    const name = `<text class="row" x="${left - 6}" y="${y + 11}" text-anchor="end">${escaped(text)}</text>`;
    return `<g data-token="${token}" data-y="${y}">${name}${cells.join('')}</g>`;
  });
  const height = top + rows.length * cell.height + 2;
  return (
    `<svg class="heat-map" role="img" aria-label="attention of ${rows.length} tokens to ${labels.length} nodes" ` +
    `viewBox="0 0 ${right + 2} ${height}" width="${right + 2}" height="${height}">${heads.join('')}${body.join('')}` +
    `<rect class="frame" x="${left}" y="0" width="${right - left}" height="${cell.height}"/></svg>`
  );
}

/** Frames the row of a token in a map that is drawn; none if it has no row. */
export function frameRow(map: HTMLElement, token: number): void {
  const row = map.querySelector(`[data-token="${token}"]`);
  const frame = map.querySelector('.frame');
  frame?.setAttribute('y', row?.getAttribute('data-y') ?? '0');
  frame?.setAttribute('visibility', row ? 'visible' : 'hidden');
}
