/** String matching by Knuth, Morris and Pratt (CLRS section 32.4). */
import { defineAlgorithm } from '../algorithm.ts';
import { identity, splitStrings, stringChain, stringInputs } from '../encodings.ts';
import { alphabet, haystack, stringTraining } from '../inputs/strings.ts';
import { isMatch } from '../procedures/string-match.ts';
import { hint, input, output } from '../spec.ts';

const phases = { prefix: 0, match: 1 };

/**
 * The textbook counts matched characters from -1 here (none matched), which is no node; `k_reset` and `q_reset` say that
 * k or q is "-1" while it is shown as 0, and `is_reset` says the same of pi.
 */
export const kmpMatcher = defineAlgorithm({
  name: 'kmp_matcher',
  family: 'strings',
  spec: {
    string: input('node', 'mask'),
    pos: input('node', 'scalar'),
    key: input('node', 'categorical', alphabet),
    match: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    pi: hint('node', 'pointer'),
    is_reset: hint('node', 'mask'),
    k: hint('node', 'mask_one'),
    k_reset: hint('graph', 'mask'),
    q: hint('node', 'mask_one'),
    q_reset: hint('graph', 'mask'),
    s: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    phase: hint('graph', 'mask'),
  },
  minimumSize: 3,
  predecessorIsInput: true,
  sample: haystack,
  text: { trace: ['s'], traceName: 's' },
  benchmark: { evaluationFactor: 64, training: stringTraining },
  restore({ string, key }) {
    const [T, P] = splitStrings(string, key);
    return { T, P };
  },
  run({ T, P }, probes) {
    const [a, b] = [T.length, P.length];
    const pred_h = stringChain(a, b);
    const shownPi = identity(a + b);
    const is_reset = new Uint8Array(a + b);
    const prefix = new Int32Array(b).fill(-1);
    let [k, q, s] = [-1, b > 1 ? 1 : 0, 0];

    const record = (i: number, phase: number) => {
      probes.hint({
        pred_h,
        pi: shownPi,
        is_reset,
        k: a + Math.max(k, 0),
        k_reset: k < 0 ? 1 : 0,
        q: a + Math.max(q, 0),
        q_reset: phase === phases.prefix || q < 0 ? 1 : 0,
        s,
        i,
        phase,
      });
    };
    const setPrefix = (position: number, length: number) => {
      prefix[position] = length;
      shownPi[a + position] = a + Math.max(length, 0);
      is_reset[a + position] = length < 0 ? 1 : 0;
    };
    probes.input(stringInputs(T, P));
    is_reset[a] = 1;
    record(0, phases.prefix);

    for (q = 1; q < b; q++) {
      while (k >= 0 && P[k + 1] !== P[q]) {
        k = prefix[k];
        record(0, phases.prefix);
      }
      if (P[k + 1] === P[q]) k += 1;
      setPrefix(q, k);
      record(0, phases.prefix);
    }

    q = -1;
    for (let i = 0; i < a; i++) {
      if (i >= b) s += 1;
      record(i, phases.match);
      while (q >= 0 && P[q + 1] !== T[i]) {
        q = prefix[q];
        record(i, phases.match);
      }
      if (P[q + 1] !== T[i]) continue;
      if (q === b - 2) return probes.output({ match: s });
      q += 1;
    }
    // No match: node a, the first of the pattern, stands for "past the end".
    probes.output({ match: a });
  },
  /** Any place where the pattern occurs. */
  cost: ({ T, P }, { match }) => (isMatch(T, P, match) ? [] : undefined),
});
