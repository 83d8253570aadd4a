/** A problem in both of its forms, graph and text, and its graph alone as a part of other figures. */
import type { TopLevelSpec } from 'vega-lite';
import type { Trajectory } from '../dataset/index.ts';
import { graphNotes, graphLinks, graphNodes, nodeRadius } from './graph-layout.ts';
import { type Panel, monospaceFamily, palette, readable, theme } from './theme.ts';

/** The graph's panel shows this many units to each side of its centre; the nodes stand on the unit circle. */
const reach = { x: 2, y: 1.4 };
const pixels = 100;
const lineHeight = 16;
/** Characters of a line of text, and pixels of a character. */
const columns = 56;
const characterWidth = 6.7;

/** One problem as the two streams see it: the graph that the reasoner gets beside the text that the language model gets. */
export function graphBesideText(
  trajectory: Trajectory,
  text: { readonly question: string; readonly answer: string },
): TopLevelSpec {
  return {
    ...theme,
    title: {
      text: `${readable(trajectory.algorithm)}: one problem as graph and as text`,
      subtitle: [
        'grey: what is given; ring: a marked node; orange: what is to be found',
        ...graphNotes(trajectory),
      ],
    },
    spacing: 30,
    hconcat: [graphPanel(trajectory), textPanel(text)],
  };
}

/** The graph of a problem: what is given in grey, what is to be found in colour. */
export function graphPanel(trajectory: Trajectory): Panel {
  const scale = (to: number) => ({ domain: [-to, to] });
  const at = (x: string, y: string) =>
    ({
      x: { field: x, type: 'quantitative', scale: scale(reach.x), axis: null },
      y: { field: y, type: 'quantitative', scale: scale(reach.y), axis: null },
    }) as const;
  const stroke = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: ['input', 'output'], range: [palette.grey, palette.vermillion] as string[] },
    legend: null,
  } as const;
  const links = { values: graphLinks(trajectory) };
  const nodes = { values: graphNodes(trajectory) };
  /** Twice: first as a gap in the lines below. */
  const weightText = (ink: { fill?: string; stroke?: string; strokeWidth?: number }) => ({
    data: links,
    transform: [{ filter: 'datum.edgeWeight !== ""' }],
    mark: { type: 'text', fontSize: 9, ...ink } as const,
    encoding: { ...at('weightX', 'weightY'), text: { field: 'edgeWeight' } },
  });
  const given = links.values.some(({ edgeWeight }) => edgeWeight !== '');
  const area = Math.PI * (nodeRadius(trajectory) * pixels) ** 2;
  return {
    width: 2 * reach.x * pixels,
    height: 2 * reach.y * pixels,
    layer: [
      {
        data: links,
        mark: { type: 'rule' },
        encoding: {
          ...at('x', 'y'),
          x2: { field: 'x2' },
          y2: { field: 'y2' },
          color: stroke,
          size: { condition: { test: 'datum.kind === "output"', value: 2.5 }, value: 1 },
        },
      },
      {
        data: links,
        transform: [{ filter: 'datum.directed' }],
        mark: { type: 'point', shape: 'triangle', filled: true, size: 50, opacity: 1 },
        encoding: {
          ...at('x2', 'y2'),
          color: stroke,
          angle: { field: 'angle', type: 'quantitative', scale: { domain: [0, 360], range: [0, 360] } },
        },
      },
      ...(given ? [weightText({ stroke: 'white', strokeWidth: 4 }), weightText({ fill: '#555555' })] : []),
      {
        data: nodes,
        mark: { type: 'point', filled: true, size: area, opacity: 1 },
        encoding: {
          ...at('x', 'y'),
          fill: { condition: { test: 'datum.chosen', value: palette.vermillion }, value: palette.faint },
          stroke: { condition: { test: 'datum.marked', value: palette.black }, value: palette.grey },
          strokeWidth: { condition: { test: 'datum.marked', value: 2.5 }, value: 1 },
        },
      },
      {
        data: nodes,
        mark: { type: 'text', fontWeight: 600 },
        encoding: {
          ...at('x', 'y'),
          text: { field: 'node' },
          color: { condition: { test: 'datum.chosen', value: 'white' }, value: palette.black },
        },
      },
      {
        data: nodes,
        mark: { type: 'text', fontSize: 10, color: '#555555', align: { expr: 'datum.align' } },
        encoding: { ...at('valueX', 'valueY'), text: { field: 'value' } },
      },
    ],
  };
}

function textPanel({ question, answer }: { readonly question: string; readonly answer: string }): Panel {
  const lines = [
    ...wrapped(question).map((line) => ({ line, part: 'question' })),
    ...wrapped(answer).map((line) => ({ line, part: 'answer' })),
  ];
  const rows = Math.max(lines.length, Math.floor((2 * reach.y * pixels) / lineHeight));
  return {
    width: columns * characterWidth,
    height: rows * lineHeight,
    data: { values: lines.map((each, row) => ({ ...each, row })) },
    mark: { type: 'text', align: 'left', font: `${monospaceFamily}, monospace`, fontSize: 11, x: 0 },
    encoding: {
      y: { field: 'row', type: 'quantitative', axis: null, scale: { domain: [0, rows], reverse: true } },
      text: { field: 'line' },
      color: {
        condition: { test: 'datum.part === "answer"', value: palette.vermillion },
        value: palette.black,
      },
    },
  };
}

/** Lines of at most `columns` characters, broken between the rows of a matrix or else between its numbers. */
function wrapped(text: string): string[] {
  const pieces = (line: string) =>
    line.split(/(?<=[\],] )/).flatMap((piece) => (piece.length > columns ? piece.split(/(?<= )/) : [piece]));
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const lines = [''];
      for (const piece of pieces(line)) {
        if (`${lines.at(-1)}${piece}`.trimEnd().length > columns) lines.push('');
        lines[lines.length - 1] += piece;
      }
      return lines;
    });
}
