/** The part of a page in which models run: its place, and what it carries, compressed. Needs no network. */
import { carried } from '../carried.ts';
import type { LiveData } from './data.ts';
import { apart } from './float16-planes.ts';

/** What the part is made of. */
export interface LiveParts {
  readonly data: LiveData;
  /** All weights as one safetensors file in float16, under the names of data.ts. */
  readonly weights: Uint8Array;
  /** The worker's script, with the library's own code. */
  readonly worker: string;
  /** The tensor engine's WebAssembly module. */
  readonly wasm: Uint8Array;
}

/** The scripts that are read by ../explorer/page/embedded.ts. */
export function liveScripts({ data, weights, worker, wasm }: LiveParts): string {
  return `${carried('live-data', JSON.stringify(data))}
${carried('live-weights', apart(weights))}
${carried('live-worker', worker)}
${carried('live-wasm', wasm)}
`;
}
