import { describe, expect, test } from 'vitest';
import { encodeExample } from '../../lib/model/language-data/index.ts';
import { algorithmNames, formatSample, namesTokenizer, transnarSampleAt } from '../../lib/dataset/index.ts';
import {
  type Models,
  type TextExperiment,
  applyVariant,
  checkTextExperiment,
  commandOf,
  experiments,
  shippedAs,
  isDistillation,
  override,
  presets,
  variantNamed,
  variantOf,
  variants,
  withVariant,
  withVariants,
} from '../../lib/experiment/index.ts';

const sets: [string, Models][] = Object.entries(presets).flatMap(([name, preset]): [string, Models][] => [
  [name, preset],
  [`${name}, pretrained`, preset.pretrained],
]);

describe.each(variants)('$name', (variant) => {
  const { name, models, tests, why } = variant;

  test.each(sets)('gives valid experiments of the preset %s, named by their rows', (_, preset) => {
    for (const model of models) {
      const base: TextExperiment = preset[model];
      const changed: TextExperiment = applyVariant(variant, preset, model);
      expect(checkTextExperiment(changed)).toEqual(changed);
      expect(changed.name).toBe(base.name);
      expect(withVariant(base, name)).toEqual(changed);
      // Asked for twice, or of a run that has it, it changes nothing more; but what is twice as wide can be four times as wide.
      if (name !== 'wider-reading') expect(withVariant(changed, name)).toEqual(changed);
      if (isDistillation(base)) expect(changed).toEqual(base);
      else {
        expect(changed).not.toEqual(base);
        expect(variantOf(changed)).toBe(name);
        // Neither seeds nor durations make another variant of it.
        expect(variantOf(override(changed, ['seed=3', 'training.updates=5']))).toBe(name);
      }
      const changes = [...commandOf('x', changed).matchAll(/--set '([^']*)'/g)].map(([, change]) => change);
      expect(override(shippedAs(base.name)!, changes)).toEqual(changed);
    }
  });

  test('is refused for other models, and says what it is for', () => {
    const other = (['transnar', 'transformer', 'distilled'] as const).find(
      (model) => !models.includes(model),
    );
    if (other) expect(() => applyVariant(variant, presets.smoke, other)).toThrow(`not ${other}`);
    expect(tests).toMatch(/\?$/);
    expect(why).toMatch(/\.$/);
    expect(variantNamed(name)).toBe(variant);
  });
});

test('remedies for indices share the room that hints need', () => {
  const labelled = withVariant(presets.smoke.transnar, 'index-labels');
  expect(withVariant(withVariant(presets.smoke.transnar, 'index-hints'), 'index-labels')).toEqual(labelled);
});

test('two variants that set one field to different values are refused, whatever their order', () => {
  const { transnar } = presets.smoke;
  for (const [one, other] of [
    ['sum', 'mlp'],
    ['index-features', 'labels-in-a-row'],
  ])
    for (const names of [
      [one, other],
      [other, one],
    ])
      expect(() => withVariants(transnar, names)).toThrow(
        new RegExp(`${names[0]} and ${names[1]} do not go together: one sets reader\\.transnar\\.`),
      );
  expect(withVariants(transnar, ['index-hints', 'sum', 'labels-in-a-row'])).toEqual(
    withVariants(transnar, ['labels-in-a-row', 'sum']),
  );
  expect(withVariants(transnar, [])).toBe(transnar);
});

test('an experiment takes the variants that are for its model alone', () => {
  const { nar, english, transformer, transnar, distilled } = presets.smoke;
  expect(withVariant(transformer, 'index-hints')).toMatchObject({ reader: null, data: { indexHints: true } });
  expect(() => withVariant(transformer, 'sum')).toThrow('is for transnar, not transformer');
  expect(() => withVariant(distilled, 'sum')).toThrow('is for transnar, not distilled');
  for (const other of [nar, english])
    expect(() => withVariant(other, 'index-hints')).toThrow(
      `The variant index-hints is for transnar and transformer, not ${other.name}.`,
    );
  expect(() => withVariant(transnar, 'nothing')).toThrow(/There is no variant "nothing"; there are .*sum/);
});

test('a distillation is the variant that its student is', () => {
  const { distilled } = presets.laptop;
  const changes = variantNamed('labels-in-a-row').changes(distilled.student);
  expect(
    variantOf(
      override(
        distilled,
        changes.map((change) => `student.${change}`),
      ),
    ),
  ).toBe('labels-in-a-row');
  expect(variantOf(override(distilled, ['student.seed=3', 'teacher.reader.frozen=false']))).toBe('default');
});

test('presets themselves are no variants, and several variants are named together', () => {
  for (const experiment of Object.values(experiments)) expect(variantOf(experiment)).toBe('default');
  const both = override(presets.laptop.transnar, ['reader.frozen=false', 'reader.transnar.combine=sum']);
  expect(variantOf(both)).toBe('sum+trained-reasoner');
  expect(() => variantNamed('wider')).toThrow(/no variant "wider"; there are sequential-positions,/);
});

test.each(Object.entries(presets))('texts with index hints fit the context of %s', (_, preset) => {
  const tokenizer = namesTokenizer();
  const { algorithms, evaluation, data, transformer } = applyVariant(
    variantNamed('index-hints'),
    preset,
    'transformer',
  );
  for (const algorithm of algorithmNames.filter((each) => algorithms.includes(each))) {
    const size = Math.max(...data.sizes, ...evaluation.sizes);
    const sample = transnarSampleAt('evaluation', algorithm, size, 0, 0);
    const { tokens } = encodeExample(formatSample(sample, data), tokenizer);
    expect(tokens.length, algorithm).toBeLessThanOrEqual(transformer.context);
  }
});
