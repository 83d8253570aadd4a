/** What becomes of a predecessor pointer that never changes. */
import { type AlgorithmChoice, algorithm } from '../registry.ts';
import { type ProbeSpec, type Spec, input } from '../spec.ts';
import type { Feature, Trajectory } from '../trajectory.ts';

const predecessorHint = 'pred_h';
const predecessorInput = 'pred';

/**
 * Where `pred_h` is the same at every step, it becomes the input pointer `pred`. Other algorithms stay as they are.
 * Throws if the hints were not kept.
 */
export function predecessorAsInput(
  trajectory: Trajectory,
  { algorithm: choice = trajectory.algorithm }: { readonly algorithm?: AlgorithmChoice | undefined } = {},
): Trajectory {
  if (!algorithm(choice).predecessorIsInput) return trajectory;
  const { [predecessorHint]: constant, ...hints } = trajectory.hints;
  if (!Object.hasOwn(trajectory.hints, predecessorHint))
    throw new Error(`This run of ${trajectory.algorithm} kept no hints, which a model needs.`);
  const pred: Feature = {
    ...constant,
    name: predecessorInput,
    shape: constant.shape.slice(1),
    data: constant.data.slice(0, trajectory.nodes),
  };
  return { ...trajectory, inputs: { ...trajectory.inputs, pred }, hints };
}

/** What `predecessorAsInput` does to the spec of an algorithm that it applies to. */
export function predecessorAsInputSpec(spec: Spec): Spec {
  const moved = (name: string, probe: ProbeSpec): [string, ProbeSpec] =>
    name === predecessorHint ? [predecessorInput, input('node', 'pointer')] : [name, probe];
  return Object.fromEntries(Object.entries(spec).map(([name, probe]) => moved(name, probe)));
}
