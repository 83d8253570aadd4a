/** Trajectories as the problem that they solve, many of them as a table, texts as text. */
import { type Feature, type TextSample, type Trajectory, formatSample } from '../../dataset/index.ts';
import { escaped } from '../../figure/escaped.ts';
import { graphBesideText } from '../../figure/graph-beside-text.ts';
import { trajectoryFigure } from '../../figure/trajectory.ts';
import { figureBundle } from './figures.ts';
import { type Rendering, has, ofMany } from './rendering.ts';
import { tableBundle } from './tables.ts';

/** The picture of a problem, and every probe with its shape as text. */
export const problem: Rendering = async (value) => {
  if (!isTrajectory(value)) return undefined;
  return { ...(await figureBundle(figureOf(value))), 'text/plain': describe(value) };
};

export const manyProblems: Rendering = ofMany(isTrajectory, (values) =>
  tableBundle(
    values.map((each) => ({
      algorithm: each.algorithm,
      nodes: each.nodes,
      steps: each.length,
      ...Object.fromEntries(Object.entries(each.outputs).map(([name, feature]) => [name, shortly(feature)])),
    })),
  ),
);

export const textSample: Rendering = (value) => {
  if (!isText(value)) return undefined;
  const text = value.question + value.answer;
  const answer = `<span style="color: #D55E00">${escaped(value.answer.trimEnd())}</span>`;
  return { 'text/html': `<pre>${escaped(value.question)}${answer}</pre>`, 'text/plain': text.trimEnd() };
};

function isTrajectory(value: unknown): value is Trajectory {
  return has(value, 'algorithm', 'nodes', 'length', 'inputs', 'outputs', 'hints');
}

const isText = (value: unknown): value is TextSample =>
  has(value, 'question', 'answer') && Object.keys(value).length === 2;

/** Graph and text together; an algorithm that the library does not know has no text. */
function figureOf(trajectory: Trajectory) {
  try {
    return graphBesideText(trajectory, formatSample(trajectory));
  } catch {
    return trajectoryFigure(trajectory);
  }
}

function describe({ algorithm, nodes, length, inputs, outputs, hints }: Trajectory): string {
  const lines = (stage: string, features: Trajectory['inputs']) =>
    Object.values(features).map(
      ({ name, location, type, shape }) => `  ${stage} ${name}: ${location} ${type} [${shape.join(', ')}]`,
    );
  return [
    `${algorithm}, ${nodes} nodes, ${length} steps`,
    ...lines('input', inputs),
    ...lines('output', outputs),
    ...lines('hint', hints),
  ].join('\n');
}

/** The values themselves where they are few. */
function shortly({ data, shape }: Feature): string {
  const values = Array.from(data.slice(0, 16), (each) => Number(each.toPrecision(3)));
  return data.length > 16 ? `[${shape.join(' × ')}]` : values.join(' ');
}
