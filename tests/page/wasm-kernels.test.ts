/** What the page computes by kernels of its own is what every engine is held to. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe } from 'vitest';
import { registerKernels } from '../../lib/backend/registry.ts';
import { wasmKernels } from '../../lib/page/live/worker/kernels.ts';
import { describeFused } from '../backend/conformance/fused.ts';

describe('the engine of the page', () => {
  beforeAll(async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
    setWasmPaths(`${folder}/`);
    await tf.setBackend('wasm');
    registerKernels('wasm', wasmKernels);
  });

  describeFused('wasm', 'WebAssembly', Object.keys(wasmKernels));
});
