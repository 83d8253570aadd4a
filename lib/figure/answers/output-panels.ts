/** How figures of answers are divided: a panel for each output of an algorithm at each size. */
import { readable } from '../theme.ts';

/** One panel for each output and size, headed by both on two lines. */
export const outputPanel = (algorithm: string, output: string, size: number): string =>
  `${readable(algorithm)}|${output}, size ${size}`;

/** Panels in the order of their rows, outputs below each other and sizes side by side. */
export function outputPanels(rows: readonly { readonly panel: string; readonly size: number }[]) {
  const sizes = new Set(rows.map(({ size }) => size)).size;
  const sort = [...new Set(rows.map(({ panel }) => panel))];
  const header = { labelExpr: "split(datum.label, '|')", labelFontSize: 10 };
  return { facet: { field: 'panel', type: 'nominal', title: null, sort, header }, columns: sizes } as const;
}
