/** TensorFlow's two packages for Node: whether they are there, and whether a GPU computes. */
import * as tf from '@tensorflow/tfjs';
import { node } from './host.ts';

/** What can be asked of tfjs-node's backend. */
interface TensorflowBackend {
  readonly isUsingGpuDevice?: boolean;
}

type Found = { readonly problem: string } | { readonly gives: string };

/** The one backend of both: whichever is imported first registers it. */
export const tensorflowBackend = 'tensorflow';

/**
 * Both packages are optional peers that the user installs. Importing one registers its backend and makes it tfjs's current
 * one: what was current before is made so again. The GPU package computes on the CPU where it finds no GPU, which is then no
 * engine of its own.
 */
export async function findTensorflow(name: 'tfjs-node-gpu' | 'tfjs-node'): Promise<Found> {
  const specifier = `@tensorflow/${name}`;
  const before = tf.engine().backendName;
  let loaded: { readonly default?: object };
  try {
    putBack();
    loaded = (await import(specifier)) as typeof loaded;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    return { problem: missing ? notInstalled(name) : `${specifier} does not load: ${firstLine(error)}` };
  }
  // A stand-in of the same name, which only forwards to tfjs, has no `node` of its own and registers no backend.
  const real = 'node' in loaded || 'node' in (loaded.default ?? {});
  if (!real || !tf.findBackendFactory(tensorflowBackend)) return { problem: notInstalled(name) };
  const onGpu = (tf.findBackend(tensorflowBackend) as TensorflowBackend | null)?.isUsingGpuDevice === true;
  if (before && before !== tf.engine().backendName) await tf.setBackend(before);
  if (name === 'tfjs-node-gpu' && !onGpu) {
    return { problem: 'TensorFlow finds no GPU (it needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1)' };
  }
  return { gives: onGpu ? 'TensorFlow on an NVIDIA GPU' : 'TensorFlow on the CPU' };
}

/** Node 23 has dropped a function that both packages call. */
function putBack(): void {
  const older: { isNullOrUndefined?: (value: unknown) => boolean } | undefined =
    node?.getBuiltinModule('node:util');
  if (older) older.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function notInstalled(name: string): string {
  return `not installed (npm install @tensorflow/${name})`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
