/** What a TransNAR reads of the graph for each token that it writes. */
import type { TopLevelSpec } from 'vega-lite';
import { type Attention, type AttentionChoice, attentionTo, visible } from '../analysis/index.ts';
import { graphPanel } from './graph-beside-text.ts';
import { type Panel, monospaceFamily, palette, readable, rounded, theme } from './theme.ts';

/** Which attention is drawn, and for which tokens. */
export interface AttentionFigureOptions extends AttentionChoice {
  /** The tokens whose writing is shown (default: those of the answer). */
  readonly part?: 'question' | 'answer' | undefined;
}

/** Pixels of a row, and what the columns of the edges share. */
const rowHeight = 14;
const edgesWidth = 620;

/**
 * The graph, and heat maps of tokens over its nodes and its edges. A row is labelled with the token that is written and
 * shows what is read for it, that is by the token before. Without a layer or head, means over all.
 */
export function attentionToGraph(
  attention: Attention,
  { layer, head, part = 'answer' }: AttentionFigureOptions = {},
): TopLevelSpec {
  const { trajectory, toEdges } = attention;
  const rows = attention.tokens.flatMap((token, t) =>
    t > 0 && token.part === part ? [{ reader: t - 1, label: `${t}|${visible(token.text)}` }] : [],
  );
  const columns = attention.nodes.length;
  const read = (what: 'nodes' | 'edges', width: number) => {
    const weights = attentionTo(what, attention, { layer, head });
    return rows.flatMap(({ reader, label }) =>
      Array.from({ length: width }, (_, column) => {
        return { token: label, column, weight: rounded(weights[reader * width + column]) };
      }),
    );
  };
  const order = rows.map(({ label }) => label);
  return {
    ...theme,
    title: {
      text: `What each token reads of the graph: ${readable(trajectory.algorithm)}`,
      subtitle: `${layer === undefined ? 'mean over layers' : `layer ${layer}`}, ${
        head === undefined ? 'mean over heads' : `head ${head}`
      }; each row sums to 1 over nodes and over edges`,
    },
    spacing: 24,
    vconcat: [
      {
        spacing: 30,
        hconcat: [
          graphPanel(trajectory),
          heatMap(read('nodes', columns), order, {
            title: 'nodes',
            step: 26,
            axis: { values: Array.from({ length: columns }, (_, node) => node), labelAngle: 0 },
          }),
        ],
      },
      ...(toEdges
        ? [
            heatMap(read('edges', columns ** 2), order, {
              title: 'edges (i, j), by i',
              step: Math.max(3, Math.min(16, Math.floor(edgesWidth / columns ** 2))),
              axis: {
                values: Array.from({ length: columns }, (_, node) => node * columns),
                labelExpr: `format(datum.value / ${columns}, 'd')`,
                labelAngle: 0,
                labelAlign: 'left',
              },
            }),
          ]
        : []),
    ],
    resolve: { scale: { color: 'independent' } },
  };
}

interface HeatMapOptions {
  readonly title: string;
  /** Pixels of a column. */
  readonly step: number;
  readonly axis: object;
}

function heatMap(values: readonly object[], order: string[], { title, step, axis }: HeatMapOptions): Panel {
  return {
    width: { step },
    height: { step: rowHeight },
    data: { values: [...values] },
    mark: { type: 'rect' },
    encoding: {
      x: { field: 'column', type: 'ordinal', title, axis: { ...axis, ticks: false } },
      y: {
        field: 'token',
        type: 'ordinal',
        sort: order,
        title: 'token that is written',
        axis: {
          ticks: false,
          labelFont: `${monospaceFamily}, monospace`,
          labelExpr: `slice(datum.label, indexof(datum.label, '|') + 1)`,
        },
      },
      color: {
        field: 'weight',
        type: 'quantitative',
        title: 'attention',
        scale: { domainMin: 0, range: ['white', palette.blue], interpolate: 'rgb' },
        legend: { gradientLength: 80 },
      },
    },
  };
}
