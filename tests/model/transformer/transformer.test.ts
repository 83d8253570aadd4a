/** What every Transformer keeps to, whatever its choices. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Parameters } from '../../../lib/model/parameters.ts';
import { transformer, transformerPresets, transformerSize } from '../../../lib/model/transformer/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import {
  disturb,
  encodingConfigs,
  optionalConfigs,
  otherConfig,
  somePositions,
  someTokens,
  tinyConfig,
  tinyTransformer,
  tinyVocabulary,
} from './tiny.ts';

describe.each([
  ['parallel, LayerNorm, biases, tied', otherConfig],
  ...Object.entries({ ...encodingConfigs, ...optionalConfigs }), // sequential, RMSNorm, untied
])('a Transformer: %s', (_, config) => {
  const { model, parameters } = tinyTransformer(config);
  disturb(parameters);

  test('sees what stands before a token and nothing after it', () => {
    const length = 6;
    const positions = somePositions(1, length);
    // The embeddings of distinct tokens stand for the tokens: the gradient of one logit tells what it depends on.
    const tokens = tf.tensor2d([[1, 2, 3, 4, 5, 6]], [1, length], 'int32');
    const tables = [...parameters.entries()].flatMap(([name, variable]) =>
      name.startsWith('language.embedding') ? [variable] : [],
    );
    for (let t = 0; t < length; t++) {
      const { grads } = tf.variableGrads(
        () =>
          tf.tidy(() => tf.sum(tf.slice(model.hidden(tokens, positions), [0, t, 0], [1, 1, 1])).asScalar()),
        tables,
      );
      const rows = tables.map((table) => grads[table.name].arraySync() as number[][]);
      for (let s = 0; s < length; s++) {
        const depends = rows.some((each) => each[s + 1].some((gradient) => gradient !== 0));
        expect(depends, `token ${t} on token ${s}`).toBe(s <= t);
      }
    }
  });

  test('gives the same logits with the key-value cache', () => {
    const [batch, length, prompt] = [2, 7, 3];
    const tokens = someTokens(batch, length);
    const positions = somePositions(batch, length);
    const { window = 1 } = config;
    const decoding = model.decode(length);
    const all = tf.tensor2d([[0, 1, 2], [0, 1, 2]], undefined, 'int32'); // prettier-ignore
    const pieces = [decoding.prefill(columns(tokens, 0, prompt), columns(positions, 0, prompt), all)];
    for (let t = prompt; t < length; t++) {
      const seen = columns(tokens, t + 1 - window, window);
      pieces.push(decoding.step(seen, columns(positions, t, 1), tf.fill([batch, 1], t, 'int32')));
    }
    decoding.dispose();
    expectClose(tf.concat(pieces, 1).dataSync(), model.logits(tokens, positions).dataSync());
  });

  test('has as many parameters as its size says', () => {
    expect(transformerSize(config, tinyVocabulary)).toBe(parameters.count());
  });

  test('leaves no tensors behind', () => {
    const tokens = someTokens(1, 4);
    const positions = somePositions(1, 4);
    expectNoLeak(() => model.logits(tokens, positions).dispose());
    expectNoLeak(() => {
      const decoding = model.decode(5);
      const [token, place] = [columns(tokens, 0, 1), tf.tensor2d([[4]], undefined, 'int32')];
      const { window = 1 } = config;
      const seen = columns(tokens, 4 - window, window);
      const logits = [decoding.prefill(tokens, positions, token), decoding.step(seen, token, place)];
      tf.dispose([...logits, token, place, seen]);
      decoding.dispose();
    });
  });
});

// A learned vector belongs to a position, and FIRE compares distances with it.
test.each([otherConfig, encodingConfigs.rotary, encodingConfigs.alibi, encodingConfigs.none])(
  'some encodings depend on differences of positions alone',
  (config) => {
    const { model, parameters } = tinyTransformer(config);
    disturb(parameters);
    const tokens = someTokens(2, 6);
    const positions = somePositions(2, 6);
    const here = model.logits(tokens, positions).dataSync();
    expectClose(model.logits(tokens, positions.add(40)).dataSync(), here, { relative: 1e-4, absolute: 2e-5 });
    const stretched = model.logits(tokens, positions.mul(3)).dataSync();
    const changed = stretched.some((logit, i) => Math.abs(logit - here[i]) > 1e-3);
    expect(changed).toBe(config.encoding?.kind !== 'none');
  },
);

test('the paper preset has the 70 million parameters of Pythia-70M', () => {
  expect(transformerSize(transformerPresets.paper, 50_304)).toBe(70_426_624);
});

test('the start of a parameter does not depend on what else the model has', () => {
  const shallow = Parameters.seeded(3);
  const deep = Parameters.seeded(3);
  transformer({ ...tinyConfig, norm: 'layer' }, tinyVocabulary, shallow);
  transformer(tinyConfig, tinyVocabulary, deep);
  const name = 'language.blocks.1.attention.queryKeyValue.weight';
  const values = (parameters: Parameters) => parameters.entries().get(name)!.dataSync();
  expect(values(shallow)).toEqual(values(deep));
  expect(shallow.count()).toBeGreaterThan(deep.count());
});

test('a config that makes no sense is refused with what is wrong', () => {
  const make = (config: object) => () =>
    transformer({ ...tinyConfig, ...config }, tinyVocabulary, Parameters.seeded(0));
  expect(make({ heads: 3 })).toThrow('width (16) must be a multiple of heads (3)');
  expect(make({ rotary: { share: 0.3, base: 10 } })).toThrow('even number of dimensions');
  expect(make({ encoding: { kind: 'rotary', share: 0.3, base: 10 } })).toThrow('even number of dimensions');
  expect(make({ rotary: undefined })).toThrow('give rotary or encoding');
  expect(make({ encoding: { kind: 'abacus' } })).toThrow('encoding');
  expect(make({ positions: { kind: 'randomised', maximum: 50 } })).toThrow('at least context (100)');
  expect(make({ wdith: 3 })).toThrow('wdith');
});

function columns(x: tf.Tensor2D, start: number, count: number): tf.Tensor2D {
  return tf.slice(x, [0, start], [x.shape[0], count]);
}
