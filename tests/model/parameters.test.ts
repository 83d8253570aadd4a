import { expect, test } from 'vitest';
import { Parameters } from '../../lib/model/parameters.ts';

test('a parameter that no memory holds is refused by its name', () => {
  const parameters = Parameters.seeded(0).scope('blocks').scope(0);
  expect(() => parameters.create('weight', [1_000_000_000, 156], () => undefined)).toThrow(
    'Parameter "blocks.0.weight" of shape [1000000000,156] is more than fits memory: choose a smaller model.',
  );
});
