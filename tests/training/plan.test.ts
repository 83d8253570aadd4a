import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { namesTokenizer } from '../../lib/dataset/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { planOf } from '../../lib/training/index.ts';

beforeAll(async () => {
  await chooseBackend();
});

const { transformer, transnar } = presets.smoke;

test('a plan counts what is trained: a reasoner too, unless it is frozen', async () => {
  const [alone, frozen, along] = [
    await planOf(transformer),
    await planOf(transnar),
    await planOf(override(transnar, ['reader.frozen=false'])),
  ];
  expect(alone.frozenParameters).toBe(0);
  expect(frozen.trainedParameters).toBeGreaterThan(alone.trainedParameters);
  expect(along.frozenParameters).toBe(0);
  expect(along.trainedParameters).toBe(frozen.trainedParameters + frozen.frozenParameters);
});

test('a plan extrapolates a whole update to the run', async () => {
  const [part, whole] = [await planOf(transformer), await planOf(transformer, { whole: true })];
  expect(part.tokens).toBe(whole.tokens);
  expect(whole.tokensPerSecond).toBeCloseTo(whole.tokens / whole.secondsPerUpdate, 6);
  expect(whole.hours).toBeCloseTo((transformer.training.updates * whole.secondsPerUpdate) / 3600, 6);
});

test('a plan for a tokenizer with more tokens has longer tables', async () => {
  const { width } = transformer.transformer;
  const [own, longer] = [await planOf(transformer), await planOf(transformer, { vocabulary: 1000 })];
  const rows = namesTokenizer().size;
  expect(longer.trainedParameters - own.trainedParameters).toBe((1000 - rows) * width); // tied: one table
});
