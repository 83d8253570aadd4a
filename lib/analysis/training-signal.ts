/** What a reasoner learns from, on one problem: its own steps beside the true ones, and what each of them costs it. */
import * as tf from '@tensorflow/tfjs';
import {
  type Feature,
  type ProbeSpec,
  type Trajectory,
  algorithm,
  collate,
  preprocess,
  preprocessedSpec,
} from '../dataset/index.ts';
import type { Nar } from '../model/nar/index.ts';
import { keyed } from '../random/index.ts';

/**
 * The trajectory as the reasoner sees the algorithm run: after the first hints, which it is given, its decisions, each
 * made from its own earlier ones, and its outputs. In the form of preprocessed trajectories.
 */
export function reasonerTrajectory(nar: Nar, trajectory: Trajectory): Trajectory {
  const given = preprocess(trajectory);
  const { hints, outputs } = nar.predict(collate([given]));
  const decided = (truth: Feature): Feature => {
    const first = truth.data.length / trajectory.length;
    const data = Float64Array.from(truth.data);
    const own = hints[truth.name];
    if (own) data.set(own.data.subarray(0, data.length - first), first);
    return { ...truth, data };
  };
  const ownOutput = (truth: Feature): Feature => ({
    ...truth,
    data: Float64Array.from(outputs[truth.name].data),
  });
  return { ...given, hints: mapValues(given.hints, decided), outputs: mapValues(given.outputs, ownOutput) };
}

/** One summand of the training loss. */
export type Signal = {
  readonly probe: string;
  readonly stage: ProbeSpec['stage'];
  readonly location: ProbeSpec['location'];
  readonly type: ProbeSpec['type'];
  /** Over all steps for a hint, at the last step for an output. */
  readonly loss: number;
};

/** The parts of the training loss on one problem that are about probes: every output and every hint. */
export function trainingSignal(nar: Nar, trajectory: Trajectory): Signal[] {
  const spec = preprocessedSpec(algorithm(trajectory.algorithm));
  const batch = collate([preprocess(trajectory)]);
  const losses = nar.losses(batch, keyed('training signal'));
  try {
    return Object.entries(losses).flatMap(([part, loss]) => {
      const probe = part.slice(part.indexOf(':') + 1);
      if (part.startsWith('processor:')) return [];
      const { stage, location, type } = spec[probe];
      return [{ probe, stage, location, type, loss: loss.dataSync()[0] }];
    });
  } finally {
    tf.dispose(Object.values(losses));
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
