/** Long lists in a notebook: one line for each item, which opens to show the rest. */
import { escaped } from './escaped.ts';
import { type TableRow, htmlTable } from './table.ts';

/** One thing to open in a long list: a line, and what it hides. */
export interface Fold {
  readonly summary: string;
  /** Shown as it is, line by line. */
  readonly text: string;
  readonly rows?: readonly TableRow[];
}

/** A list to browse: it scrolls within `height` pixels, and each item opens by itself. Works without any script. */
export function htmlFolds(folds: readonly Fold[], { height = 420 } = {}): string {
  const item = ({ summary, text, rows = [] }: Fold) =>
    [
      `<details><summary>${escaped(summary)}</summary>`,
      `<pre style="white-space: pre-wrap">${escaped(text)}</pre>`,
      ...(rows.length > 0 ? [htmlTable(rows)] : []),
      '</details>',
    ].join('\n');
  return `<div style="max-height: ${height}px; overflow-y: auto">\n${folds.map(item).join('\n')}\n</div>`;
}
