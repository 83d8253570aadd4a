import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  algorithm,
  algorithmNames,
  permutationPointers,
  preprocess,
  preprocessedSpec,
  randomPositions,
  sampleAt,
} from '../../../lib/dataset/index.ts';
import { keyed } from '../../../lib/random/index.ts';

test('random positions ascend within each string and in all other problems throughout', () => {
  const sample = sampleAt('kmp_matcher', 16, 0, 0);
  const { pos, string } = randomPositions(sample, keyed(1)).inputs;
  for (let i = 1; i < 16; i++) {
    if (string.data[i] === string.data[i - 1]) expect(pos.data[i]).toBeGreaterThan(pos.data[i - 1]);
  }
  const keys = randomPositions(sampleAt('minimum', 16, 0, 0), keyed(1)).inputs['pos'].data;
  expect([...keys]).toEqual([...keys].toSorted((a, b) => a - b));
  expect(sample.inputs['pos'].data[1]).toBe(1 / 13);
});

test('permutation pointers are one cycle with the head marked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(), (size, index) => {
      const { key } = sampleAt('quicksort', size, 0, index).inputs;
      const { pred, pred_mask } = permutationPointers(sampleAt('quicksort', size, 0, index)).outputs;
      const target = (node: number) => pred.data.subarray(node * size, (node + 1) * size).indexOf(1);
      const head = pred_mask.data.indexOf(1);
      const visited = [target(head)]; // from the last node back to the head
      while (visited.length < size) visited.push(target(visited[visited.length - 1]));
      expect(visited[size - 1]).toBe(head);
      expect(visited.map((node) => key.data[node])).toEqual([...key.data].sort((a, b) => b - a));
    }),
  );
});

test.each(algorithmNames)('preprocess makes what preprocessedSpec says of %s', (name) => {
  const { inputs, outputs, hints } = preprocess(sampleAt(name, 8, 0, 0), { random: keyed(2) });
  const made = [inputs, outputs, hints].flatMap((features) => Object.values(features));
  const spec = preprocessedSpec(algorithm(name));
  expect(made.map((feature) => feature.name).sort()).toEqual(Object.keys(spec).sort());
  for (const feature of made) {
    const { location, type, classes } = spec[feature.name];
    expect(feature).toMatchObject({ location, type, classes });
  }
  expect(Object.keys(inputs).includes('pred')).toBe(algorithm(name).predecessorIsInput);
});

test('pred_h becomes an input only where it never changes', () => {
  for (const name of algorithmNames) {
    const { hints, nodes, length } = sampleAt(name, 8, 0, 3);
    if (!('pred_h' in hints)) {
      expect(algorithm(name).predecessorIsInput).toBe(false);
      continue;
    }
    const { data } = hints['pred_h'];
    const isConstant = data.every((value, i) => value === data[i % nodes]);
    if (algorithm(name).predecessorIsInput) expect(isConstant).toBe(true);
    else if (length > 2) expect(isConstant).toBe(false);
  }
});
