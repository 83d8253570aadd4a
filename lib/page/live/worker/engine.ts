/** Which tensor engine computes in the page: WebAssembly where the browser has it, else JavaScript. */
import * as tf from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '../../../backend/registry.ts';
import { wasmKernels } from './kernels.ts';
import { noteTfjs } from './recorded-tfjs.ts';

/** Starts it, and says which it is. `binary` is the engine's module for processors that add four numbers at once. */
export async function startEngine(binary: Uint8Array): Promise<string> {
  if (!(await hasSimd())) {
    await tf.setBackend('cpu');
    return 'JavaScript, for this browser runs no WebAssembly with SIMD';
  }
  // Threads would need another module, and headers that a page opened from disk has not.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const url = URL.createObjectURL(new Blob([Uint8Array.from(binary)], { type: 'application/wasm' }));
  // All three have to be named; the one with SIMD and without threads is taken.
  setWasmPaths({
    'tfjs-backend-wasm.wasm': url,
    'tfjs-backend-wasm-simd.wasm': url,
    'tfjs-backend-wasm-threaded-simd.wasm': url,
  });
  try {
    if (await tf.setBackend('wasm')) {
      useKernels();
      return 'WebAssembly';
    }
  } finally {
    URL.revokeObjectURL(url);
  }
  await tf.setBackend('cpu');
  return 'JavaScript, for WebAssembly does not start in this browser';
}

/** Has ops computed by the page's kernels, once the engine in WebAssembly has started. */
export function useKernels(): void {
  registerKernels('wasm', wasmKernels);
  noteTfjs(tf.backend() as BackendWasm);
}

async function hasSimd(): Promise<boolean> {
  return 'WebAssembly' in globalThis && Boolean(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
}
