/** TensorFlow's two packages for Node: whether they are there, and whether a GPU computes. */
import * as tf from '@tensorflow/tfjs';
import { firstLineOf } from '../message.ts';
import { node } from './host.ts';
import { notInstalled } from './optional-packages.ts';

/** What can be asked of tfjs-node's backend. */
interface TensorflowBackend {
  readonly isUsingGpuDevice?: boolean;
}

type Found = { readonly problem: string } | { readonly gives: string; readonly threads: number };

/** The one backend of both: whichever is imported first registers it. */
export const tensorflowBackend = 'tensorflow';

/**
 * Both packages are optional peers that the user installs. The GPU package computes on the CPU where it finds no GPU, which
 * is then no engine of its own. `threads` are asked of what is not loaded yet: TensorFlow settles them when it is.
 */
export async function findTensorflow(
  name: 'tfjs-node-gpu' | 'tfjs-node',
  threads: number | undefined,
): Promise<Found> {
  const specifier = `@tensorflow/${name}`;
  let loaded: { readonly default?: object };
  try {
    loaded = await load(specifier, threads);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    return {
      problem: missing ? notInstalled([specifier]) : `${specifier} does not load: ${firstLineOf(error)}`,
    };
  }
  // A stand-in of the same name, which only forwards to tfjs, has no `node` of its own and registers no backend.
  const real = 'node' in loaded || 'node' in (loaded.default ?? {});
  if (!real || !tf.findBackendFactory(tensorflowBackend)) return { problem: notInstalled([specifier]) };
  const onGpu = (tf.findBackend(tensorflowBackend) as TensorflowBackend | null)?.isUsingGpuDevice === true;
  if (name === 'tfjs-node-gpu' && !onGpu) {
    return { problem: 'TensorFlow finds no GPU (it needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1)' };
  }
  return { gives: onGpu ? 'TensorFlow on an NVIDIA GPU' : 'TensorFlow on the CPU', threads: threadsOfAll() };
}

/**
 * The package, which computes for nobody yet: a first import registers a backend that tfjs prefers to all others, and makes it
 * the current one. Of a second package everything is registered already, which tfjs would say 155 times.
 */
async function load(specifier: string, threads: number | undefined): Promise<{ readonly default?: object }> {
  const before = tf.engine().backendName;
  const first = !tf.findBackendFactory(tensorflowBackend);
  if (first) prepare(threads);
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  try {
    return (await import(specifier)) as { readonly default?: object };
  } finally {
    tf.env().set('PROD', production);
    const make = tf.findBackendFactory(tensorflowBackend);
    if (make && (first || !before)) {
      tf.removeBackend(tensorflowBackend); // the only way to have no current one again
      tf.registerBackend(tensorflowBackend, make, leastPriority);
    }
    if (before) await tf.setBackend(before);
  }
}

/** Below that of tfjs's own cpu backend, which is 1. */
const leastPriority = 0;

/** What TensorFlow reads from the environment while it is loaded; what the user has set stands. */
function prepare(threads: number | undefined): void {
  if (!node) return;
  node.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'; // no notes about the processor; warnings stay
  if (threads) node.env[threadsSetting] ??= String(threads);
  putBack(node.getBuiltinModule('node:util'));
}

const threadsSetting = 'TF_NUM_INTRAOP_THREADS';

/** How many threads share an operation on the CPU: as many as it was told, else one per core. */
function threadsOfAll(): number {
  return Number(node?.env[threadsSetting]) || (node?.getBuiltinModule('node:os').availableParallelism() ?? 1);
}

/** Node 23 has dropped a function that both packages call. */
function putBack(util: { isNullOrUndefined?: (value: unknown) => boolean }): void {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
