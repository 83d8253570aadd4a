/** The engine of the page, in Node: to measure and to test it where no browser is. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { useKernels } from '../../lib/page/live/worker/engine.ts';

/** Makes it the current one, with the page's kernels. Once a process. */
export async function startPageEngine(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(`${folder}/`);
  // As in the page.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  useKernels();
}
