/** How values show themselves: the formats of each kind of value, so that every viewer finds one that it knows. */
import { inspect } from 'node:util';
import type { MimeBundle } from './host.ts';
import { plotlyFigure, vegaLiteFigure } from './renderings/figures.ts';
import { manyProblems, problem, textSample } from './renderings/problems.ts';
import type { Rendering } from './renderings/rendering.ts';
import { manyRuns, oneRun } from './renderings/runs.ts';
import { dataFrame, plainRows } from './renderings/tables.ts';

/** A method of this name says itself how its object is shown; the convention is Deno's. */
const ownRendering = Symbol.for('Jupyter.display');

/** The first that knows a value shows it. */
const renderings: readonly Rendering[] = [
  vegaLiteFigure,
  plotlyFigure,
  problem,
  manyProblems,
  textSample,
  oneRun,
  manyRuns,
  dataFrame,
  plainRows,
];

/** The value in all formats that are known for it; at least as text. Throws where a figure's spec is wrong. */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  if (isObject(value) && typeof value[ownRendering] === 'function') {
    return (await (value[ownRendering] as () => unknown)()) as MimeBundle;
  }
  for (const rendering of renderings) {
    const drawn = await rendering(value);
    if (drawn) return drawn;
  }
  return { 'text/plain': asText(value) };
}

const isObject = (value: unknown): value is Record<symbol, unknown> =>
  typeof value === 'object' && value !== null;

/** Tensors say themselves what they hold; of long arrays the beginning is enough. */
function asText(value: unknown): string {
  const isTensor = isObject(value) && 'dataId' in value && 'dtype' in value;
  return isTensor
    ? (value as { toString: () => string }).toString()
    : inspect(value, { depth: 3, maxArrayLength: 24, maxStringLength: 2000 });
}
