/** What each attention head carries of an answer: a panel for each model, a row for each attention, a cell for each head. */
import type { TopLevelSpec } from 'vega-lite';
import type { HeadEffect } from '../analysis/head-effects.ts';
import { palette, rounded, theme } from './theme.ts';

/** Pixels of a cell. */
const cell = 30;

/** Effects by the names of models, in their order; 1 is all of the way to the other problem's answer. */
export function headEffectsFigure(
  bySeries: Readonly<Record<string, readonly HeadEffect[]>>,
  { title = 'Which head carries the answer' }: { readonly title?: string } = {},
): TopLevelSpec {
  const series = Object.keys(bySeries);
  const values = series.flatMap((name) =>
    bySeries[name].map(({ attention, head, effect }) => ({
      series: name,
      attention: readableAttention(attention),
      head: head + 1,
      effect: rounded(effect),
    })),
  );
  const position = {
    x: {
      field: 'head',
      type: 'ordinal',
      title: 'head',
      axis: { labelAngle: 0, ticks: false, domain: false },
    },
    y: {
      field: 'attention',
      type: 'nominal',
      title: null,
      sort: [...new Set(values.map(({ attention }) => attention))].sort(byLayer),
      axis: { ticks: false, domain: false },
    },
  } as const;
  return {
    ...theme,
    title: {
      text: title,
      subtitle: 'share of the way to another problem’s answer when this head alone is exchanged',
    },
    data: { values },
    facet: { column: { field: 'series', type: 'nominal', title: null, sort: series } },
    spec: {
      width: { step: cell },
      height: { step: cell * 0.7 },
      encoding: position,
      layer: [
        {
          mark: 'rect',
          encoding: {
            color: {
              field: 'effect',
              type: 'quantitative',
              scale: { domain: [0, 1], range: ['#FFFFFF', palette.blue], interpolate: 'rgb', clamp: true },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 9 },
          encoding: {
            text: { field: 'effect', type: 'quantitative', format: '.2f' },
            color: { condition: { test: 'datum.effect > 0.5', value: 'white' }, value: palette.black },
          },
        },
      ],
    },
  };
}

/** In the order in which they run: a layer's text, then what it reads. */
const byLayer = (a: string, b: string) => parseInt(a.slice(6)) - parseInt(b.slice(6)) || kind(a) - kind(b);
const kind = (label: string) => ['text', 'nodes', 'edges'].findIndex((each) => label.endsWith(each));

/** `language.blocks.0.attention` reads the text, `reader.blocks.0.nodes` the nodes: layers count from 1. */
function readableAttention(path: string): string {
  const [, layer, what] = /blocks\.(\d+)\.(\w+)$/.exec(path) ?? ['', '0', path];
  return `layer ${Number(layer) + 1}, ${what === 'attention' ? 'text' : what}`;
}
