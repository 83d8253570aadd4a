/** The messages over triplets to one edge, taken apart into what nodes and edges add. */
import type { TopLevelSpec } from 'vega-lite';
import type { Triplet, TripletMessages } from '../analysis/triplet-messages.ts';
import { type Panel, palette, theme } from './theme.ts';
import { reach, signed, tripletLabels, tripletLinks, tripletNodes } from './triplet-layout.ts';

type Edge = Pick<Triplet, 'j' | 'k'>;

const pixels = 78;
const nodeArea = 480;
const shade = '#F1F1F1';

/**
 * The messages t_ijk to one edge from j to k, a panel for each third node i: what the nodes and edges of the triplet add
 * to one feature, and the sum. Below, the sums in every feature and the largest of them, which is what the edge gets.
 */
export function tripletFigure(
  messages: TripletMessages,
  { edge, feature = 0 }: { readonly edge: Edge; readonly feature?: number },
): TopLevelSpec {
  const thirds = Array.from({ length: messages.nodes }, (_, i) => i);
  return {
    ...theme,
    title: {
      text: `Messages over triplets to the edge from node ${edge.j} (j) to node ${edge.k} (k)`,
      subtitle: [
        `for each third node i: what nodes and edges add to feature ${feature} of t; the shaded sum is the largest`,
        'below: t in every feature, and the largest of each row, which is what the edge gets',
      ],
    },
    spacing: 26,
    vconcat: [
      { spacing: 12, hconcat: thirds.map((i) => panel(messages, { ...edge, i }, feature)) },
      table(messages, edge, thirds),
    ],
  };
}

function panel(messages: TripletMessages, triplet: Triplet, feature: number): Panel {
  const { i } = triplet;
  const isLargest = winner(messages, triplet, feature) === i;
  const ground = isLargest ? shade : 'white';
  const scale = (to: number) => ({ domain: [-to, to] });
  const at = (x: string, y: string) =>
    ({
      x: { field: x, type: 'quantitative', scale: scale(reach.x), axis: null },
      y: { field: y, type: 'quantitative', scale: scale(reach.y), axis: null },
    }) as const;
  const asItIs = (field: string) => ({ field, type: 'nominal', scale: null }) as const;
  const labels = { values: tripletLabels(messages, triplet, feature) };
  const nodes = { values: tripletNodes(messages, triplet) };
  return {
    width: 2 * reach.x * pixels,
    height: 2 * reach.y * pixels,
    title: {
      text: `i = ${i}:  t = ${signed(messages.message(triplet, feature))}`,
      fontSize: 11,
      fontWeight: isLargest ? 600 : 400,
      anchor: 'middle',
      offset: 5,
    },
    view: { fill: ground, stroke: palette.faint },
    layer: [
      {
        data: { values: tripletLinks(messages, triplet) },
        mark: { type: 'rule' },
        encoding: {
          ...at('x', 'y'),
          x2: { field: 'x2' },
          y2: { field: 'y2' },
          color: asItIs('colour'),
          size: { field: 'width', type: 'quantitative', scale: null },
        },
      },
      {
        data: nodes,
        mark: { type: 'point', filled: true, size: nodeArea, opacity: 1, strokeWidth: 3 },
        encoding: { ...at('x', 'y'), fill: asItIs('fill'), stroke: asItIs('ring') },
      },
      {
        data: nodes,
        mark: { type: 'text', fontWeight: 600 },
        encoding: { ...at('x', 'y'), text: { field: 'node' }, color: asItIs('ink') },
      },
      // A label in the colour of the ground, drawn thick, keeps the lines out of the letters.
      {
        data: labels,
        mark: { type: 'text', fontSize: 10, stroke: ground, strokeWidth: 8, color: ground },
        encoding: { ...at('x', 'y'), text: { field: 'text' } },
      },
      {
        data: labels,
        mark: { type: 'text', fontSize: 10 },
        encoding: { ...at('x', 'y'), text: { field: 'text' }, color: asItIs('colour') },
      },
    ],
  };
}

/** The sums in every feature (rows) for every third node (columns), and the largest of each row. */
function table(messages: TripletMessages, edge: Edge, thirds: readonly number[]): Panel {
  const columns = [...thirds.map((i) => `i = ${i}`), 'largest'];
  const values = Array.from({ length: messages.features }, (_, feature) => {
    const best = winner(messages, edge, feature);
    return [
      ...thirds.map((i) => ({
        column: columns[i],
        number: messages.message({ ...edge, i }, feature),
        isLargest: i === best,
      })),
      { column: 'largest', number: messages.largest(edge, feature), isLargest: true },
    ].map(({ number, ...rest }) => ({ ...rest, feature, text: signed(number) }));
  }).flat();
  const axis = { title: null, ticks: false, domain: false, labelAngle: 0 } as const;
  const encoding = {
    x: { field: 'column', type: 'ordinal', sort: columns, axis: { ...axis, orient: 'top' } },
    y: { field: 'feature', type: 'ordinal', axis: { ...axis, title: 'feature' } },
  } as const;
  return {
    width: { step: 64 },
    height: { step: 20 },
    data: { values },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white' },
        encoding: {
          ...encoding,
          color: { condition: { test: 'datum.isLargest', value: shade }, value: 'white' },
        },
      },
      {
        mark: { type: 'text' },
        encoding: {
          ...encoding,
          text: { field: 'text' },
          color: {
            condition: { test: 'datum.isLargest', value: palette.black },
            value: palette.grey,
          },
        },
      },
    ],
  };
}

/** The third node whose message is the largest. */
function winner(messages: TripletMessages, edge: Edge, feature: number): number {
  const sums = Array.from({ length: messages.nodes }, (_, i) => messages.message({ ...edge, i }, feature));
  return sums.indexOf(Math.max(...sums));
}
