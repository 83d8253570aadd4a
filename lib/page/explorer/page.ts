/** The explorer as one HTML page that needs nothing else, not even a network. */
import { gzipSync } from 'node:zlib';
import { arrowTip, drawingStyle } from '../trace/drawing.ts';
import { tableStyle } from '../trace/tables.ts';
import type { ExplorerData } from './data.ts';

/** The page's own parts, as texts. */
export interface PageParts {
  /** page/main.ts with all that it imports, as one script. */
  readonly script: string;
  readonly style: string;
  /** plotly.js. */
  readonly plotly: string;
  /** The section in which models run; absent: a page without them. */
  readonly live?: string;
}

/** The page for some data. Library and data are compressed: they would be four times as large. */
export function explorerPage(data: ExplorerData, { script, style, plotly, live = '' }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>TransNAR Lab: explorer</title>
<style>
${style}${tableStyle}${drawingStyle}</style>
</head>
<body>
<h1>What TransNAR looks at, what algorithms do, where answers fail</h1>
<p>Made by <code>npx transnar explorer</code> from the evaluations of these runs on this project's own problems. Scores are
means over all algorithms and answers; a model that is hardly trained attends and answers at random.</p>
<p id="problem" role="alert"></p>
${live}<table class="models">
<thead><tr><th scope="col">model</th><th scope="col">updates</th><th scope="col">training</th><th scope="col">trained sizes</th><th scope="col">CLRS, trained sizes</th><th scope="col">CLRS, unseen sizes</th><th scope="col">answers not right</th><th scope="col">finished</th><th scope="col">run</th></tr></thead>
<tbody id="models"></tbody>
</table>
<div role="tablist" aria-label="tools">
${tab('attention', 'Attention over the graph')}
${tab('trajectories', 'Trajectories, step by step')}
${tab('answers', 'Answers that fail')}
</div>
${panel('attention')}
${panel('trajectories')}
${panel('answers')}
<svg width="0" height="0" style="position: absolute" aria-hidden="true"><defs>${arrowTip}</defs></svg>
<script type="application/gzip" id="data">${packed(JSON.stringify(data))}</script>
<script type="application/gzip" id="plotly">${packed(plotly)}</script>
<script>
${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

const tab = (name: string, title: string) =>
  `<button type="button" role="tab" id="tab-${name}" aria-controls="${name}">${title}</button>`;

const panel = (name: string) =>
  `<section role="tabpanel" id="${name}" aria-labelledby="tab-${name}" hidden></section>`;

const packed = (text: string) => gzipSync(text, { level: 9 }).toString('base64');
