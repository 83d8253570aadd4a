/** Activity selection: the activity that ends first is always safe to take (CLRS section 15.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { activities } from '../inputs/schedules.ts';
import { argsort } from '../procedures/argsort.ts';
import { hint, input, output } from '../spec.ts';

/** Of equal finishing times the first activity comes first; the reference's order differs there (see `argsort`). */
export const activitySelector = defineAlgorithm({
  name: 'activity_selector',
  family: 'greedy',
  spec: {
    pos: input('node', 'scalar'),
    s: input('node', 'scalar'),
    f: input('node', 'scalar'),
    selected: output('node', 'mask'),
    pred_h: hint('node', 'pointer'),
    selected_h: hint('node', 'mask'),
    m: hint('node', 'mask_one'),
    k: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: activities,
  benchmark: { largestTexts: { train: 31, validation: 40 } },
  restore: ({ s, f }) => ({ s: Float64Array.from(s), f: Float64Array.from(f) }),
  run({ s, f }, probes) {
    const n = s.length;
    const pred_h = chain(identity(n));
    const selected = new Uint8Array(n);
    probes.input({ pos: positions(n), s, f });
    probes.hint({ pred_h, selected_h: selected, m: 0, k: 0 });

    const [first, ...later] = argsort(f);
    let k = first;
    selected[k] = 1;
    probes.hint({ pred_h, selected_h: selected, m: first, k });
    for (const m of later) {
      if (s[m] >= f[k]) {
        selected[m] = 1;
        k = m;
      }
      probes.hint({ pred_h, selected_h: selected, m, k });
    }
    probes.output({ selected });
  },
  /** Activities that do not overlap, as many as can be. */
  cost({ s, f }, { selected }) {
    const chosen = argsort(f).filter((i) => selected[i] === 1);
    const apart = (i: number, j: number) => f[i] <= s[j] || f[j] <= s[i];
    return chosen.every((i, rank) => chosen.subarray(0, rank).every((j) => apart(i, j)))
      ? [-chosen.length]
      : undefined;
  },
});
