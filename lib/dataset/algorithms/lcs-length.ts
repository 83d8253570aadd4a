/** The length of a longest common subsequence (CLRS section 14.4). */
import { defineAlgorithm } from '../algorithm.ts';
import { splitStrings, stringChain, stringInputs } from '../encodings.ts';
import { alphabet, twoStrings } from '../inputs/strings.ts';
import { hint, input, output } from '../spec.ts';

const [diagonal, up, left, outside] = [0, 1, 2, -1];

/** All cells are updated at once until no length changes. Cell (x_i, y_j) is the edge from node i to node a + j. */
export const lcsLength = defineAlgorithm({
  name: 'lcs_length',
  family: 'dynamic programming',
  spec: {
    string: input('node', 'mask'),
    pos: input('node', 'scalar'),
    key: input('node', 'categorical', alphabet),
    b: output('edge', 'categorical', 4),
    pred_h: hint('node', 'pointer'),
    b_h: hint('edge', 'categorical', 4),
    c: hint('edge', 'scalar'),
  },
  minimumSize: ({ length2 }) => (length2 === undefined ? 2 : 1),
  predecessorIsInput: true,
  sample: twoStrings,
  benchmark: { largestTexts: { train: 10, validation: 12 } },
  restore({ string, key }) {
    const [x, y] = splitStrings(string, key);
    return { x, y };
  },
  run({ x, y }, probes) {
    const [rows, columns] = [x.length, y.length];
    const n = rows + columns;
    const pred_h = stringChain(rows, columns);
    const at = (i: number, j: number) => i * n + rows + j;
    const b = new Int32Array(n * n).fill(outside);
    const c = new Float64Array(n * n);
    for (let i = 0; i < rows; i++) b.fill(diagonal, at(i, 0), at(i, columns));
    probes.input(stringInputs(x, y));

    const setBorder = (cell: number, equal: boolean, before: number, direction: number) => {
      c[cell] = equal ? 1 : before;
      b[cell] = equal ? diagonal : direction;
    };
    setBorder(at(0, 0), x[0] === y[0], 0, up);
    for (let i = 1; i < rows; i++) setBorder(at(i, 0), x[i] === y[0], c[at(i - 1, 0)], up);
    for (let j = 1; j < columns; j++) {
      const before = c[at(0, j - 1)];
      setBorder(at(0, j), x[0] === y[j], before, before === 1 ? left : up); // up: nothing in common yet
    }

    for (let changed = true; changed;) {
      const before = c.slice();
      probes.hint({ pred_h, b_h: b, c });
      for (let i = 1; i < rows; i++) {
        for (let j = 1; j < columns; j++) {
          const cell = at(i, j);
          if (x[i] === y[j]) {
            c[cell] = before[at(i - 1, j - 1)] + 1;
            b[cell] = diagonal;
          } else if (before[at(i - 1, j)] >= before[at(i, j - 1)]) {
            c[cell] = before[at(i - 1, j)];
            b[cell] = up;
          } else {
            c[cell] = before[at(i, j - 1)];
            b[cell] = left;
          }
        }
      }
      changed = c.some((length, cell) => length !== before[cell]);
    }
    probes.output({ b });
  },
  /** From every cell, directions that lead along a longest common subsequence of the two prefixes. */
  cost({ x, y }, { b }) {
    const [rows, columns] = [x.length, y.length];
    const lengths = new Float64Array(rows * columns);
    const before = (i: number, j: number) => (i < 0 || j < 0 ? 0 : lengths[i * columns + j]);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const direction = b[i * (rows + columns) + rows + j];
        if (direction === diagonal && x[i] !== y[j]) return undefined;
        const steps = [before(i - 1, j - 1) + 1, before(i - 1, j), before(i, j - 1)];
        lengths[i * columns + j] = steps[direction] ?? NaN;
      }
    }
    return lengths.map((length) => -length);
  },
});
