/** ReNAR and M-ReNAR against the plain model: the encoder's network and its gate, masks, and what is reconstructed. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend, findEngine } from '../../../lib/backend/index.ts';
import { type AlgorithmName, algorithm, preprocessedSpec } from '../../../lib/dataset/index.ts';
import { algorithmModules } from '../../../lib/model/nar/algorithm-modules.ts';
import { encoderNetwork } from '../../../lib/model/nar/encoder-network.ts';
import { maskedLooks } from '../../../lib/model/nar/hint-masks.ts';
import { type NarConfig, chunksOf, narConfig } from '../../../lib/model/nar/index.ts';
import { type Pass, givenOf, initialState } from '../../../lib/model/nar/pass.ts';
import { seenOf } from '../../../lib/model/nar/seen.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { watching } from '../../../lib/model/watch.ts';
import { type RandomState, keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { example } from './plain/example.ts';
import { type PlainLosses, expectLosses, sumOf, tolerance } from './plain/expect-losses.ts';
import { type Span, plainLosses } from './plain/losses.ts';
import { type PlainMasks, type PlainOptions, plainRun } from './plain/model.ts';
import { batchOf, gradientsOf, halves, smallConfig, smallNar } from './small.ts';

await chooseBackend();
const native = await findEngine('native');

type Example = ReturnType<typeof example>;

/** Their hints have every location and type that hints have; each batch has samples of different sizes and lengths. */
const algorithms: [AlgorithmName, number[]][] = [
  ['bfs', [4, 6, 5]],
  ['minimum', [6, 4, 5]],
  ['lcs_length', [4, 6]],
  ['matrix_chain_order', [4, 3]],
  ['quickselect', [3, 5]],
  ['jarvis_march', [4, 5]],
];

/**
 * The masks of all steps as M-ReNAR is to draw them: for each step and look, and for each sample, the first of a shuffle of
 * all pairs of a hint and an item. To the plain model by step, sample and look.
 */
function drawn({ spec, samples }: Example, share: number, random: RandomState): PlainMasks[][][] {
  const steps = Math.max(1, ...samples.map(({ length }) => length - 1));
  const hints = Object.entries(spec).filter(([, { stage }]) => stage === 'hint');
  return Array.from({ length: steps }, () => {
    const looks = Array.from({ length: Math.floor(1 / share) }, () =>
      samples.map(({ nodes }): PlainMasks => {
        const pairs = hints.flatMap(([name, { location }]) => {
          const items = { node: nodes, edge: nodes ** 2, graph: 1 }[location];
          return Array.from({ length: items }, (_, item) => `${name} ${item}`);
        });
        const masked = Math.floor(share * pairs.length);
        for (let i = 0; i < masked; i++) {
          const other = i + random.integer(pairs.length - i);
          [pairs[i], pairs[other]] = [pairs[other], pairs[i]];
        }
        const chosen = new Set(pairs.slice(0, masked));
        return Object.fromEntries(
          hints.map(([name]) => [name, (item: number) => chosen.has(`${name} ${item}`)]),
        );
      }),
    );
    return samples.map((_, s) => looks.map((masks) => masks[s]));
  });
}

const weighted = (losses: PlainLosses, weight: number): PlainLosses =>
  Object.fromEntries(
    Object.entries(losses).map(([part, loss]) => [part, part.startsWith('recon') ? weight * loss : loss]),
  );
const values = (losses: Readonly<Record<string, tf.Scalar>>) =>
  Object.fromEntries(Object.entries(losses).map(([part, loss]) => [part, loss.arraySync()]));

/** What the reasoner is held to: the plain model with the masks that a key gives. */
function maskedOptions(each: Example, share: number, key: string) {
  const masks = drawn(each, share, keyed(key));
  return (sample: number): PlainOptions => ({ looks: (step) => masks[step][sample] });
}

describe.each(algorithms)('%s', (name, sizes) => {
  test('ReNAR: every part of the loss is that of the plain model, and a tenth of the reconstruction', () => {
    const { nar, batch, losses } = example(name, sizes, { reconstruction: { weight: 0.1 } });
    const expected = weighted(losses(), 0.1);
    const parts = Object.keys(batch.hints).map((hint) => `reconstruction:${hint}`);
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(parts));
    tf.tidy(() => expectLosses(nar.losses(batch, halves()), expected));
    expectClose(nar.loss(batch, halves()).dataSync(), [sumOf(expected)], tolerance, 'sum');
  });

  test.each([0.3, 0.6])('M-ReNAR with a share of %d: the same, of what was masked, and all of it', (mask) => {
    const each = example(name, sizes, { reconstruction: { weight: 1, mask } });
    const expected = each.losses(maskedOptions(each, mask, 'masks'));
    tf.tidy(() => expectLosses(each.nar.losses(each.batch, keyed('masks')), expected));
    expect(Math.abs(sumOf(expected) - sumOf(each.losses()))).toBeGreaterThan(1e-3);
  });
});

describe('a chunk', () => {
  test.each([undefined, 0.3])('has the reconstructions of its own steps: masked %s', (mask) => {
    const each = example('minimum', [6, 4, 6], { reconstruction: { weight: 0.3, mask } });
    const options = mask === undefined ? () => ({}) : maskedOptions(each, mask, 'chunk');
    for (const chunk of chunksOf(each.batch, 2)) {
      const expected = weighted(each.losses(options, chunk), 0.3);
      const actual = each.nar.chunkLoss(each.batch, keyed('chunk'), chunk)().dataSync();
      expectClose(actual, [sumOf(expected)], tolerance, `from ${chunk.from}`);
    }
  });
});

describe('the slope of the loss along a direction through all parameters is that of the plain model', () => {
  test.each<[AlgorithmName, number | undefined, Span | undefined]>([
    ['bfs', undefined, undefined],
    ['bfs', 0.4, undefined],
    ['bfs', 0.4, { from: 1, to: 2 }],
    ['matrix_chain_order', 0.4, undefined],
  ])('%s, masked %s, steps %o', (name, mask, span) => {
    const each = example(name, name === 'bfs' ? [4, 6, 5] : [4, 3], {
      reconstruction: { weight: 0.3, mask },
    });
    const { nar, variables, batch, plain, spec, samples } = each;
    const options = mask === undefined ? () => ({}) : maskedOptions(each, mask, 'slope');
    const along = new Map(
      [...each.values].map(([key, { length }]) => [key, keyed('along', key).uniforms(length, -1, 1)]),
    );
    const at = (step: number) => {
      const moved = plain(
        new Map(
          [...each.values].map(([key, own]) => [key, own.map((x, i) => x + step * along.get(key)![i])]),
        ),
      );
      const narAt = (index: number) => (index < (span?.from ?? 0) ? plain() : moved);
      const runs = samples.map((sample, s) => plainRun(narAt, spec, sample, options(s)));
      return sumOf(weighted(plainLosses(spec, samples, runs, span), 0.3));
    };
    const loss = span ? nar.chunkLoss(batch, keyed('slope'), span) : () => nar.loss(batch, keyed('slope'));
    const { grads } = tf.variableGrads(loss, [...variables.values()]);
    let slope = 0;
    for (const [full, variable] of variables) {
      const direction = along.get(full.replace(/^nar\.(processor|algorithms\.[a-z_]+)\./, ''))!;
      const gradient = (grads as Partial<Record<string, tf.Tensor>>)[variable.name]?.dataSync();
      direction.forEach((x, i) => (slope += x * (gradient?.[i] ?? 0)));
    }
    expectClose([slope], [(at(1e-5) - at(-1e-5)) / 2e-5], { relative: 2e-3, absolute: 1e-3 });
  });
});

describe('masks', () => {
  const spec = preprocessedSpec(algorithm('jarvis_march'));
  const hints = Object.entries(spec).filter(([, { stage }]) => stage === 'hint');
  const batch = batchOf('jarvis_march', [7, 4]);

  test.each([0.1, 0.3, 0.5, 0.9])(
    'hide a share of %d of what is real, exactly, at each of 1 / share looks',
    (share) => {
      const looks = maskedLooks(hints, batch, share, keyed('looks'));
      expect(looks.length).toBe(Math.floor(1 / share));
      for (const masks of looks) {
        for (const [sample, count] of batch.nodeCounts.entries()) {
          let [pairs, masked] = [0, 0];
          for (const [name, { location }] of hints) {
            const mask = masks.get(name)!;
            const items = mask.length / 2;
            const own = [...mask.subarray(sample * items, (sample + 1) * items)];
            pairs += location === 'graph' ? 1 : count;
            masked += own.reduce((sum, bit) => sum + bit, 0);
            if (location === 'node') expect(own.slice(count).every((bit) => bit === 0)).toBe(true);
          }
          expect(masked).toBe(Math.floor(share * pairs));
        }
      }
    },
  );

  test('are drawn anew at each look, and hide each pair as often as any other', () => {
    const random = keyed('often');
    const looks = Array.from({ length: 100 }, () => maskedLooks(hints, batch, 0.25, random)).flat();
    expect(looks[0]).not.toEqual(looks[1]);
    for (const [name, { location }] of hints) {
      const often = looks[0]
        .get(name)!
        .map((_, i) => looks.reduce((sum, look) => sum + look.get(name)![i], 0));
      const real = location === 'graph' ? 2 : 11;
      const counts = [...often].filter((count) => count > 0);
      expect(counts.length, name).toBe(real);
      // 400 looks: 100 of them, with a deviation of less than 9.
      for (const count of counts) expect(Math.abs(count - 100), name).toBeLessThan(45);
    }
  });

  test.each<[AlgorithmName, Partial<NarConfig>]>([
    ['bfs', {}],
    ['bfs', { processor: 'pgn' }],
    ['floyd_warshall', { edgePointers: 'triplets' }],
    ['jarvis_march', {}],
  ])('%s, %o: nothing of what is masked is seen when the network looks', (name, fields) => {
    const config: NarConfig = { ...smallConfig, ...fields, reconstruction: { weight: 1, mask: 0.5 } };
    const parameters = Parameters.seeded(4);
    const modules = algorithmModules(parameters, name, preprocessedSpec(algorithm(name)), config);
    const network = encoderNetwork(parameters.scope('encoder'), config);
    const seen = batchOf(name, [5, 5]);
    const pass = { config, modules, network, batch: seen, random: halves() } as unknown as Pass;
    const [masks] = maskedLooks(modules.encodedHints, seen, 0.5, keyed('hidden'));
    const { hints: given } = initialState(pass);
    /** The hints with other values at those items of which the mask says `bit`. */
    const changed = (bit: number) =>
      Object.fromEntries(
        Object.entries(given).map(([hint, value]) => {
          const mask = masks.get(hint)!;
          const data = value.dataSync().map((x, i) => {
            const item = Math.floor((i * mask.length) / value.size);
            return mask[item] === bit ? 1 - x : x;
          });
          return [hint, tf.tensor(data, value.shape)];
        }),
      );
    const lookAt = (hintsOf: typeof given) => {
      const [{ nodes, edges }] = seenOf(pass, givenOf(pass), hintsOf, [masks], undefined).reconstructFrom;
      return [...nodes.dataSync(), ...(edges[0] as tf.Tensor).dataSync()];
    };
    expect(lookAt(changed(1))).toEqual(lookAt(given));
    expect(lookAt(changed(0))).not.toEqual(lookAt(given));
  });

  test('are for training alone: evaluation draws nothing and sees everything', () => {
    const own = batchOf('bfs', [6, 5, 7]);
    const [masked, plain] = [{ weight: 1, mask: 0.5 }, { weight: 1 }].map((reconstruction) =>
      smallNar(['bfs'], { reconstruction }),
    );
    expect(masked.nar.predict(own)).toEqual(plain.nar.predict(own));
    expect(masked.nar.predict(own)).toEqual(masked.nar.predict(own));
    const loss = (key: string) => tf.tidy(() => masked.nar.loss(own, keyed(key)).arraySync());
    expect(loss('a')).toBe(loss('a'));
    expect(loss('a')).not.toBe(loss('b'));
  });
});

describe('the weight', () => {
  const batch = batchOf('bfs', [5, 4]);
  const of = (weight: number) => smallNar(['bfs'], { reconstruction: { weight } });
  const isSecond = (name: string) => name.includes('.reconstruction.');

  test('of zero leaves nothing of the second task in the rest', () => {
    const [none, some] = [of(0), of(0.7)];
    const [losses, others] = [none, some].map(({ nar }) =>
      tf.tidy(() => values(nar.losses(batch, halves()))),
    );
    const rest = Object.entries(losses).filter(([part]) => !part.startsWith('reconstruction:'));
    expect(rest.length).toBeLessThan(Object.keys(losses).length);
    for (const [part, loss] of rest) expect(others[part]).toBe(loss);
    const total = none.nar.loss(batch, halves()).arraySync();
    expectClose([total], [rest.reduce((sum, [, loss]) => sum + loss, 0)]);
    for (const [name, gradient] of gradientsOf(none.nar, batch, none.variables)) {
      if (isSecond(name))
        expect(
          gradient.every((slope) => slope === 0),
          name,
        ).toBe(true);
    }
  });

  test('is that of the loss, and of what its decoders learn from it', () => {
    const [one, two] = [of(1), of(2)];
    const partsOf = ({ nar }: typeof one) => tf.tidy(() => values(nar.losses(batch, halves())));
    for (const [part, loss] of Object.entries(partsOf(one))) {
      expectClose([partsOf(two)[part]], [part.startsWith('reconstruction:') ? 2 * loss : loss]);
    }
    const [once, twice] = [one, two].map((each) => gradientsOf(each.nar, batch, each.variables));
    for (const [name, gradient] of once) {
      if (isSecond(name))
        expectClose(
          twice.get(name)!,
          [...gradient].map((slope) => 2 * slope),
          tolerance,
        );
    }
  });
});

describe('a reasoner that reconstructs', () => {
  const config = { reconstruction: { weight: 1, mask: 0.5 } };

  test('has one network for all its algorithms, which each of them trains', () => {
    const { nar, variables } = smallNar(['bfs', 'minimum'], { reconstruction: { weight: 1 } });
    const network = [...variables.keys()].filter((name) => name.startsWith('nar.encoder.'));
    const layers = new Set(network.map((name) => name.split('.').slice(2, 4).join('.')));
    expect([...layers].filter((name) => name.startsWith('gate'))).toEqual(['gate.nodes', 'gate.edges']);
    for (const name of ['bfs', 'minimum'] as const) {
      const trained = nar.parametersOf(name);
      for (const own of network) expect(trained.has(own), own).toBe(true);
      const gradients = gradientsOf(nar, batchOf(name, [5, 6]), variables);
      const second = [...trained.keys()].filter((own) => /\.(encoder|reconstruction)\./.test(own));
      // These algorithms have nothing at the graph: what reads its encodings has no slope.
      for (const own of second.filter((each) => !each.endsWith('.graph.weight'))) {
        expect(
          gradients.get(own)!.some((slope) => slope !== 0),
          own,
        ).toBe(true);
      }
    }
  });

  test('differs from one that does not by these parameters alone', () => {
    const [plain, own] = [{}, config].map((fields) => smallNar(['dfs'], fields).variables);
    for (const [name, variable] of plain) {
      expect([...own.get(name)!.dataSync()], name).toEqual([...variable.dataSync()]);
    }
    const added = [...own.keys()].filter((name) => !plain.has(name));
    expect(added.every((name) => /^nar\.(encoder|algorithms\.dfs\.reconstruction)\./.test(name))).toBe(true);
    const hints = Object.values(preprocessedSpec(algorithm('dfs'))).filter(({ stage }) => stage === 'hint');
    const ofHints = added.map((name) => /reconstruction\.(\w+)\./.exec(name)?.[1]).filter(Boolean);
    expect(new Set(ofHints).size).toBe(hints.length);
  });

  test('starts with a gate that is half open, and shows it', () => {
    const parameters = Parameters.seeded(1);
    encoderNetwork(parameters, smallConfig);
    for (const part of ['nodes', 'edges']) {
      expect([...parameters.get(`gate.${part}.bias`).dataSync()]).toEqual(Array(smallConfig.width).fill(0));
    }
    const shown = new Map<string, readonly number[]>();
    const { nar } = smallNar(['bfs'], config);
    watching(
      (name, value) => void shown.set(name, value.shape),
      () => nar.predict(batchOf('bfs', [5])),
    );
    expect(shown.get('nar.steps.0.encoder.gate.nodes')).toEqual([1, 5, smallConfig.width]);
    expect(shown.get('nar.steps.0.encoder.gate.edges')).toEqual([1, 5, 5, smallConfig.width]);
  });

  test.skipIf('problem' in native)('learns the same bits on any number of threads', async () => {
    const { nar, variables } = smallNar(['bfs'], { ...config, width: 24 });
    const batch = batchOf('bfs', [16, 14, 16, 16]);
    const gradients: number[][] = [];
    for (const threads of [1, 2, 3]) {
      await chooseBackend({ backend: 'native', threads });
      const { value, grads } = tf.variableGrads(
        () => nar.loss(batch, keyed('threads')),
        [...variables.values()],
      );
      gradients.push([value, ...Object.values(grads)].flatMap((x) => [...x.dataSync()]));
    }
    await chooseBackend();
    for (const other of gradients) expect(other).toEqual(gradients[0]);
  });

  test('leaves nothing behind', () => {
    const { nar, variables } = smallNar(['floyd_warshall'], { ...config, edgePointers: 'triplets' });
    const batch = batchOf('floyd_warshall', [5, 4]);
    expectNoLeak(() => nar.predict(batch));
    expectNoLeak(() => gradientsOf(nar, batch, variables));
    expectNoLeak(() => {
      const { value, grads } = tf.variableGrads(nar.chunkLoss(batch, halves(), { from: 2, to: 4 }));
      tf.dispose([value, grads]);
    });
    expectNoLeak(() => {
      for (const { nodes, edges, mask } of nar.memories(batch, 'decisions')) tf.dispose([nodes, edges, mask]);
    });
  });
});

describe('a configuration', () => {
  const parse = (fields: object) => narConfig.parse({ ...smallConfig, ...fields });

  test.each([-0.1, 0, 1, 1.5])('cannot mask a share of %d', (mask) => {
    expect(() => parse({ reconstruction: { weight: 1, mask } })).toThrow(/reconstruction[^]*mask/);
  });

  test('cannot have a negative weight or none, nor fields that there are not', () => {
    expect(() => parse({ reconstruction: { weight: -1 } })).toThrow(/weight/);
    expect(() => parse({ reconstruction: { mask: 0.3 } })).toThrow(/weight/);
    expect(() => parse({ reconstruction: { weight: 1, masks: 0.3 } })).toThrow(/masks/);
  });

  test.each(['decoded_only', 'none'] as const)('cannot reconstruct hints that are %s', (hints) => {
    expect(() => parse({ hints, reconstruction: { weight: 1 } })).toThrow(
      'There are no encoded hints to reconstruct',
    );
    expect(() => parse({ hints: 'encoded_decoded', reconstruction: { weight: 1 } })).not.toThrow();
  });
});
