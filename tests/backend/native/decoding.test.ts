/** Decoding on the native engine: what the engine in pure JavaScript writes, and from notes wherever every op is native. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { charsTokenizer } from '../../../lib/dataset/text/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  type LanguageModel,
  type TransformerConfig,
  generate,
  transformer,
} from '../../../lib/model/transformer/index.ts';
import { type CombineKind, combineKinds } from '../../../lib/model/transnar/reading/index.ts';
import { transnar } from '../../../lib/model/transnar/index.ts';
import { watching } from '../../../lib/model/watch.ts';
import { disturb, encodingConfigs, optionalConfigs, otherConfig } from '../../model/transformer/tiny.ts';
import { someMemory, tinyReader, tinyWidths } from '../../model/transnar/tiny.ts';
import { activateBoth } from './support.ts';

beforeAll(activateBoth);
afterEach(() => vi.restoreAllMocks());

const tokenizer = charsTokenizer();
const prompts = [
  { text: 'minimum:\nkey: [0.1 0.2]\nmin:\n', budget: 9 },
  { text: 'a', budget: 30 },
  { text: 'bfs of it', budget: 17 },
  { text: 'bfs of him', budget: 4 },
];

/** One model, on the current engine. */
function modelOf(config: TransformerConfig, combine: CombineKind | undefined): LanguageModel {
  const parameters = Parameters.seeded('decoding');
  const reader = { ...tinyReader, combine: combine ?? 'sum', indexFeatures: 2 };
  const model = combine
    ? transnar(
        { transformer: config, transnar: reader, vocabulary: tokenizer.size, memory: tinyWidths },
        parameters,
      )
    : transformer(config, tokenizer.size, parameters);
  disturb(parameters);
  return model;
}

const configs = { ...encodingConfigs, ...optionalConfigs, other: otherConfig };
const cases = [
  ...Object.keys(configs).map((name) => ({ name: name as keyof typeof configs, combine: undefined })),
  ...combineKinds.map((combine) => ({ name: 'rotary' as const, combine })),
];

describe.each(cases)('$name $combine', ({ name, combine }) => {
  it('writes what the engine in pure JavaScript writes', async () => {
    const write = async (engine: string): Promise<(readonly number[])[]> => {
      const before = tf.getBackend();
      await tf.setBackend(engine);
      const memory = combine ? { memory: someMemory([3, 5, 1, 4]) } : {};
      const written = await generate(modelOf(configs[name], combine), tokenizer, prompts, {
        seed: 3,
        ...memory,
      });
      await tf.setBackend(before);
      return written.map(({ tokens }) => tokens);
    };
    expect(await write('native')).toEqual(await write('cpu'));
  });

  it('is noted, but for what is computed in JavaScript', () => {
    const model = modelOf(configs[name], combine);
    const decoding = model.decode(9, combine && someMemory([3, 5]));
    const column = (value: number, count = 1): tf.Tensor2D => tf.fill([2, count], value, 'int32');
    tf.tidy(() => {
      decoding.prefill(column(1, 4), column(2, 4), column(3));
      const step = (place: number) =>
        decoding.step(column(5, configs[name].window), column(2 * place), column(place));
      step(4);
      const inputs = [column(5, configs[name].window), column(10), column(5)] as const;
      const kernels = vi.spyOn(tf.engine(), 'runKernel');
      decoding.step(...inputs);
      // The learned function of distances takes logarithms, which the addon has none of.
      expect(kernels.mock.calls.length > 0).toBe(name === 'fire');
      kernels.mockClear();
      watching(
        () => undefined,
        () => step(6),
      );
      expect(kernels.mock.calls.length).toBeGreaterThan(0);
    });
    decoding.dispose();
  });
});
