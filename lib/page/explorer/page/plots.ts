/** Plotly in the look of the other figures. */
import type * as PlotlyLibrary from 'plotly.js-dist';
import { fontFamily, palette } from '../../../figure/theme.ts';

declare const Plotly: typeof PlotlyLibrary;

const font = { family: `${fontFamily}, Helvetica, Arial, sans-serif`, size: 11, color: '#444444' };

const axis = { fixedrange: true, zeroline: false, gridcolor: palette.faint, tickcolor: palette.grey };

/** White for nothing to the darkest blue for the largest. */
const blues: [number, string][] = [
  [0, '#ffffff'],
  [0.25, '#C7DFEE'],
  [1, palette.blue],
];

const config = { displayModeBar: false };

/** Given, since Plotly forgets a given height when it measures the width itself. Out of sight there is none. */
const widthOf = (into: HTMLElement) => Math.max(320, into.clientWidth - 4);

export interface HeatMap {
  readonly title: string;
  /** [row][column] */
  readonly values: readonly (readonly number[])[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowTitle: string;
  readonly columnTitle: string;
  /** Its row is framed. */
  readonly marked: number;
  readonly clicked: (row: number) => void;
}

export async function drawHeatMap(into: HTMLElement, map: HeatMap): Promise<void> {
  const { values, rows, columns, marked } = map;
  const plot = await Plotly.react(
    into,
    [
      {
        type: 'heatmap',
        z: values.map((row) => [...row]),
        colorscale: blues,
        zmin: 0,
        zmax: Math.max(...values.flat()),
        colorbar: { thickness: 10, outlinewidth: 0, title: { text: 'weight', side: 'right' } },
        text: rows.map((row) => columns.map((column) => `${row} → ${column}`)),
        hovertemplate: '%{text}: %{z:.3f}<extra></extra>',
      },
    ],
    {
      title: { text: map.title, x: 0, xanchor: 'left', font: { ...font, size: 13 } },
      font,
      margin: { l: 60, r: 10, t: 34, b: 46 },
      width: widthOf(into),
      height: Math.max(320, Math.min(900, 90 + 13 * rows.length)),
      xaxis: {
        ...axis,
        showgrid: false,
        title: { text: map.columnTitle },
        tickvals: columns.map((_, i) => i),
        ticktext: [...columns],
        tickangle: columns.some((name) => name.length > 3) ? -40 : 0,
        automargin: true,
      },
      yaxis: {
        ...axis,
        showgrid: false,
        autorange: 'reversed',
        title: { text: map.rowTitle },
        tickvals: rows.map((_, i) => i),
        ticktext: [...rows],
        tickfont: { ...font, family: 'Roboto Mono, monospace', size: 10 },
        automargin: true,
      },
      shapes: [
        {
          type: 'rect',
          x0: -0.5,
          x1: columns.length - 0.5,
          y0: marked - 0.5,
          y1: marked + 0.5,
          line: { color: palette.vermillion, width: 2 },
        },
      ],
    },
    config,
  );
  plot.removeAllListeners('plotly_click');
  plot.on('plotly_click', ({ points }) => map.clicked(Number(points[0].y)));
}

export interface Bars {
  readonly title: string;
  readonly groups: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export async function drawBars(into: HTMLElement, { title, groups, series }: Bars): Promise<void> {
  await Plotly.react(
    into,
    series.map(({ name, values }, i) => ({
      type: 'bar' as const,
      name,
      x: [...groups],
      y: [...values],
      marker: { color: [palette.blue, palette.sky][i] },
      hovertemplate: `%{x}, ${name}: %{y:.3f}<extra></extra>`,
    })),
    {
      title: { text: title, x: 0, xanchor: 'left', font: { ...font, size: 13 } },
      font,
      margin: { l: 45, r: 10, t: 34, b: 26 },
      width: widthOf(into),
      height: 190,
      bargap: 0.35,
      xaxis: { ...axis, showgrid: false, type: 'category' },
      yaxis: { ...axis, range: [-1, 1], zeroline: true, zerolinecolor: palette.grey },
      legend: { orientation: 'h', y: 1.22, x: 1, xanchor: 'right' },
    },
    config,
  );
}
