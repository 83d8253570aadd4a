/** An algorithm of one's own, which the library does not list, goes through all that those it lists go through. */
import { describe, expect, test } from 'vitest';
import {
  algorithmNames,
  clrsTextSizes,
  collate,
  defineAlgorithm,
  formatSample,
  namesTokenizer,
  officialPart,
  parseAnswer,
  parseQuestion,
  preprocess,
  preprocessedSpec,
  retrace,
  sampleAt,
  sampleStream,
  trainingProtocol,
} from '../../lib/dataset/index.ts';
import { secondSmallest as second } from '../support/second-smallest.ts';

const own = { algorithm: second };

test('is not one of the library', () => {
  expect(algorithmNames).not.toContain(second.name);
  expect(() => formatSample(sampleAt(second, 4, 0, 0))).toThrow('no algorithm "second_smallest"');
});

describe('an algorithm of one’s own', () => {
  test('is sampled in streams and by index', () => {
    const trajectory = sampleAt(second, 6, 'seed', 3);
    expect(sampleAt(second, 6, 'seed', 3)).toEqual(trajectory);
    const keys = [...trajectory.inputs['key'].data];
    expect(keys.indexOf([...keys].sort((a, b) => a - b)[1])).toBe(
      trajectory.outputs['runner_up'].data.indexOf(1),
    );
    // numpy.random.RandomState(42).random_sample(1)
    expect(sampleStream(second, 4, 42).next().value.inputs['key'].data[0]).toBe(0.3745401188473625);
  });

  test.each([true, false])('is written and read (hints: %s)', (hints) => {
    const trajectory = sampleAt(second, 5, 1, 0, { truncateDecimals: 3 });
    const { question, answer } = formatSample(trajectory, { ...own, hints });
    expect(question).toMatch(/^second_smallest:\nkey: \[/);
    const parsed = parseQuestion(question, { algorithms: [second] });
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(retrace(parsed)).toEqual(trajectory);
    const read = parseAnswer(parsed, answer);
    expect(read.ok && read.values['runner_up']).toBe(trajectory.outputs['runner_up'].data.indexOf(1));
    expect(parseQuestion(question)).toMatchObject({ ok: false, at: 0 });
    const tokenizer = namesTokenizer();
    expect(tokenizer.decode(tokenizer.encode(question))).toBe(question);
  });

  test('has its benchmark rule', () => {
    expect(officialPart(second, 'test').samples).toBe(2048);
    expect(trainingProtocol(second).sizes).toEqual([4, 7, 11, 13, 16]);
    expect(clrsTextSizes(second, 'train')).toEqual([4, 5, 10, 11, 12]);
    expect(clrsTextSizes(second, 'validation')).toEqual([4, 5, 6]);
  });

  test('is preprocessed and batched', () => {
    const batch = collate([4, 5].map((size) => preprocess(sampleAt(second, size, 0, 0), own)));
    expect(batch.spec).toEqual(preprocessedSpec(second));
    expect(Object.keys(batch.inputs)).toEqual(['pos', 'key', 'pred']);
  });
});

test('what cannot be an algorithm is refused', () => {
  const { pos, ...spec } = second.spec;
  const record = { ...second, sample: () => ({ A: 0 }), run: () => undefined };
  expect(pos).toBeDefined();
  expect(() => defineAlgorithm({ ...record, spec })).toThrow('needs the input "pos"');
  expect(() => defineAlgorithm({ ...record, name: 'second smallest' })).toThrow(
    'letters, digits and underscores',
  );
});
