/** What the kernels of messages and of triplets share: an invocation for each feature of each pair of nodes. */
import { element } from '../dispatch.ts';

/** Of a workgroup. */
export const INVOCATIONS = 128;

/** What a call says: elements in all, nodes of a graph, features of a pair. */
export const numbers = { size: 'u32', nodes: 'u32', features: 'u32' } as const;

/** Of an element `at` of [B, N, N, F]: its feature `f`, the two nodes by these names, and the sample. */
export const pairOf = (outer: string, inner: string): string => `${element(INVOCATIONS)}
  let f = at % p.features;
  let ${inner} = (at / p.features) % p.nodes;
  let ${outer} = (at / (p.features * p.nodes)) % p.nodes;
  let sample = at / (p.features * p.nodes * p.nodes);`;
