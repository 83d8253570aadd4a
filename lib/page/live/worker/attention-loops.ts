/**
 * The two loops of attention as a module of WebAssembly in the engine's memory: tfjs has none that takes keys and values as they lie,
 * and loops in JavaScript add one number at a time, where a processor adds four.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { moduleOf } from './heap.ts';

/** Addresses and lengths are in bytes; rows hold a multiple of 16. */
export interface AttentionLoops {
  /** From `to` to `end` the products of one row at `query` and rows from `keys` on, each `row` after the one before; at least one. */
  dots(to: number, query: number, keys: number, end: number, row: number, width: number): void;
  /** From `to` to `end` the sum of rows from `values` on, each `row` after the one before, by weights from `weights` to `last`. */
  mean(to: number, weights: number, values: number, last: number, row: number, end: number): void;
}

const linked = new WeakMap<BackendWasm, AttentionLoops>();

/** The loops over the memory of an engine. */
export function attentionLoops(backend: BackendWasm): AttentionLoops {
  const known = linked.get(backend) ?? link(backend);
  linked.set(backend, known);
  return known;
}

/** WebAssembly as browsers and Node have it, whose types are in neither of the libraries that are compiled with. */
interface Compiler {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: AttentionLoops };
}

function link(backend: BackendWasm): AttentionLoops {
  const { memory } = moduleOf(backend).asm;
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Compiler }).WebAssembly;
  return new Instance(new Module(moduleBytes()), { engine: { memory } }).exports;
}

/** Parts of code: bytes, and parts of it. */
type Code = readonly (number | Code)[];

const get = (local: number): Code => [0x20, local];
const set = (local: number, value: Code): Code => [value, 0x21, local];
const plus = (local: number, step: Code): Code => set(local, [get(local), step, 0x6a]);
const bytes = (count: number): Code => [0x41, count];
/** Goes on while the local `at` is below the local `end`. */
const repeat = (at: number, end: number, body: Code): Code => [
  ...[0x03, 0x40, body],
  ...[get(at), get(end), 0x49, 0x0d, 0x00, 0x0b],
];
/** Four numbers: at an address; one of it four times; nothing; from `sum`, with products added. */
const four = (address: Code): Code => [address, 0xfd, 0x00, 0x02, 0x00];
const same = (address: Code): Code => [address, 0xfd, 0x09, 0x02, 0x00];
const zero: Code = [0xfd, 0x0c, Array.from({ length: 16 }, () => 0)];
const addProducts = (sum: number, left: Code, right: Code): Code =>
  set(sum, [get(sum), left, right, 0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01]);
const lane = (of: number, index: number): Code => [get(of), 0xfd, 0x1f, index];
const added = (a: Code, b: Code): Code => [a, b, 0x92];

/** Locals: to, query, keys, end, row, width; how far in the row, the sum. */
function dots(): Code {
  const [to, query, keys, end, row, width, at, sum] = [0, 1, 2, 3, 4, 5, 6, 7];
  const both = [query, keys].map((each) => four([get(each), get(at), 0x6a]));
  return repeat(to, end, [
    set(sum, zero),
    set(at, bytes(0)),
    repeat(at, width, [addProducts(sum, both[0], both[1]), plus(at, bytes(16))]),
    [get(to), added(added(lane(sum, 0), lane(sum, 1)), added(lane(sum, 2), lane(sum, 3))), 0x38, 0x02, 0x00],
    plus(keys, get(row)),
    plus(to, bytes(4)),
  ]);
}

/** Locals: to, weights, values, last, row, end; the weight and the value that are next, the sum. */
function mean(): Code {
  const [to, weights, values, last, row, end, weight, value, sum] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  return repeat(to, end, [
    set(sum, zero),
    set(weight, get(weights)),
    set(value, get(values)),
    repeat(weight, last, [
      addProducts(sum, same(get(weight)), four(get(value))),
      plus(weight, bytes(4)),
      plus(value, get(row)),
    ]),
    [get(to), get(sum), 0xfd, 0x0b, 0x02, 0x00],
    plus(to, bytes(16)),
    plus(values, bytes(16)),
  ]);
}

/** A module as WebAssembly has it: its mark and version, then sections by their numbers. */
function moduleBytes(): Uint8Array {
  const [i32, v128, function0, memory0] = [0x7f, 0x7b, 0x00, 0x02];
  const text = (letters: string): Code => sized([...new TextEncoder().encode(letters)]);
  const body = (integers: number, code: Code): Code => sized([2, integers, i32, 1, v128, code, 0x0b]);
  return Uint8Array.from(
    flat([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      // One type: six integers, and no result.
      [1, sized([1, 0x60, 6, Array.from({ length: 6 }, () => i32), 0])],
      [2, sized([1, text('engine'), text('memory'), memory0, 0, 1])],
      [3, sized([2, 0, 0])],
      [7, sized([2, text('dots'), function0, 0, text('mean'), function0, 1])],
      [10, sized([2, body(1, dots()), body(2, mean())])],
    ]),
  );
}

const flat = (code: Code): number[] => code.flatMap((each) => (typeof each === 'number' ? each : flat(each)));

/** Code after its length, below 16384, in groups of seven bits. */
function sized(code: Code): Code {
  const all = flat(code);
  return all.length < 128 ? [all.length, all] : [(all.length & 127) | 128, all.length >> 7, all];
}
