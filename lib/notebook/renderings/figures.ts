/** Figures: interactive where the viewer knows Vega-Lite or Plotly, with a picture or a page beside it for the others. */
import type { TopLevelSpec } from 'vega-lite';
import { interactive } from '../../figure/interactive.ts';
import { figurePng } from '../../figure/render.ts';
import { firstLineOf } from '../../message.ts';
import type { MimeBundle } from '../host.ts';
import { plotlyPage } from './plotly-page.ts';
import { type Rendering, has } from './rendering.ts';

/** Version 5 is the one that JupyterLab, Notebook 7 and VS Code draw. */
const vegaLite = 'application/vnd.vegalite.v5+json';
const plotly = 'application/vnd.plotly.v1+json';

export const vegaLiteFigure: Rendering = (value) => (isVegaLite(value) ? figureBundle(value) : undefined);

/** A spec as a figure to hover and zoom, and as PNG. Throws one message if it does not compile. */
export async function figureBundle(spec: TopLevelSpec): Promise<MimeBundle> {
  let png: Buffer;
  try {
    png = await figurePng(spec);
  } catch (error) {
    const reason = firstLineOf(error);
    throw new Error(
      `This Vega-Lite spec does not compile: ${reason} Check the names of its marks, types and channels.`,
      { cause: error },
    );
  }
  return {
    [vegaLite]: plain(interactive(spec)),
    'image/png': png.toString('base64'),
    'text/plain': `Figure: ${titleOf(spec)}`,
  };
}

export const plotlyFigure: Rendering = (value) => {
  if (!isPlotly(value)) return undefined;
  const figure = plain({ data: value.data, layout: value.layout ?? {}, config: value.config ?? {} });
  return {
    [plotly]: figure,
    'text/html': plotlyPage(figure),
    'text/plain': `Plotly figure: ${tracesOf(value)}`,
  };
};

/** What a reader on the wire gets: no functions, no NaN, typed arrays as arrays. */
const plain = (value: object): object =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      ArrayBuffer.isView(each) ? Array.from(each as unknown as ArrayLike<number>) : each,
    ),
  ) as object;

const compositions = ['layer', 'hconcat', 'vconcat', 'concat'] as const;

function isVegaLite(value: unknown): value is TopLevelSpec {
  if (has(value, '$schema')) return String(value.$schema).includes('/vega-lite/');
  if (has(value, 'mark')) return has(value, 'data') || has(value, 'encoding');
  return compositions.some((kind) => has(value, kind) && Array.isArray(value[kind]));
}

interface Plotly {
  readonly data: readonly object[];
  readonly layout?: object;
  readonly config?: object;
}

/** Traces have a type, or at least something to draw. */
function isPlotly(value: unknown): value is Plotly {
  if (!has(value, 'data') || !Array.isArray(value.data) || value.data.length === 0) return false;
  return value.data.every((trace) =>
    ['type', 'x', 'y', 'z', 'values', 'labels'].some((key) => has(trace, key)),
  );
}

function tracesOf({ data }: Plotly): string {
  const names = data.map((trace) => (trace as { type?: string }).type ?? 'scatter');
  return [...new Set(names)].join(', ');
}

function titleOf({ title }: TopLevelSpec): string {
  const text =
    typeof title === 'string' || Array.isArray(title) ? title : has(title, 'text') ? title.text : '';
  return Array.isArray(text) ? text.join(' ') : typeof text === 'string' ? text : '';
}
