/** Scheduling unit-time tasks with deadlines, heaviest first (CLRS, third edition, section 16.5). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { tasks } from '../inputs/schedules.ts';
import { argsort } from '../procedures/argsort.ts';
import { hint, input, output } from '../spec.ts';

/**
 * The reference's greedy rule, which is not optimal: a task is taken if fewer tasks than its deadline were. Of equal
 * weights the first task comes first; the reference's order differs there (see `argsort`).
 */
export const taskScheduling = defineAlgorithm({
  name: 'task_scheduling',
  family: 'greedy',
  spec: {
    pos: input('node', 'scalar'),
    d: input('node', 'scalar'),
    w: input('node', 'scalar'),
    selected: output('node', 'mask'),
    pred_h: hint('node', 'pointer'),
    selected_h: hint('node', 'mask'),
    i: hint('node', 'mask_one'),
    t: hint('graph', 'scalar'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: tasks,
  text: { integers: ['d'] },
  benchmark: { largestTexts: { train: 31, validation: 41 } },
  restore: ({ d, w }) => ({ d: Int32Array.from(d), w: Float64Array.from(w) }),
  run({ d, w }, probes) {
    const n = w.length;
    const pred_h = chain(identity(n));
    const selected = new Uint8Array(n);
    let t = 0;
    probes.input({ pos: positions(n), d, w });
    probes.hint({ pred_h, selected_h: selected, i: 0, t });

    // The heaviest task is taken without a look at its deadline.
    const [heaviest, ...lighter] = argsort(w.map((weight) => -weight));
    selected[heaviest] = 1;
    t += 1;
    probes.hint({ pred_h, selected_h: selected, i: heaviest, t });
    for (const i of lighter) {
      if (t < d[i]) {
        selected[i] = 1;
        t += 1;
      }
      probes.hint({ pred_h, selected_h: selected, i, t });
    }
    probes.output({ selected });
  },
  /** Tasks that can all be done in time, as heavy as those that the rule takes, or heavier. */
  cost({ d, w }, { selected }) {
    const chosen = argsort(d).filter((i) => selected[i] === 1);
    return chosen.every((i, slot) => slot < d[i]) ? [-chosen.reduce((sum, i) => sum + w[i], 0)] : undefined;
  },
});
