/** What holds for every processor, and what a configuration may say of them. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import { mapEdges } from '../../../../lib/model/nar/edge-features.ts';
import {
  type ProcessorInputs,
  narConfig,
  processor,
  processorKinds,
  processorNames,
} from '../../../../lib/model/nar/index.ts';
import { processorFields } from '../../../../lib/model/nar/processors/registry.ts';
import { expectClose } from '../../../support/close.ts';
import { Parameters } from '../../../../lib/model/parameters.ts';
import { randomInputs, randomProcessor, size, tinyConfig, tinyFields } from './tiny.ts';

await chooseBackend();

describe.each(processorNames)('%s', (name) => {
  const { made } = randomProcessor(name);
  const inputs = randomInputs(name);

  test('renaming the nodes renames the result', () => {
    const order = tf.tensor1d([2, 0, 3, 1], 'int32');
    const onNodes = <T extends tf.Tensor>(x: T) => tf.gather(x, order, 1);
    const onPairs = <T extends tf.Tensor>(x: T) => tf.gather(tf.gather(x, order, 1), order, 2);
    const { encoding, hidden, edges, reach } = inputs;
    const renamed: ProcessorInputs = {
      encoding: {
        node: onNodes(encoding.node),
        edge: mapEdges(encoding.edge, onPairs),
        graph: encoding.graph,
      },
      hidden: onNodes(hidden),
      edges: edges && onPairs(edges),
      reach: reach && onPairs(reach),
      wantsEdges: true,
    };
    const parts = [made.advance, ...(made.recall ? [made.recall] : [])];
    for (const part of parts) {
      const [before, after] = [part(inputs), part(renamed)];
      expectClose(after.nodes.dataSync(), onNodes(before.nodes).dataSync());
      if (before.edges) expectClose(after.edges!.dataSync(), onPairs(before.edges).dataSync());
      expect(Object.keys(after.losses ?? {})).toEqual(Object.keys(before.losses ?? {}));
      for (const [loss, value] of Object.entries(before.losses ?? {})) {
        expect(value.shape).toEqual([size]);
        expectClose(after.losses![loss].dataSync(), value.dataSync());
      }
    }
  });

  test('has the edges that its row says', () => {
    const edgesOf = (wantsEdges: boolean) => made.advance({ ...inputs, wantsEdges }).edges !== undefined;
    const { edges } = processorKinds[name];
    expect([edgesOf(true), edgesOf(false)]).toEqual([edges !== 'none', edges === 'state']);
  });
});

describe('a configuration', () => {
  test('may have the fields of its own processor, and no others', () => {
    for (const name of processorNames) {
      expect(narConfig.parse(tinyConfig(name))).toEqual(tinyConfig(name));
    }
    const gated = tinyConfig('g_forgetnet');
    expect(() => narConfig.parse({ ...gated, processor: 'forgetnet' })).toThrow(
      'The processor forgetnet does not take \\"gatePenalty\\": leave it out.',
    );
    expect(() => narConfig.parse({ ...gated, gatePenalty: -1 })).toThrow(/gatePenalty/);
  });

  test('knows the fields of every row', () => {
    const ofRows = processorNames.flatMap((name) => Object.keys(processorKinds[name].fields ?? {}));
    expect([...new Set(ofRows)].sort()).toEqual(Object.keys(processorFields).sort());
    expect(Object.keys(tinyFields).sort()).toEqual(Object.keys(processorFields).sort());
  });

  test('may leave out sizes of the Relational Transformer', () => {
    const shapes = (relational?: { layers: number }) => {
      const parameters = Parameters.seeded(1);
      const config = { ...tinyConfig('relational_transformer'), width: 32, relational };
      processor(parameters, narConfig.parse(config));
      return new Map([...parameters.entries()].map(([key, { shape }]) => [key, shape]));
    };
    expect(shapes().get('layers.2.message.edge.weight')).toEqual([32, 16]);
    expect(shapes().get('layers.0.edge.hidden.weight')).toEqual([32, 8]);
    expect(shapes({ layers: 1 }).get('layers.0.node.hidden.weight')).toEqual([32, 32]);
    expect(shapes({ layers: 1 }).has('layers.1.node.hidden.weight')).toBe(false);
  });

  test('is refused, and no processor made, where its fields do not go together', () => {
    const odd = { ...tinyConfig('relational_transformer'), width: 7 };
    const message = /width of 7 has no room for whole heads of 3: make it a multiple/;
    expect(() => narConfig.parse(odd)).toThrow(message);
    expect(() => processor(Parameters.seeded(1), odd)).toThrow(message);
    const none = narConfig.safeParse({ ...odd, relational: { headWidth: 0 } });
    expect(none.error?.issues.map(({ path }) => path.join('.'))).toContain('relational.headWidth');
  });
});
