/** The gates of the layers that read the graph. */
import type { TopLevelSpec } from 'vega-lite';
import type { Gates } from '../analysis/index.ts';
import { coloursOf, rounded, theme } from './theme.ts';

/** How far the gates of every layer are open, series side by side: models, or one model after more and more updates. */
export function gatesByLayer(gates: Readonly<Record<string, readonly Gates[]>>): TopLevelSpec {
  const names = Object.keys(gates);
  const values = Object.entries(gates).flatMap(([series, layers]) =>
    layers.flatMap(({ layer, attention, feedForward }) => [
      { series, layer, gate: 'attention, tanh(a)', opening: rounded(attention) },
      { series, layer, gate: 'feed-forward, tanh(b)', opening: rounded(feedForward) },
    ]),
  );
  if (values.length === 0) throw new Error('There are no gates to draw: give those of a TransNAR.');
  const layers = new Set(values.map(({ layer }) => layer)).size;
  return {
    ...theme,
    title: {
      text: 'How far the gates to the graph are open',
      subtitle: '0: closed; the sign says nothing',
    },
    data: { values },
    facet: { column: { field: 'gate', type: 'nominal', title: null } },
    spec: {
      width: Math.max(140, 18 * layers * names.length),
      height: 160,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'layer', type: 'ordinal', title: 'after block', axis: { labelAngle: 0 } },
        xOffset: { field: 'series', sort: names },
        y: { field: 'opening', type: 'quantitative', title: 'opening' },
        color: {
          field: 'series',
          type: 'nominal',
          title: null,
          legend: names.length > 1 ? { orient: 'top' } : null,
          scale: { domain: names, range: coloursOf(names) },
        },
      },
    },
  };
}
