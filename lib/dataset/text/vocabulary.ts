/**
 * The tokens of the tokenizers, frozen: every trained language model depends on their number and order. Names that
 * came to the library later are spelt by their characters, which any text can be.
 */
import { clrs30 } from '../benchmark/clrs30.ts';

/** Line end and printable ASCII: enough for CLRS-Text and for ordinary English. */
export const characters: readonly string[] = Object.freeze([
  '\n',
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
]);

/** What the texts of CLRS-30 name in more than one letter: algorithms, then traces, inputs and outputs. */
export const names: readonly string[] = Object.freeze([
  ...clrs30,
  'initial_trace',
  'trace',
  'is_cut',
  'selected',
  'pi',
  'key',
  'target',
  'return',
  'low',
  'high',
  'is_bridge',
  'pred',
  'start',
  'end',
  'best_low',
  'best_high',
  'Pi',
  'in_hull',
  'string',
  'match',
  'min',
  'in_mst',
  'root',
  'median',
  'pivot',
  'intersect',
  'scc_id',
  'topo',
  'topo_head',
]);

/** Indices of two digits; those of one are characters. */
export const indices: readonly string[] = Object.freeze(Array.from({ length: 90 }, (_, i) => String(10 + i)));
