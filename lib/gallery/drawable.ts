/** Figures and their rows: which of the catalogue can be drawn, and the spec that is committed. */
import type { TopLevelSpec } from 'vega-lite';
import { type AnyFigure, type Made, committedRows } from './catalogue-figure.ts';
import { catalogue } from './catalogue.ts';

/** The committed rows that a figure is drawn from. */
export function rowsOf(figure: AnyFigure): Made[] {
  const read = figure.rows ? committedRows(figure.rows) : [];
  return read.filter((row) => figure.of?.(row) ?? true);
}

/** The figures that there is something to draw from: those of rows that are yet to come are not. */
export function drawable(): readonly AnyFigure[] {
  return catalogue.filter((figure) => figure.rows === undefined || rowsOf(figure).length > 0);
}

/** The figures of these names, all without any. Throws for a name that none has. */
export function figuresNamed(names: readonly string[]): readonly AnyFigure[] {
  const figures = drawable();
  const unknown = names.find((name) => !figures.some((figure) => figure.name === name));
  if (unknown === undefined) {
    return figures.filter(({ name }) => names.length === 0 || names.includes(name));
  }
  const known = figures.map(({ name }) => name).join(', ');
  throw new Error(`There is no figure "${unknown}". The figures are: ${known}.`);
}

/** A figure as its committed rows have it. */
export const specOf = (figure: AnyFigure): TopLevelSpec => figure.draw(rowsOf(figure));

/** The committed form of a spec: deterministic, so that a test can hold it to its rows. */
export const printed = (spec: TopLevelSpec): string => `${JSON.stringify(spec, undefined, 1)}\n`;

/** The committed form of a figure. */
export const printSpec = (figure: AnyFigure): string => printed(specOf(figure));
