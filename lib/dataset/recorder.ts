import type { AlgorithmName } from './names.ts';
import { type Location, type ProbeSpec, type ProbeType, type Spec, type Stage, probeShape } from './spec.ts';
import type { Feature, Trajectory } from './trajectory.ts';

/**
 * What an algorithm hands over for a probe: the compact form. A graph probe is a number (a class index if categorical);
 * a node mask_one is the index of its node; everything else is an array over nodes, or over the n x n cells row by row,
 * with class indices for categorical (-1: this item is not scored).
 */
type ProbeValue<L extends Location, T extends ProbeType> = L extends 'graph'
  ? number
  : T extends 'mask_one'
    ? number
    : ArrayLike<number>;

/** The values of all probes of one stage: a missing, unknown or wrongly typed probe does not compile. */
export type StageValues<S extends Spec, K extends Stage> = {
  readonly [Name in keyof S as S[Name]['stage'] extends K ? Name : never]: S[Name] extends ProbeSpec<
    Stage,
    infer L,
    infer T
  >
    ? ProbeValue<L, T>
    : never;
};

/** Where an algorithm writes what it does: its inputs once, its hints once a step, its outputs once. */
export interface Probes<S extends Spec> {
  input(values: StageValues<S, 'input'>): void;
  hint(values: StageValues<S, 'hint'>): void;
  output(values: StageValues<S, 'output'>): void;
}

/** Grows by doubling as steps arrive; `width` numbers a step. */
interface Track {
  readonly name: string;
  readonly spec: ProbeSpec;
  readonly shape: readonly number[];
  readonly width: number;
  data: Float64Array;
}

const initialSteps = 32;

/** Expands the compact values of `Probes` to dense arrays and checks them against the spec. */
export class Recorder<S extends Spec> implements Probes<S> {
  readonly #spec: S;
  readonly #tracks: Record<Stage, Track[]> = { input: [], hint: [], output: [] };
  #nodes = 0;
  #steps = 0;

  constructor(spec: S) {
    this.#spec = spec;
  }

  input(values: StageValues<S, 'input'>): void {
    // Every algorithm has the probe `pos`, one number a node.
    this.#nodes = (values as unknown as { pos: ArrayLike<number> }).pos.length;
    for (const [name, spec] of Object.entries(this.#spec)) {
      const shape = probeShape(spec, this.#nodes);
      const width = shape.reduce((product, size) => product * size, 1);
      const data = new Float64Array(width * (spec.stage === 'hint' ? initialSteps : 1));
      this.#tracks[spec.stage].push({ name, spec, shape, width, data });
    }
    this.#write('input', values, 0);
  }

  hint(values: StageValues<S, 'hint'>): void {
    this.#write('hint', values, this.#steps);
    this.#steps += 1;
  }

  output(values: StageValues<S, 'output'>): void {
    this.#write('output', values, 0);
  }

  finish(algorithm: AlgorithmName): Trajectory {
    const collect = (stage: Stage) => {
      const features: Record<string, Feature> = {};
      for (const { name, spec, shape, width, data } of this.#tracks[stage]) {
        const { location, type, classes } = spec;
        const isHint = stage === 'hint';
        features[name] = {
          name,
          location,
          type,
          classes,
          shape: isHint ? [this.#steps, ...shape] : shape,
          data: isHint ? data.slice(0, this.#steps * width) : data,
        };
      }
      return features;
    };
    return {
      algorithm,
      nodes: this.#nodes,
      length: this.#steps,
      inputs: collect('input'),
      outputs: collect('output'),
      hints: collect('hint'),
    };
  }

  #write(stage: Stage, values: object, step: number): void {
    for (const track of this.#tracks[stage]) {
      const start = step * track.width;
      if (start + track.width > track.data.length) {
        const grown = new Float64Array(track.data.length * 2);
        grown.set(track.data);
        track.data = grown;
      }
      const value = (values as Record<string, number | ArrayLike<number>>)[track.name];
      if (value === undefined) throw new Error(`Probe "${track.name}" got no value.`);
      writeValue(track, value, start, this.#nodes);
    }
  }
}

function writeValue(track: Track, value: number | ArrayLike<number>, start: number, nodes: number): void {
  const { name, spec, data } = track;
  if (typeof value === 'number') {
    if (spec.type === 'mask_one') data[start + checkedIndex(name, value, nodes)] = 1;
    else if (spec.type === 'categorical') data[start + checkedIndex(name, value, spec.classes)] = 1;
    else data[start] = value;
    return;
  }
  const items = spec.type === 'categorical' ? track.width / spec.classes : track.width;
  if (value.length !== items) {
    throw new Error(`Probe "${name}" needs ${items} values for ${nodes} nodes, got ${value.length}.`);
  }
  switch (spec.type) {
    case 'categorical':
      for (let i = 0; i < items; i++) {
        const row = start + i * spec.classes;
        if (value[i] === -1) data[row + spec.classes - 1] = -1;
        else data[row + checkedIndex(name, value[i], spec.classes)] = 1;
      }
      return;
    case 'pointer':
    case 'should_be_permutation':
      for (let i = 0; i < items; i++) data[start + i] = checkedIndex(name, value[i], nodes);
      return;
    case 'mask':
      for (let i = 0; i < items; i++) {
        const bit = value[i];
        if (bit !== 0 && bit !== 1 && bit !== -1)
          throw new Error(`Mask "${name}" got ${bit}; it holds 0, 1 or -1.`);
        data[start + i] = bit;
      }
      return;
    default:
      for (let i = 0; i < items; i++) data[start + i] = value[i];
  }
}

function checkedIndex(name: string, index: number, limit: number): number {
  if (index >= 0 && index < limit && Number.isInteger(index)) return index;
  throw new Error(`Probe "${name}" got ${index}; it needs an integer in 0..${limit - 1}.`);
}
