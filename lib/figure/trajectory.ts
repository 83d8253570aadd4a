/** One execution of an algorithm as a picture: every hint over its steps, drawn by what its location and type are. */
import type { TopLevelSpec } from 'vega-lite';
import type { Feature, Trajectory } from '../dataset/index.ts';
import { colourNotes, hintCells } from './hint-cells.ts';
import { type Panel, readable, theme } from './theme.ts';

/** Which hints of an execution are drawn, and how many of their steps. */
export interface TrajectoryFigureOptions {
  readonly title?: string;
  /** Which hints, in this order (default: all). */
  readonly hints?: readonly string[];
  /** Hints on edges are drawn at this many steps, evenly spread. */
  readonly matrices?: number;
}

/** Pixels that the steps of a trajectory share, and the widest and narrowest that one of them gets. */
const stepsWidth = 560;
const [widest, narrowest] = [40, 9];
const rowHeight = 18;
const digitWidth = 6.5;

/** Node hints as rows of nodes over steps, graph hints as one row, edge hints as one matrix for each of some steps. */
export function trajectoryFigure(
  trajectory: Trajectory,
  options: TrajectoryFigureOptions = {},
): TopLevelSpec {
  const { algorithm, nodes, length } = trajectory;
  const { hints = Object.keys(trajectory.hints), matrices = 6 } = options;
  const { title = `${readable(algorithm)}, step by step` } = options;
  const panels = hints.map((name) => {
    const feature = trajectory.hints[name];
    if (feature) return panel(feature, trajectory, matrices);
    throw new Error(
      `${algorithm} has no hint "${name}". It has: ${Object.keys(trajectory.hints).join(', ')}.`,
    );
  });
  return {
    ...theme,
    title: {
      text: title,
      subtitle: [
        `${nodes} nodes, ${length} ${length === 1 ? 'step' : 'steps'}`,
        ...colourNotes(hints.map((name) => trajectory.hints[name])),
      ],
    },
    spacing: 14,
    vconcat: panels,
  };
}

function panel(feature: Feature, { nodes, length }: Trajectory, matrices: number): Panel {
  const { name, location, type } = feature;
  const cells = hintCells(feature, nodes, length);
  const title = { text: `${name} (${location}, ${readable(type)})`, fontSize: 11, offset: 6 };
  if (location === 'edge') {
    const steps = evenly(length, matrices);
    return {
      title,
      data: { values: cells.filter(({ step }) => steps.includes(step)) },
      transform: [{ calculate: '"step " + datum.step', as: 'heading' }],
      facet: { column: { field: 'heading', type: 'nominal', title: null, sort: null } },
      spec: grid('column', rowHeight, { x: 'to node', y: 'from node' }),
    };
  }
  const width = Math.max(narrowest, Math.min(widest, Math.floor(stepsWidth / length)));
  return {
    title,
    data: { values: cells },
    ...grid('step', width, { x: 'step', y: location === 'node' ? 'node' : null }),
  };
}

/** Cells as squares, with their labels where these are short enough. */
function grid(
  x: 'step' | 'column',
  width: number,
  titles: { readonly x: string; readonly y: string | null },
): Extract<Panel, { layer: unknown }> {
  const axis = { ticks: false, domain: false, labelAngle: 0 } as const;
  const encoding = {
    x: { field: x, type: 'ordinal', title: titles.x, axis },
    y: { field: 'row', type: 'ordinal', title: titles.y, axis },
  } as const;
  return {
    width: { step: width },
    height: { step: rowHeight },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: { ...encoding, color: { field: 'fill', type: 'nominal', scale: null } },
      },
      {
        transform: [{ filter: `datum.label && length(datum.label) * ${digitWidth} < ${width}` }],
        mark: { type: 'text', fontSize: 9 },
        encoding: {
          ...encoding,
          text: { field: 'label', type: 'nominal' },
          color: { field: 'ink', type: 'nominal', scale: null },
        },
      },
    ],
  };
}

/** At most `count` of 0..length-1, the first and the last among them. */
function evenly(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, step) => step);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}
