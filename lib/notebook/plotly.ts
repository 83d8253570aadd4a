/**
 * plotly.js as cells import it. The library itself draws in a browser: here its calls show a figure below the cell, which the
 * notebook's front end draws.
 *
 * @module
 */
import { type Display, newDisplay } from './display.ts';

/** A trace, a layout or a configuration, as plotly.js documents them. */
export type PlotlyOptions = Readonly<Record<string, unknown>>;

/** All of a figure in one object. */
export interface PlotlyFigure {
  readonly data: readonly PlotlyOptions[];
  readonly layout?: PlotlyOptions;
  readonly config?: PlotlyOptions;
}

type Drawing = readonly [
  place: string,
  data: readonly PlotlyOptions[] | PlotlyFigure,
  layout?: PlotlyOptions,
  config?: PlotlyOptions,
];

const displays = new Map<string, Display>();

/** Shows a figure below the cell; `place`, in a browser the name of an element, is what `react` calls it. */
export function newPlot(...[place, ...figure]: Drawing): Promise<void> {
  const display = newDisplay();
  displays.set(place, display);
  return display.show(figureOf(...figure));
}

/** Shows a figure instead of the one that was shown under that name, or below the cell if none was. */
export function react(...[place, ...figure]: Drawing): Promise<void> {
  const display = displays.get(place);
  return display ? display.show(figureOf(...figure)) : newPlot(place, ...figure);
}

const figureOf = (
  data: readonly PlotlyOptions[] | PlotlyFigure,
  layout?: PlotlyOptions,
  config?: PlotlyOptions,
): PlotlyFigure => ('data' in data ? data : { data, ...(layout && { layout }), ...(config && { config }) });

// eslint-disable-next-line no-restricted-syntax -- as plotly.js does: `import Plotly from 'plotly.js-dist'`
export default { newPlot, react };
