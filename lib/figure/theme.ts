/** How every figure looks: fonts, sizes, colours and the names shown for things. The one place to change any of it. */
import type { TopLevelSpec } from 'vega-lite';
import type { NonNormalizedSpec } from 'vega-lite/build/src/spec/index.js';
import type { ResultRow } from '../metric/index.ts';

/** A part of a figure that stands beside or above others. */
export type Panel = NonNormalizedSpec;

export type Model = ResultRow['model'];

export const fontFamily = 'Inter';
export const monospaceFamily = 'Roboto Mono';

/** Okabe and Ito's palette: told apart with any colour vision, and in print. */
export const palette = {
  blue: '#0072B2',
  vermillion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  sky: '#56B4E9',
  orange: '#E69F00',
  black: '#222222',
  grey: '#999999',
  faint: '#E6E6E6',
} as const;

export const modelNames = {
  nar: 'NAR',
  transformer: 'Transformer',
  transnar: 'TransNAR',
  distilled: 'Distilled',
} as const satisfies Record<Model, string>;

/** For series without a meaning of their own. */
const categories = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.orange,
  palette.sky,
  palette.black,
] as const;

/** Each model's colours: for its first series, then lighter ones for its variants. */
const modelColours = {
  nar: [palette.green, '#5CC0A4', '#A8DDCE'],
  transformer: [palette.vermillion, '#E8935A', '#F4C7A9'],
  transnar: [palette.blue, '#5A9FCB', '#A9CEE5'],
  distilled: [palette.purple, '#DDA6C2', '#EED2E1'],
} as const satisfies Record<Model, readonly string[]>;

/**
 * Colours of named series. A model keeps its own in every figure, whether the series is called by its name, with a variant
 * ("TransNAR, from scratch"), or after an experiment ("transnar-smoke"); others take turns.
 */
export function coloursOf(names: readonly string[]): string[] {
  const taken = new Map<readonly string[], number>();
  return names.map((name) => {
    const model = (Object.keys(modelNames) as Model[]).find(
      (key) => key === name.toLowerCase().split(/\W/)[0],
    );
    const colours = model ? modelColours[model] : categories;
    const index = taken.get(colours) ?? 0;
    taken.set(colours, index + 1);
    return colours[index % colours.length] ?? palette.black;
  });
}

const small = 10;
const normal = 11;
const large = 14;

/** What a figure starts from. */
export const theme = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  background: 'white',
  padding: 10,
  config: {
    // Descriptions of every single mark would triple the size of an image.
    aria: false,
    // Beside the bundled font, what a browser without it has.
    font: `${fontFamily}, Helvetica, Arial, sans-serif`,
    title: {
      anchor: 'start',
      fontSize: large,
      fontWeight: 600,
      subtitleFontSize: normal,
      subtitleColor: '#555555',
      color: palette.black,
      offset: 12,
    },
    axis: {
      labelFontSize: small,
      labelLimit: 240,
      titleFontSize: normal,
      titleFontWeight: 400,
      labelColor: '#444444',
      titleColor: '#444444',
      gridColor: palette.faint,
      domainColor: palette.grey,
      tickColor: palette.grey,
    },
    header: { labelFontSize: normal, labelFontWeight: 600, labelColor: palette.black, labelPadding: 4 },
    legend: {
      labelFontSize: normal,
      labelLimit: 400,
      titleFontSize: normal,
      titleFontWeight: 400,
      symbolType: 'square',
    },
    view: { stroke: null },
  },
} as const satisfies Partial<TopLevelSpec>;

/** `naive_string_matcher` as a heading. */
export const readable = (name: string): string => name.replaceAll('_', ' ');

/** Few digits, so that a spec does not change with the last bit of a mean. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** As many decimals as the text of a problem has: a number stands the same in both. */
export const decimal = (value: number): number => Number(value.toFixed(3));

/** Every score's axis, so that panels and figures can be compared by eye. */
export const scoreScale: { domain: number[] } = { domain: [0, 1] };

/** The vertical axis of most figures of scores. */
export const scoreAxis = (field: string, title: string) =>
  ({ field, type: 'quantitative', title, scale: scoreScale, axis: { tickCount: 5 } }) as const;

/** A horizontal axis on which every size has a place of its own. */
export const sizeAxis = (labels: string[]) =>
  ({ field: 'size', type: 'nominal', sort: labels, title: 'problem size', axis: { labelAngle: 0 } }) as const;

/** The colour of class `index` of a categorical value. */
export const categoryColour = (index: number): string =>
  categories[index % categories.length] ?? palette.black;
