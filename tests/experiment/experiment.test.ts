import { describe, expect, test } from 'vitest';
import { checkExperiment } from '../../lib/experiment/check-experiment.ts';
import { languageExperiment } from '../../lib/experiment/language-experiment.ts';
import { narExperiment } from '../../lib/experiment/nar-experiment.ts';
import { pretrainingExperiment } from '../../lib/experiment/pretraining-experiment.ts';
import { checkAnyExperiment } from '../../lib/experiment/kinds.ts';
import { presets } from '../../lib/experiment/presets.ts';

describe.each(Object.keys(presets) as (keyof typeof presets)[])('preset %s', (name) => {
  const { nar, english, transnar, transformer, pretrained } = presets[name];

  test('is valid', () => {
    expect(checkExperiment(narExperiment, nar)).toEqual(nar);
    expect(checkExperiment(pretrainingExperiment, english)).toEqual(english);
    for (const experiment of [transnar, transformer, pretrained.transnar, pretrained.transformer]) {
      expect(checkExperiment(languageExperiment, experiment)).toEqual(experiment);
    }
  });

  test('compares two models that differ in the reader alone', () => {
    expect({ ...transnar, name: '', reader: null }).toEqual({ ...transformer, name: '' });
  });

  test('pretrained and untrained differ in the start alone', () => {
    const { initialisation, ...rest } = pretrained.transnar;
    expect(initialisation).toEqual({ kind: 'english', experiment: english });
    expect({ ...rest, name: '' }).toEqual({ ...without(transnar), name: '' });
  });

  test('evaluates the largest trained size and two that are never trained', () => {
    const { data, evaluation } = transnar;
    const trained = evaluation.sizes.filter((size) => data.sizes.includes(size));
    expect(trained).toEqual([Math.max(...data.sizes)]);
    expect(evaluation.sizes).toHaveLength(3);
  });
});

function without({ initialisation, ...rest }: (typeof presets.smoke)['transnar']) {
  expect(initialisation.kind).toBe('untrained');
  return rest;
}

test('an unknown key is refused and named', () => {
  const { nar } = presets.smoke;
  expect(() => checkExperiment(narExperiment, { ...nar, sede: 1 })).toThrow(/sede/);
  expect(() => checkExperiment(narExperiment, { ...nar, data: { sizes: [], batch: 0 } })).toThrow(
    /data\.sizes.*data\.batch/,
  );
});

test.each([0, 1, -0.5, 1.5])('a decay of %d of the updates is refused: absent is all of them', (decay) => {
  const { nar } = presets.smoke;
  const { training } = nar;
  const wrong = { ...nar, training: { ...training, schedule: { ...training.schedule, decay } } };
  expect(() => checkExperiment(narExperiment, wrong)).toThrow('training.schedule.decay: Too');
});

test('a second validation is of a size that is not trained, and that can be drawn', () => {
  const { nar } = presets.smoke;
  const beyond = (size: number) => ({
    ...nar,
    validation: { ...nar.validation, beyond: { size, samples: 4 } },
  });
  expect(checkExperiment(narExperiment, beyond(9))).toEqual(beyond(9));
  expect(() => checkExperiment(narExperiment, beyond(5))).toThrow(
    'validation.beyond.size: size 5 is trained (data.sizes): name one that is not.',
  );
  expect(() => checkExperiment(narExperiment, beyond(1))).toThrow(/validation\.beyond\.size: .*1/);
});

test('an algorithm that is named twice is refused', () => {
  const twice = { ...presets.smoke.nar, algorithms: ['bfs', 'minimum', 'bfs'] };
  expect(() => checkExperiment(narExperiment, twice)).toThrow(
    'The experiment is not valid: algorithms: bfs is named twice: name each algorithm once.',
  );
});

test('a batch that no memory holds is refused', () => {
  const { nar } = presets.smoke;
  const huge = { ...nar, data: { ...nar.data, batch: 1e9 } };
  expect(() => checkExperiment(narExperiment, huge)).toThrow('data.batch: Too big');
});

test.each([5, null, [], 'five'])('%j is no experiment', (value) => {
  expect(() => checkAnyExperiment(value as never)).toThrow('This is no experiment: a reasoner has "model"');
});

test('algorithms that the reasoner does not know are refused', () => {
  const { transnar } = presets.smoke;
  expect(() => checkExperiment(languageExperiment, { ...transnar, algorithms: ['bfs', 'dijkstra'] })).toThrow(
    /not trained on dijkstra/,
  );
});
