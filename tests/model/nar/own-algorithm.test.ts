/** A reasoner learns an algorithm that the library does not list like those that it lists. */
import { expect, test } from 'vitest';
import { collate, preprocess, preprocessedSpec, sampleAt } from '../../../lib/dataset/index.ts';
import { secondSmallest } from '../../support/second-smallest.ts';
import { gradientsOf, smallNar } from './small.ts';

test('a reasoner has a loss, gradients and decisions for an algorithm of one’s own beside another', () => {
  const { nar, variables } = smallNar([secondSmallest, 'bfs']);
  const samples = [4, 5].map((size) => sampleAt(secondSmallest, size, 0, 0));
  const batch = collate(samples.map((sample) => preprocess(sample, { algorithm: secondSmallest })));
  const gradients = gradientsOf(nar, batch, variables);
  const trained = [...gradients].filter(([, gradient]) => gradient.some((slope) => slope !== 0));
  expect(trained.flatMap(([, gradient]) => [...gradient]).every(Number.isFinite)).toBe(true);
  expect(trained.some(([name]) => name.includes('second_smallest.decoders.runner_up'))).toBe(true);
  expect(trained.some(([name]) => name.includes('bfs'))).toBe(false);
  expect(nar.parametersOf(secondSmallest.name).size).toBeGreaterThan(0);
  const { outputs } = nar.predict(batch);
  const expected = Object.entries(preprocessedSpec(secondSmallest)).filter(
    ([, { stage }]) => stage === 'output',
  );
  expect(Object.keys(outputs)).toEqual(expected.map(([name]) => name));
});
