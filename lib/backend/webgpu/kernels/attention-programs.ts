/** Attention and its gradients in WGSL. */
import { type Program, programs } from '../dispatch.ts';
import {
  ROWS,
  type Shape,
  TILE,
  at,
  eachVector,
  keysPassing,
  numbers,
  own,
  passing,
  place,
  product,
  readsOf,
  shared,
  write,
  zeros,
} from './attention-tiles.ts';

/** out, and of each query the logarithm of the sum of its exponentials [B, heads, T]. */
export const forward = programs((shape: Shape): Program => {
  const { width, sight } = shape;
  return {
    reads: readsOf(shape, ['q', 'k', 'v']),
    writes: ['out', 'logSums'],
    numbers,
    invocations: ROWS,
    before: shared(width, ['ks', 'vs'], ['q', 'k', 'v']),
    body: `${place('p.queries')}
  let row = mine;
  let start = ${at('row', 'p.queries')};
  ${own(width, 'x', 'q', ' * p.scale')}
  ${zeros(width, 'sum')}
  var largest = -3.0e38;
  var total = 0.0;
  ${keysPassing(
    sight,
    `
      let score = ${product(width, 'x', 'ks')};
      let larger = max(largest, score);
      let shrink = exp(largest - larger);
      let weight = exp(score - larger);
      total = total * shrink + weight;
      largest = larger;
      ${eachVector(width, (i) => `sum${i} = sum${i} * shrink + weight * vs[tileRow + ${i}u];`)}`,
  )}
  let share = select(0.0, 1.0 / total, total > 0.0);
  ${write(width, 'out', (i) => `sum${i} * share`)}
  logSums[(sample * p.heads + head) * p.queries + row] = select(3.0e38, largest + log(total), total > 0.0);`,
  };
});

/** The gradient of q, and of each query dy along what it read [B, heads, T]. */
export const queryGradient = programs((shape: Shape): Program => {
  const { width, sight } = shape;
  return {
    reads: readsOf(shape, ['q', 'k', 'v', 'out', 'dy'], ['logSums']),
    writes: ['dq', 'deltas'],
    numbers,
    invocations: ROWS,
    before: shared(width, ['ks', 'vs'], ['q', 'k', 'v', 'out', 'dy']),
    body: `${place('p.queries')}
  let row = mine;
  let start = ${at('row', 'p.queries')};
  let own = (sample * p.heads + head) * p.queries + row;
  ${own(width, 'x', 'q', ' * p.scale')}
  ${own(width, 'g', 'dy')}
  ${zeros(width, 'sum')}
  var delta = 0.0;
  var logSum = 3.0e38;
  if (inside) {
    logSum = logSums[own];
    ${eachVector(width, (i) => `delta += dot(g${i}, outVector(start, ${i}u));`)}
  }
  ${keysPassing(
    sight,
    `
      let score = ${product(width, 'x', 'ks')};
      let along = ${product(width, 'g', 'vs')};
      let slope = exp(score - logSum) * (along - delta) * p.scale;
      ${eachVector(width, (i) => `sum${i} += slope * ks[tileRow + ${i}u];`)}`,
  )}
  ${write(width, 'dq', (i) => `sum${i}`)}
  deltas[own] = delta;`,
  };
});

/** The gradients of k and v. */
export const keyGradient = programs((shape: Shape): Program => {
  const { width, sight } = shape;
  return {
    reads: readsOf(shape, ['q', 'k', 'v', 'dy'], ['logSums', 'deltas']),
    writes: ['dk', 'dv'],
    numbers,
    invocations: ROWS,
    before: shared(width, ['qs', 'gs'], ['q', 'k', 'v', 'dy']),
    body: `${place('p.keys')}
  let key = mine;
  let start = ${at('key', 'p.keys')};
  ${own(width, 'x', 'k', ' * p.scale')}
  ${own(width, 'y', 'v')}
  ${zeros(width, 'toKey', 'toValue')}
  ${passing(
    {
      name: 'row',
      from: sight === 'causal' ? `first / ${TILE}u * ${TILE}u` : '0u',
      until: 'p.queries',
      count: 'p.queries',
      tiles: [
        ['qs', 'q'],
        ['gs', 'dy'],
      ],
    },
    sight,
    `
      let theirs = (sample * p.heads + head) * p.queries + row;
      let score = ${product(width, 'x', 'qs')};
      let along = ${product(width, 'y', 'gs')};
      let weight = exp(score - logSums[theirs]);
      let slope = weight * (along - deltas[theirs]) * p.scale;
      ${eachVector(width, (i) => `toKey${i} += slope * qs[tileRow + ${i}u]; toValue${i} += weight * gs[tileRow + ${i}u];`)}`,
  )}
  ${write(width, 'dk', (i) => `toKey${i}`)}
  ${write(width, 'dv', (i) => `toValue${i}`)}`,
  };
});
