/** String matching by trying every place (CLRS section 32.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { splitStrings, stringChain, stringInputs } from '../encodings.ts';
import { alphabet, haystack, stringTraining } from '../inputs/strings.ts';
import { isMatch } from '../procedures/string-match.ts';
import { hint, input, output } from '../spec.ts';

export const naiveStringMatcher = defineAlgorithm({
  name: 'naive_string_matcher',
  family: 'strings',
  spec: {
    string: input('node', 'mask'),
    pos: input('node', 'scalar'),
    key: input('node', 'categorical', alphabet),
    match: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    s: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
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
    probes.input(stringInputs(T, P));

    for (let s = 0; s <= a - b; s++) {
      for (let j = 0; j < b; j++) {
        probes.hint({ pred_h, s, i: s + j, j: a + j });
        if (T[s + j] !== P[j]) break;
        if (j === b - 1) return probes.output({ match: s });
      }
    }
    // No match: node a, the first of the pattern, stands for "past the end" (as in kmp_matcher).
    probes.output({ match: a });
  },
  /** Any place where the pattern occurs. */
  cost: ({ T, P }, { match }) => (isMatch(T, P, match) ? [] : undefined),
});
