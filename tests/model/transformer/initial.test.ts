/** How the parameters of the language models start, which training and every comparison of models rest on. */
import { expect, test } from 'vitest';
import { Parameters } from '../../../lib/model/parameters.ts';
import { transformer } from '../../../lib/model/transformer/index.ts';
import { transnar } from '../../../lib/model/transnar/index.ts';
import { tinyReader, tinyWidths } from '../transnar/tiny.ts';
import { tinyConfig } from './tiny.ts';

const config = { ...tinyConfig, width: 64, feedForward: 256, layers: 3, biases: true };
/** Normal with variance 2 / (5 D); what joins the residual stream is divided by the root of 2 sums a layer. */
const inner = Math.sqrt(2 / (5 * 64));
const residual = inner / Math.sqrt(6);

const values = (parameters: Parameters, name: string) => [
  ...parameters.entries().get(name)!.dataSync<'float32'>(),
];

function expectNormal(own: readonly number[], deviation: number, name: string): void {
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const spread = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0) / own.length);
  // Five standard errors.
  expect(Math.abs(mean), name).toBeLessThan((5 * deviation) / Math.sqrt(own.length));
  expect(Math.abs(spread / deviation - 1), name).toBeLessThan(5 / Math.sqrt(2 * own.length));
  expect(Math.max(...own.map(Math.abs)), `tails of ${name}`).toBeGreaterThan(2.5 * deviation);
}

test('a Transformer', () => {
  const parameters = Parameters.seeded(1);
  transformer(config, 200, parameters);
  expectNormal(values(parameters, 'language.embedding.weight'), inner, 'embedding');
  expectNormal(values(parameters, 'language.readOut.weight'), inner, 'readOut');
  for (let layer = 0; layer < 3; layer++) {
    const at = `language.blocks.${layer}`;
    expectNormal(values(parameters, `${at}.attention.queryKeyValue.weight`), inner, 'queryKeyValue');
    expectNormal(values(parameters, `${at}.attention.out.weight`), residual, 'attention.out');
    expectNormal(values(parameters, `${at}.feedForward.in.weight`), inner, 'feedForward.in');
    expectNormal(values(parameters, `${at}.feedForward.out.weight`), residual, 'feedForward.out');
  }
  for (const [name, variable] of parameters.entries()) {
    const every = new Set(variable.dataSync());
    if (name.endsWith('.bias')) expect(every, name).toEqual(new Set([0]));
    if (name.endsWith('.scale')) expect(every, name).toEqual(new Set([1]));
  }
});

test('what reads the memory', () => {
  const parameters = Parameters.seeded(1);
  const reader = { ...tinyReader, width: 64, heads: 4, feedForward: 128, gate: 0.25 };
  transnar({ transformer: config, transnar: reader, vocabulary: 10, memory: tinyWidths }, parameters);
  for (let layer = 0; layer < 3; layer++) {
    const at = `reader.blocks.${layer}`;
    expectNormal(values(parameters, `${at}.nodes.query.weight`), inner, 'query');
    expectNormal(values(parameters, `${at}.nodes.key.weight`), inner, 'key');
    expectNormal(values(parameters, `${at}.edges.value.weight`), inner, 'value');
    expectNormal(values(parameters, `${at}.combine.out.weight`), residual, 'combine.out');
    expectNormal(values(parameters, `${at}.feedForward.out.weight`), residual, 'feedForward.out');
    expect(values(parameters, `${at}.attentionGate`)).toEqual([0.25]);
    expect(values(parameters, `${at}.feedForwardGate`)).toEqual([0.25]);
  }
});
