/** Whether tfjs's WebGPU package is there, which a device that computes nothing can be put to as well. */
import { createRequire } from 'node:module';

/** Looked up, not loaded. */
export const hasTfjsWebgpu = (() => {
  try {
    return createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-webgpu') !== '';
  } catch {
    console.log('@tensorflow/tfjs-backend-webgpu is not installed: tests that need it are left out.');
    return false;
  }
})();
