/**
 * The loops of the page's kernels, a module of WebAssembly in the engine's memory: tfjs has none that take keys and values as they lie,
 * its product of one row takes ten times as long as what it adds up, and loops in JavaScript take one number at a time.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { moduleOf } from './heap.ts';
import { loopsModule } from './loops-module.ts';

/** Where numbers begin in the engine's memory, in bytes; 0 where there are none. */
type Address = number;

/** What `../assembly/loops.ts` exports, which says what each does. */
export interface Loops {
  map(
    ...all: [
      ...[to: Address, x: Address, weight: Address, bias: Address],
      ...[rows: number, inputs: number, outputs: number],
    ]
  ): void;
  copy(to: Address, from: Address, width: number): void;
  add(to: Address, a: Address, b: Address, width: number): void;
  relu(at: Address, end: Address): void;
  square(at: Address, end: Address): void;
  gelu(at: Address, end: Address): void;
  join(at: Address, end: Address, residual: Address, gate: Address): void;
  rmsNorm(to: Address, x: Address, gain: Address, rows: number, count: number, epsilon: number): void;
  attend(
    ...all: [
      ...[to: Address, query: Address, keys: Address, values: Address, scores: Address, mask: Address],
      ...[count: number, heads: number, width: number],
    ]
  ): void;
}

const linked = new WeakMap<BackendWasm, Loops>();

/** The loops over the memory of an engine. */
export function loopsOf(backend: BackendWasm): Loops {
  const bytes = () => Uint8Array.from(atob(loopsModule), (letter) => letter.charCodeAt(0));
  const known = linked.get(backend) ?? linkLoops(bytes(), moduleOf(backend).asm.memory);
  linked.set(backend, known);
  return known;
}

/** WebAssembly as browsers and Node have it, whose types are in neither of the libraries that are compiled with. */
interface Compiler {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Loops };
}

/** The loops that a module is, over this memory. */
export function linkLoops(bytes: Uint8Array, memory: object): Loops {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Compiler }).WebAssembly;
  return new Instance(new Module(bytes), { env: { memory } }).exports;
}
