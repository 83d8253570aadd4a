/** How a permutation that an algorithm outputs is put so that a model can learn it. */
import { type ProbeSpec, type Spec, output } from '../spec.ts';
import type { Feature, Features, Trajectory } from '../trajectory.ts';

/**
 * An output X that should be a permutation becomes X, one-hot rows of a permutation [N, N], and X_mask, the head of
 * the order: the head's row points to the last node, which makes the rows one cycle.
 */
export function permutationPointers(trajectory: Trajectory): Trajectory {
  const outputs: Record<string, Feature> = {};
  for (const feature of Object.values(trajectory.outputs)) {
    Object.assign(
      outputs,
      feature.type === 'should_be_permutation' ? asCycle(feature) : { [feature.name]: feature },
    );
  }
  return { ...trajectory, outputs };
}

/** What `permutationPointers` does to a spec. */
export function permutationPointersSpec(spec: Spec): Spec {
  const converted = ([name, probe]: [string, ProbeSpec]): [string, ProbeSpec][] =>
    probe.type === 'should_be_permutation'
      ? [
          [name, output('node', 'permutation_pointer')],
          [maskOf(name), output('node', 'mask_one')],
        ]
      : [[name, probe]];
  return Object.fromEntries(Object.entries(spec).flatMap(converted));
}

const maskOf = (name: string) => `${name}_mask`;

function asCycle({ name, data: pointers, ...feature }: Feature): Features {
  const nodes = pointers.length;
  const head = pointers.findIndex((target, node) => target === node);
  const last = pointers.findIndex(
    (_, node) => !pointers.some((target, from) => target === node && from !== node),
  );
  const cycle = new Float64Array(nodes * nodes);
  for (let node = 0; node < nodes; node++) {
    cycle[node * nodes + (node === head ? last : pointers[node])] = 1;
  }
  const mask = new Float64Array(nodes);
  mask[head] = 1;
  const pointer: Feature = {
    ...feature,
    name,
    type: 'permutation_pointer',
    shape: [nodes, nodes],
    data: cycle,
  };
  const headMask: Feature = { ...feature, name: maskOf(name), type: 'mask_one', shape: [nodes], data: mask };
  return { [pointer.name]: pointer, [headMask.name]: headMask };
}
