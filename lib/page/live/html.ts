/** The part of a page in which models run: its place, and what it carries, compressed. Needs no network. */
import { gzipSync } from 'node:zlib';
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

/** The scripts that are read by page/embedded.ts. */
export function liveScripts({ data, weights, worker, wasm }: LiveParts): string {
  return `${embed('live-data', JSON.stringify(data))}
${embed('live-weights', apart(weights))}
${embed('live-worker', worker)}
${embed('live-wasm', wasm)}
`;
}

const embed = (id: string, content: string | Uint8Array) =>
  `<script type="application/gzip" id="${id}">${gzipSync(content, { level: 9 }).toString('base64')}</script>`;
