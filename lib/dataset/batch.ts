/** How trajectories of different sizes and lengths become one batch. */
import { type Spec, type Stage, probeShape } from './spec.ts';
import type { Feature, Features, Trajectory } from './trajectory.ts';

/**
 * Several trajectories of one algorithm as dense arrays. B = `size` samples, N = `nodes` (the largest graph), T = the
 * longest trajectory (or more). Shapes: inputs and outputs [B, ...], hints [T, B, ...]; samples that end earlier or
 * have fewer nodes are padded with zeros.
 */
export interface Batch {
  readonly algorithm: string;
  /** The spec after transforms: permutation pointers, `pred` as an input. */
  readonly spec: Spec;
  readonly size: number;
  readonly nodes: number;
  /** Hints of each sample [B]. */
  readonly lengths: Int32Array;
  /** Real nodes of each sample [B]. */
  readonly nodeCounts: Int32Array;
  readonly inputs: Features;
  readonly outputs: Features;
  readonly hints: Features;
}

/** How trajectories become a batch. */
export interface CollateOptions {
  /** Pad hints to at least this many steps (so that batches of different lengths share one shape). */
  readonly minimumLength?: number;
}

/**
 * Trajectories of one algorithm, all with the same transforms applied, as one batch (the reference's samplers.py).
 * Throws for an empty list and for trajectories that do not go together.
 */
export function collate(
  trajectories: readonly Trajectory[],
  { minimumLength = 0 }: CollateOptions = {},
): Batch {
  if (trajectories.length === 0) throw new Error('A batch needs at least one trajectory.');
  const [first] = trajectories;
  const other = trajectories.find(({ algorithm }) => algorithm !== first.algorithm);
  if (other) throw new Error(`A batch holds one algorithm, not ${first.algorithm} and ${other.algorithm}.`);
  const nodes = Math.max(...trajectories.map((sample) => sample.nodes));
  const steps = Math.max(minimumLength, ...trajectories.map(({ length }) => length));
  return {
    algorithm: first.algorithm,
    spec: specOf(first),
    size: trajectories.length,
    nodes,
    lengths: Int32Array.from(trajectories, ({ length }) => length),
    nodeCounts: Int32Array.from(trajectories, (sample) => sample.nodes),
    inputs: stack(trajectories, ({ inputs }) => inputs, nodes),
    outputs: stack(trajectories, ({ outputs }) => outputs, nodes),
    hints: stack(trajectories, ({ hints }) => hints, nodes, steps),
  };
}

function specOf({ inputs, outputs, hints }: Trajectory): Spec {
  const probes = (stage: Stage, features: Features) =>
    Object.values(features).map(
      ({ name, location, type, classes }) => [name, { stage, location, type, classes }] as const,
    );
  return Object.fromEntries([
    ...probes('input', inputs),
    ...probes('output', outputs),
    ...probes('hint', hints),
  ]);
}

/** Each feature of all samples: [B, ...], or [steps, B, ...] when `steps` is given. */
function stack(
  trajectories: readonly Trajectory[],
  featuresOf: (sample: Trajectory) => Features,
  nodes: number,
  steps?: number,
): Features {
  const size = trajectories.length;
  const stacked: Record<string, Feature> = {};
  for (const template of Object.values(featuresOf(trajectories[0]))) {
    const itemShape = probeShape(template, nodes);
    const width = numberOf(itemShape);
    const data = new Float64Array((steps ?? 1) * size * width);
    trajectories.forEach((sample, b) => {
      const feature = matching(template, featuresOf(sample), sample);
      const ownShape = probeShape(template, sample.nodes);
      const ownWidth = numberOf(ownShape);
      for (let t = 0; t < feature.data.length / ownWidth; t++) {
        copyPadded(feature.data, t * ownWidth, ownShape, data, (t * size + b) * width, itemShape);
      }
    });
    const shape = steps === undefined ? [size, ...itemShape] : [steps, size, ...itemShape];
    stacked[template.name] = { ...template, shape, data };
  }
  return stacked;
}

function matching(template: Feature, features: Features, sample: Trajectory): Feature {
  const feature = features[template.name] as Feature | undefined;
  if (feature?.type === template.type && feature.location === template.location) return feature;
  throw new Error(
    `All samples of a batch go through the same transforms, but one of ${sample.algorithm} has no ` +
      `${template.location} ${template.type} "${template.name}".`,
  );
}

/** Copies a block of shape `from` into the low corner of a block of shape `to`. */
function copyPadded(
  source: Float64Array,
  sourceStart: number,
  from: readonly number[],
  target: Float64Array,
  targetStart: number,
  to: readonly number[],
): void {
  if (from.every((size, axis) => size === to[axis])) {
    const count = numberOf(from);
    for (let i = 0; i < count; i++) target[targetStart + i] = source[sourceStart + i];
    return;
  }
  const [fromRow, toRow] = [from.slice(1), to.slice(1)];
  const [fromWidth, toWidth] = [numberOf(fromRow), numberOf(toRow)];
  for (let i = 0; i < from[0]; i++) {
    copyPadded(source, sourceStart + i * fromWidth, fromRow, target, targetStart + i * toWidth, toRow);
  }
}

const numberOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
