import { describe, expect, test } from 'vitest';
import { transnarSizes } from '../../lib/dataset/index.ts';
import { recordExperiment, recordModels, recordSetNames, recordTarget } from '../../lib/experiment/index.ts';

const attempt = { set: 'searches', model: 'transformer', seed: 5 } as const;
const changed = (...changes: string[]) => recordExperiment({ ...attempt, changes });

describe('an attempt at a record', () => {
  test.each(recordSetNames.flatMap((set) => recordModels.map((model) => [set, model] as const)))(
    'of %s by %s sees no size that is for evaluation, nor looks at one',
    (set, model) => {
      const { data, training } = recordExperiment({ set, model, changes: [], seed: 0 });
      expect(data.sizes).toEqual(transnarSizes.train);
      expect(training.until).toEqual(recordTarget);
      expect(recordTarget.size).toBe(12);
    },
  );

  test('is a change of the preset, with its seed last', () => {
    expect(changed('training.updates=7', 'training.until.every=3', 'seed=9')).toMatchObject({
      seed: 5,
      training: { updates: 7, until: { ...recordTarget, every: 3 } },
    });
  });

  test.each([
    ['algorithms=["minimum"]', 'algorithms'],
    ['data.indexHints=true', 'data.indexHints'],
    ['training.until.value=0.5', 'training.until.value'],
    ['training.until.size=10', 'training.until.size'],
    ['training.until.samples=10', 'training.until.samples'],
    ['training.until.metric=exact', 'training.until.metric'],
  ])('cannot have %s', (change, field) => {
    expect(() => changed(change)).toThrow(`A record cannot change ${field}: it is the same for all`);
  });

  test.each([
    ['[4,10]', /cannot train on 10: /],
    ['[14,12,10]', /cannot train on 14 and 10: /],
  ])('cannot train on sizes %s', (sizes, message) => {
    expect(() => changed(`data.sizes=${sizes}`)).toThrow(message);
    expect(changed('data.sizes=[4,8,12]').data.sizes).toEqual([4, 8, 12]);
  });
});
