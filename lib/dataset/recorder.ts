/** How what an algorithm reports becomes a trajectory: compact values, checked and copied, made dense at the end. */
import { writeOneHot } from './one-hot.ts';
import {
  type Location,
  type ProbeSpec,
  type ProbeType,
  type Spec,
  type Stage,
  probeShape,
  stages,
} from './spec.ts';
import type { Feature, Features, Trajectory } from './trajectory.ts';

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

/** The values of one probe, step after step. The buffer outlives the run. */
interface Track {
  readonly name: string;
  readonly spec: ProbeSpec;
  /** Compact numbers a step, and the dense numbers and shape that they become. */
  width: number;
  size: number;
  shape: readonly number[];
  buffer: Float64Array;
}

/** Numbers of all steps of one run: 4 GiB. */
const mostNumbers = 2 ** 29;

/**
 * Copies the compact values of `Probes` as they come and makes dense features of them at the end. One recorder serves
 * all runs of an algorithm, one after the other. Inputs are checked, and so is every index that becomes a one-hot.
 */
export class Recorder<S extends Spec> implements Probes<S> {
  readonly #tracks: Record<Stage, readonly Track[]>;
  #nodes = 0;
  #steps = 0;
  #hasOutput = false;
  #keepsHints = true;
  /** Dense numbers of one step. */
  #stepSize = 0;

  constructor(spec: S) {
    const tracks = Object.entries(spec).map(([name, probe]): Track => {
      return { name, spec: probe, width: 0, size: 0, shape: [], buffer: new Float64Array() };
    });
    const ofStage = (stage: Stage) => tracks.filter((track) => track.spec.stage === stage);
    this.#tracks = { input: ofStage('input'), output: ofStage('output'), hint: ofStage('hint') };
  }

  /** Whether the runs from now on keep their hints; else they are only counted, and not looked at. */
  keepHints(keeps: boolean): void {
    this.#keepsHints = keeps;
  }

  input(values: StageValues<S, 'input'>): void {
    // Every algorithm has the probe `pos`, one number a node.
    const nodes = (values as unknown as { pos: ArrayLike<number> }).pos.length;
    if (nodes < 2) throw new Error(`A problem needs at least 2 nodes, got ${nodes}.`);
    if (nodes !== this.#nodes) this.#resize(nodes);
    this.#steps = 0;
    this.#hasOutput = false;
    this.#write(this.#tracks.input, values, 0);
    for (const track of this.#tracks.input) checkInput(track, nodes);
  }

  hint(values: StageValues<S, 'hint'>): void {
    if (this.#keepsHints && (this.#steps + 1) * this.#stepSize > mostNumbers) {
      throw new RangeError(
        `The steps of a problem with ${this.#nodes} nodes are more than fits memory: choose a smaller one, or leave its hints out.`,
      );
    }
    if (this.#keepsHints) this.#write(this.#tracks.hint, values, this.#steps);
    this.#steps += 1;
  }

  output(values: StageValues<S, 'output'>): void {
    this.#write(this.#tracks.output, values, 0);
    this.#hasOutput = true;
  }

  /** Everything recorded since the inputs. Its arrays are views of one buffer: many small ones take longer to allocate. */
  finish(algorithm: string): Trajectory {
    const [nodes, length] = [this.#nodes, this.#steps];
    if (length === 0) throw new Error(`${algorithm} has no step to take on this problem.`);
    if (!this.#hasOutput) throw new Error(`${algorithm} ended without an output.`);
    const { input, output } = this.#tracks;
    const hint = this.#keepsHints ? this.#tracks.hint : [];
    const numbers = denseSize(input) + denseSize(output) + length * denseSize(hint);
    const storage = new ArrayBuffer(numbers * Float64Array.BYTES_PER_ELEMENT);
    let used = 0;
    const features = (tracks: readonly Track[], steps: number, time: readonly number[]): Features => {
      const collected: Record<string, Feature> = {};
      for (const track of tracks) {
        const { location, type, classes } = track.spec;
        const data = new Float64Array(storage, used, steps * track.size);
        expand(track, steps, data, nodes);
        const shape = [...time, ...track.shape];
        collected[track.name] = { name: track.name, location, type, classes, shape, data };
        used += data.byteLength;
      }
      return collected;
    };
    return {
      algorithm,
      nodes,
      length,
      inputs: features(input, 1, []),
      outputs: features(output, 1, []),
      hints: features(hint, length, [length]),
    };
  }

  #resize(nodes: number): void {
    this.#nodes = nodes;
    for (const track of stages.flatMap((stage) => this.#tracks[stage])) {
      track.width = compactWidth(track.spec, nodes);
      track.shape = probeShape(track.spec, nodes);
      track.size = track.shape.reduce((product, size) => product * size, 1);
    }
    this.#stepSize = denseSize(this.#tracks.hint);
  }

  #write(tracks: readonly Track[], values: object, step: number): void {
    for (const track of tracks) {
      const { name, width } = track;
      const start = step * width;
      if (start + width > track.buffer.length) track.buffer = grown(track.buffer, start + width);
      const value = (values as Record<string, number | ArrayLike<number> | undefined>)[name];
      if (typeof value === 'number') {
        track.buffer[start] = value;
      } else if (value?.length === width) {
        copy(value, track.buffer, start);
      } else {
        throw new Error(
          `Probe "${name}" needs ${width} values for ${this.#nodes} nodes, got ${value?.length ?? 'none'}.`,
        );
      }
    }
  }
}

function compactWidth({ location, type }: ProbeSpec, nodes: number): number {
  if (location === 'graph' || type === 'mask_one') return 1;
  return location === 'node' ? nodes : nodes * nodes;
}

const denseSize = (tracks: readonly Track[]) => tracks.reduce((sum, { size }) => sum + size, 0);

function grown(buffer: Float64Array, needed: number): Float64Array {
  const larger = new Float64Array(Math.max(needed, 2 * buffer.length));
  larger.set(buffer);
  return larger;
}

/** Below this many values a loop is faster than `set`. */
const longCopy = 64;

function copy(values: ArrayLike<number>, target: Float64Array, start: number): void {
  if (values.length >= longCopy) target.set(values, start);
  else for (let i = 0; i < values.length; i++) target[start + i] = values[i];
}

/** Compact values to the reference's form: as they are, or as one-hot rows. */
function expand(
  { name, spec, width, buffer }: Track,
  steps: number,
  target: Float64Array,
  nodes: number,
): void {
  const count = steps * width;
  if (spec.type === 'mask_one') writeOneHot(name, buffer, count, target, nodes);
  else if (spec.type === 'categorical') writeOneHot(name, buffer, count, target, spec.classes);
  else target.set(buffer.subarray(0, count));
}

/** What an algorithm is given may be anything that fits the types; a NaN could make it run for ever. */
function checkInput({ name, spec, width, buffer }: Track, nodes: number): void {
  const isScalar = spec.type === 'scalar';
  const limit = spec.type === 'categorical' ? spec.classes : nodes;
  for (let i = 0; i < width; i++) {
    const value = buffer[i];
    if (isScalar ? Number.isFinite(value) : Number.isInteger(value) && value >= 0 && value < limit) continue;
    const wanted = isScalar ? 'a finite number' : `an integer in 0..${limit - 1}`;
    throw new Error(`Probe "${name}" got ${value}; it needs ${wanted}.`);
  }
}
