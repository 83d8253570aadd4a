/** GPT-NeoX folders as the transformers library writes them, held to the logits that it gives for them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { gptNeoxConfig, loadGptNeox, transformer } from '../../../lib/model/transformer/index.ts';
import { readWeights } from '../../../lib/store/weight-files.ts';
import { expectClose } from '../../support/close.ts';
import { golden, goldenPath } from '../../support/golden.ts';

await chooseBackend();

const { tokens, logits } = golden<{
  readonly tokens: number[][];
  readonly logits: Readonly<Record<string, number[][][]>>;
}>('gpt-neox/logits.json.gz');

const jsonOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;

function logitsOf(folder: string, json = jsonOf(folder)): Float32Array {
  const { config, vocabulary } = gptNeoxConfig(json);
  const parameters = Parameters.blank();
  const model = transformer(config, vocabulary, parameters);
  loadGptNeox(
    model,
    parameters,
    readWeights(folder, () => true),
  );
  const positions = tokens.map((row) => row.map((_, position) => position));
  const read = tf.tidy(() =>
    model
      .logits(tf.tensor2d(tokens, undefined, 'int32'), tf.tensor2d(positions, undefined, 'int32'))
      .dataSync(),
  );
  parameters.dispose();
  return read as Float32Array;
}

test.each(Object.entries(logits))('%s', (name, expected) => {
  const read = logitsOf(goldenPath(`gpt-neox/${name}`));
  expectClose(read, expected.flat(2), { relative: 1e-4, absolute: 2e-5 });
});

test('stretched positions are not those that were not stretched', () => {
  const folder = goldenPath('gpt-neox/linear');
  const unscaled = { ...jsonOf(folder), rope_scaling: null };
  const difference = logitsOf(folder, unscaled).map((value, i) => value - logits['linear'].flat(2)[i]);
  expect(Math.max(...difference.map(Math.abs))).toBeGreaterThan(0.01);
});

test.each([
  [{ type: 'dynamic', factor: 2 }, /scaled by the rule "dynamic"/],
  [{ rope_type: 'yarn', factor: 4 }, /scaled by the rule "yarn"/],
  [{ type: 'linear' }, /needs a factor/],
])('a rule that cannot be applied is refused, in either spelling: %j', (rule, message) => {
  const json = jsonOf(goldenPath('gpt-neox/plain')) as Record<string, unknown>;
  expect(() => gptNeoxConfig({ ...json, rope_scaling: rule })).toThrow(message);
  expect(() => gptNeoxConfig({ ...json, rope_parameters: rule })).toThrow(message);
});

test('a config.json that says nothing is the model of the library’s defaults', () => {
  expect(gptNeoxConfig({ model_type: 'gpt_neox' })).toMatchObject({
    vocabulary: 50_432,
    config: { width: 6144, layers: 44, heads: 64, feedForward: 24_576, context: 2048, residual: 'parallel' },
  });
});
