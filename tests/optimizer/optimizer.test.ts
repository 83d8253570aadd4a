import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { Optimizer, type OptimizerOptions } from '../../lib/optimizer/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { type Matrix, PlainAdam, PlainMuon, clipped, columns, newtonSchulz, norm, scaled } from './oracle.ts';

beforeAll(async () => {
  await chooseBackend();
});

const adam = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, clip: 1e9 };
const rates = [0.1, 0.02, 0.05, 0.01];

/** Shapes of a small model: what Muon steps, a map of three, tables as wide, a narrow matrix, a gain. */
const shapes = {
  'blocks.0.feedForward.up.weight': [8, 12],
  'blocks.0.feedForward.down.weight': [12, 8],
  'blocks.0.attention.queryKeyValue.weight': [8, 24],
  'embedding.weight': [16, 8],
  'embedding.before.2.weight': [16, 8],
  'blocks.0.attention.narrow.weight': [16, 4],
  'finalNorm.gain': [1, 8],
} satisfies Record<string, [number, number]>;
type Name = keyof typeof shapes;
const names = Object.keys(shapes) as Name[];

const matrix = (name: Name, key: string): Matrix => {
  const [rows, width] = shapes[name];
  const random = keyed(7, name, key);
  return Array.from({ length: rows }, () => Array.from({ length: width }, () => random.double() - 0.5));
};

/** Parameters, gains as vectors, and losses whose gradients are given. */
function model() {
  const parameters = new Map(
    names.map((name) => {
      const start = tf.tensor2d(matrix(name, 'start'));
      return [name, tf.variable(name.endsWith('gain') ? start.reshape([-1]) : start)] as const;
    }),
  );
  const lossOf = (name: Name, key: string) => () =>
    parameters
      .get(name)!
      .mul(tf.tensor2d(matrix(name, key)).reshape(parameters.get(name)!.shape))
      .sum<tf.Scalar>();
  return {
    parameters,
    losses: (key: string) => names.map((name) => lossOf(name, key)),
    values: (name: Name) => [...parameters.get(name)!.dataSync()],
  };
}

/** Runs both and compares every parameter after every update. */
function follow(
  options: OptimizerOptions,
  plain: (gradients: Matrix[], rate: number, now: Matrix[]) => Matrix[],
) {
  const { parameters, losses, values } = model();
  const optimizer = new Optimizer(parameters, options);
  let expected = names.map((name) => matrix(name, 'start'));
  rates.forEach((learningRate, update) => {
    const gradients = names.map((name) => matrix(name, `gradient ${update}`));
    optimizer.update(losses(`gradient ${update}`), { learningRate, count: update + 1 });
    expected = plain(gradients, learningRate, expected);
    names.forEach((name, i) => {
      const want = expected[i].flat();
      values(name).forEach((value, k) =>
        expect(value, `${name} ${k}, update ${update}`).toBeCloseTo(want[k], 5),
      );
    });
  });
  optimizer.dispose();
}

const plainAdams = (options = adam) => names.map(() => new PlainAdam(options));

describe('against plain float64 loops', () => {
  test('Adam', () => {
    const adams = plainAdams();
    follow({ adam }, (gradients, rate, now) => now.map((p, i) => adams[i].step(p, gradients[i], rate)));
  });

  test.each([0.3, 4, 1e3])('clipping to %d, which scales all gradients alike and only down', (clip) => {
    const options = { ...adam, epsilon: 0.1, clip };
    const adams = plainAdams(options);
    const all = names.map((name) => matrix(name, 'gradient 0'));
    expect(norm(all)).toBeGreaterThan(4);
    expect(norm(all)).toBeLessThan(1e3);
    follow({ adam: options }, (gradients, rate, now) =>
      now.map((p, i) => adams[i].step(p, clipped(gradients, clip)[i], rate)),
    );
  });

  test('decoupled weight decay, of matrices alone', () => {
    const adams = plainAdams();
    follow({ adam, optimizer: { weightDecay: 0.5 } }, (gradients, rate, now) =>
      now.map((p, i) => {
        const decayed = names[i] === 'finalNorm.gain' ? p : scaled(p, 1 - rate * 0.5);
        return adams[i].step(decayed, gradients[i], rate);
      }),
    );
  });

  test('Muon for matrices, maps that share a matrix apart; Adam for tables, gains and narrow matrices', () => {
    const adams = plainAdams();
    const maps = { 'blocks.0.attention.queryKeyValue.weight': 3 } as Partial<Record<Name, number>>;
    const byAdam: Name[] = [
      'embedding.weight',
      'embedding.before.2.weight',
      'finalNorm.gain',
      'blocks.0.attention.narrow.weight',
    ];
    const muons = names.map((name) => Array.from({ length: maps[name] ?? 1 }, () => new PlainMuon(0.9)));
    follow({ adam, optimizer: { muon: { factor: 3, momentum: 0.9 } } }, (gradients, rate, now) =>
      now.map((p, i) => {
        if (byAdam.includes(names[i])) return adams[i].step(p, gradients[i], rate);
        const width = p[0].length / muons[i].length;
        const parts = muons[i].map((muon, m) => {
          const part = (a: Matrix) => columns(a, m * width, (m + 1) * width);
          return muon.step(part(p), part(gradients[i]), 3 * rate);
        });
        return p.map((_, row) => parts.flatMap((part) => part[row]));
      }),
    );
  });
});

test('the oracle of Newton-Schulz brings every singular value near 1', () => {
  const random = keyed('orthogonal');
  const wide = Array.from({ length: 6 }, () => Array.from({ length: 20 }, () => random.double() - 0.5));
  const x = newtonSchulz(wide);
  // The trace of x x' is the sum of its squared singular values.
  expect(norm([x]) ** 2).toBeGreaterThan(6 * 0.5);
  expect(norm([x]) ** 2).toBeLessThan(6 * 1.5);
});

const joint = (parts: readonly (() => tf.Scalar)[]) => () => tf.addN<tf.Scalar>(parts.map((part) => part()));

describe('an optimiser', () => {
  test('names its state for checkpoints: Adam as ever, what came later apart, nothing twice', () => {
    const { parameters } = model();
    const plain = new Optimizer(parameters, { adam });
    expect([...plain.state().keys()]).toEqual([
      ...names.map((name) => `adam.first.${name}`),
      ...names.map((name) => `adam.second.${name}`),
    ]);
    const muon = new Optimizer(parameters, { adam, optimizer: { muon: { factor: 4, momentum: 0.95 } } });
    expect([...muon.state().keys()].filter((name) => name.startsWith('optimizer.muon.'))).toHaveLength(3);
    expect(muon.state().size).toBe(3 + 2 * 4);
    plain.dispose();
    muon.dispose();
  });

  test('changes nothing where the loss or the gradient is not finite, and leaves no tensors', () => {
    const { parameters, values } = model();
    const optimizer = new Optimizer(parameters, { adam, optimizer: { weightDecay: 0.1 } });
    const before = [names.map(values), tf.memory().numTensors];
    const broken = () => parameters.get('finalNorm.gain')!.mul(NaN).sum<tf.Scalar>();
    const { loss } = optimizer.update([broken], { learningRate: 1, count: 1 });
    expect(loss).toBeNaN();
    expect([names.map(values), tf.memory().numTensors]).toEqual(before);
    optimizer.dispose();
  });

  test('a partial update steps, decays and remembers its own parameters alone', () => {
    const { parameters, losses, values } = model();
    const options = { adam, optimizer: { weightDecay: 0.1, muon: { factor: 1, momentum: 0.9 } } };
    const optimizer = new Optimizer(parameters, options);
    const chosen: Name[] = ['blocks.0.feedForward.up.weight', 'finalNorm.gain'];
    const before = names.map(values);
    optimizer.update([joint(losses('gradient'))], { learningRate: 0.1, count: 1 }, chosen);
    const moved = names.filter((name, i) => values(name).some((value, k) => value !== before[i][k]));
    expect(moved).toEqual(chosen);
    const remembered = [...optimizer.state()].filter(([, state]) => state.dataSync().some((x) => x !== 0));
    expect(remembered.every(([name]) => chosen.some((own) => name.endsWith(own)))).toBe(true);
    expect(() => optimizer.update([], { learningRate: 1, count: 1 }, ['tomorrow'])).toThrow(
      /no parameter "tomorrow"/,
    );
    optimizer.dispose();
  });

  test('sums its losses part by part, with gradient 0 where none reaches', () => {
    const { parameters, losses, values } = model();
    const { parameters: other, losses: same, values: valuesOfOther } = model();
    const [parts, whole] = [new Optimizer(parameters, { adam }), new Optimizer(other, { adam })];
    const moment = { learningRate: 0.1, count: 1 };
    const norms = [parts.update(losses('a'), moment), whole.update([joint(same('a'))], moment)];
    expect(norms[0].loss).toBeCloseTo(norms[1].loss, 4);
    expect(norms[0].gradientNorm).toBeCloseTo(norms[1].gradientNorm, 4);
    names.forEach((name) => values(name).forEach((v, k) => expect(v).toBeCloseTo(valuesOfOther(name)[k], 5)));
    parts.dispose();
    whole.dispose();
  });
});
