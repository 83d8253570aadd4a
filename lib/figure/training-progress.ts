/** Runs as they train, one beside the other: every quantity of their curves in a panel of its own, to hover and zoom. */
import type { TopLevelSpec } from 'vega-lite';
import type { LayerSpec, UnitSpec } from 'vega-lite/build/src/spec/index.js';
import type { Field, PositionFieldDef } from 'vega-lite/build/src/channeldef.js';
import type { MetricLine } from '../store/index.ts';
import { type ProgressingRun, type Quantity, progressPoints, quantities } from './progress-points.ts';
import { categoryColour, coloursOf, theme } from './theme.ts';

/** How runs are drawn. */
export interface TrainingProgressOptions {
  readonly title?: string;
  /** Below the title, such as how long it will take. */
  readonly status?: readonly string[];
  /** Weight of the moving average, 0 (none) to below 1; what was measured stays visible, faint. */
  readonly smoothing?: number;
  readonly over?: 'updates' | 'minutes';
  /** Points of a line; where there are more, equally many neighbours become one. */
  readonly points?: number;
  /** Panels side by side. */
  readonly columns?: number;
  /** Whether panels zoom, and points say what they are under the pointer: triples an image that has no pointer. */
  readonly interactive?: boolean;
}

/**
 * Loss, validation by name, gradient norm, and the speed where it was measured, of one or several runs; thick lines are
 * smoothed. Throws if no run has a line yet.
 */
export function trainingProgress(
  runs: readonly ProgressingRun[],
  {
    title = 'Training',
    status = [],
    smoothing = 0,
    over = 'updates',
    points = 150,
    columns = 2,
    interactive = true,
  }: TrainingProgressOptions = {},
): TopLevelSpec {
  const drawn = runs.filter(({ lines }) => lines.length > 0);
  if (drawn.length === 0) throw new Error('There is nothing to draw yet: no run has measured anything.');
  const at = (line: MetricLine) => (over === 'minutes' ? line.seconds / 60 : line.update);
  const values = drawn.flatMap((run) => progressPoints(run, { at, smoothing, points }));
  const shown = quantities.filter(({ name }) => values.some(({ quantity }) => quantity === name));
  const names = drawn.map(({ name }) => name);
  const frame: Frame = {
    names,
    axis: over === 'minutes' ? 'minutes of training' : 'update',
    faint: smoothing > 0,
    interactive,
    partly: new Set(values.filter(({ part }) => part !== '').map(({ quantity }) => quantity)),
  };
  return {
    ...theme,
    title: { text: title, ...(status.length > 0 && { subtitle: [...status] }) },
    // Where the axes end: a view that goes on living needs new points and this, and keeps its zoom.
    params: [{ name: 'last', value: Math.max(...values.map((point) => point.at)) }],
    datasets: { progress: values },
    data: { name: 'progress' },
    columns,
    spacing: 24,
    concat: shown.map((quantity) => panel(quantity, frame)),
  };
}

/** What the panels share. */
interface Frame {
  readonly names: readonly string[];
  readonly axis: string;
  /** Whether what was measured is drawn behind what was smoothed. */
  readonly faint: boolean;
  readonly interactive: boolean;
  /** The quantities that have parts. */
  readonly partly: ReadonlySet<string>;
}

type Layer = LayerSpec<Field> | UnitSpec<Field>;

function panel({ name, title, scale, format }: Quantity, { names, axis, faint, interactive, partly }: Frame) {
  const x: PositionFieldDef<Field> = {
    field: 'at',
    type: 'quantitative',
    title: axis,
    // One for all panels: those of rare measurements would begin later and end earlier.
    scale: { domain: [0, { expr: 'last' }], nice: false },
    axis: { grid: false, tickCount: 5 },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: null,
    scale,
    axis: { tickCount: 5, ...(format !== undefined && { format }) },
  });
  const color = {
    field: 'run',
    type: 'nominal',
    title: null,
    sort: [...names],
    scale: { domain: [...names], range: runColours(names) },
    legend:
      names.length > 1 ? { orient: 'top', columns: 1, symbolType: 'stroke', direction: 'vertical' } : null,
  } as const;
  const near = `near_${name}`;
  const whole = [{ filter: 'datum.part === ""' }];
  const layers: Layer[] = [
    {
      transform: [{ filter: 'datum.part !== ""' }],
      mark: { type: 'line', strokeWidth: 0.8, strokeOpacity: 0.45 },
      encoding: { x, y: y('value'), color, detail: { field: 'part' } },
    },
    {
      transform: whole,
      mark: { type: 'line', strokeWidth: 1, strokeOpacity: 0.3 },
      encoding: { x, y: y('measured'), color },
    },
    {
      transform: whole,
      params: interactive ? [{ name: `zoom_${name}`, select: 'interval', bind: 'scales' }] : [],
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { x, y: y('value'), color },
    },
    {
      params: [
        { name: near, select: { type: 'point', on: 'pointerover', nearest: true, clear: 'pointerout' } },
      ],
      mark: { type: 'point', filled: true, size: 50 },
      encoding: {
        x,
        y: y('value'),
        color,
        opacity: { condition: { param: near, empty: false, value: 1 }, value: 0 },
        tooltip: [
          { field: 'run', title: 'run' },
          { field: 'part', title: 'of' },
          { field: 'at', title: axis, type: 'quantitative' },
          { field: 'value', title, type: 'quantitative' },
          { field: 'measured', title: 'measured', type: 'quantitative' },
        ],
      },
    },
  ];
  return {
    title: { text: title, fontSize: 11, offset: 6 },
    width: 300,
    height: 150,
    transform: [{ filter: `datum.quantity === "${name}"` }],
    layer: layers.filter((_, index) => [partly.has(name), faint, true, interactive][index]),
  };
}

/** Those of their models, unless two runs would look alike: then they take turns. */
function runColours(names: readonly string[]): string[] {
  const own = coloursOf(names);
  return new Set(own).size === names.length ? own : names.map((_, index) => categoryColour(index));
}
