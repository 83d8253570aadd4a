/** The explorer as one HTML page that needs nothing else, not even a network. */
import { carried } from '../carried.ts';
import { arrowTip, drawingStyle } from '../trace/drawing.ts';
import { tableStyle } from '../trace/tables.ts';
import type { ExplorerData, ExplorerDetail } from './data.ts';

/** The page's own parts, as texts. */
export interface PageParts {
  /** page/main.ts with all that it imports, as one script. */
  readonly script: string;
  readonly style: string;
  /** The scripts that models run from; absent: a page without them. */
  readonly live?: string;
}

/** A detail as it stands in the page, apart from the rest: each is unpacked when it is looked at. */
export const detailScript = (problem: number, detail: ExplorerDetail): string =>
  embedded(`detail-${problem}`, detail);

/** The page for some data and for its details (`detailScript`). Data are compressed: they would be four times as large. */
export function explorerPage(
  data: ExplorerData,
  details: readonly string[],
  { script, style, live = '' }: PageParts,
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>TransNAR Lab: explorer</title>
<style>
${tableStyle}${drawingStyle}${style}</style>
</head>
<body>
<header>
<h1>TransNAR Lab: explorer</h1>
<p>TransNAR is a Transformer that reads a problem’s text and, beside it, the graph in which a neural algorithmic reasoner has
worked the problem out. Here trained models answer the same problems: choose one, see who is right, and what each word
of an answer was looking at.</p>
<p id="problem" role="alert"></p>
<noscript><p>This page is made by its own script, and shows nothing where scripts may not run.</p></noscript>
</header>
<main></main>
<footer><p>Made by <code>npx transnar explorer</code>; nothing is loaded from a network. The address holds what is
shown, so that it can be kept and passed on.</p></footer>
<svg width="0" height="0" style="position: absolute" aria-hidden="true"><defs>${arrowTip}</defs></svg>
${embedded('data', data)}
${details.join('\n')}
${live}<script>
${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

const embedded = (id: string, value: unknown) => carried(id, JSON.stringify(value));
