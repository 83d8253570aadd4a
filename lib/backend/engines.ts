/** The engines that there are, in order of preference, and how each is found and started. */
import * as tf from '@tensorflow/tfjs';
import { type Addon, loadAddon } from './native/addon.ts';
import { registerNative } from './native/register.ts';

/** The tensor engines, best first. */
export const engineNames = ['tfjs-node-gpu', 'tfjs-node', 'native', 'cpu'] as const;

/** The name of a tensor engine. */
export type EngineName = (typeof engineNames)[number];

/** An engine that can run here, or in one line why it cannot. */
export type Engine = { readonly name: EngineName } & (
  | { readonly problem: string }
  | { readonly gives: string; readonly addon?: Addon; readonly activate: () => Promise<unknown> }
);

/** Finds out whether an engine can run; changes nothing. */
export async function findEngine(name: EngineName): Promise<Engine> {
  switch (name) {
    case 'tfjs-node-gpu':
      return findTensorflow(name, 'TensorFlow on an NVIDIA GPU');
    case 'tfjs-node':
      return findTensorflow(name, 'TensorFlow on the CPU');
    case 'native':
      return findNative();
    case 'cpu':
      return { name, gives: 'pure JavaScript, one thread', activate: () => activate('cpu') };
  }
}

/** Both TensorFlow packages are optional peers: the user installs them, and importing one registers `tensorflow`. */
async function findTensorflow(name: 'tfjs-node-gpu' | 'tfjs-node', gives: string): Promise<Engine> {
  const specifier = `@tensorflow/${name}`;
  try {
    await import(specifier);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    return {
      name,
      problem: missing ? notInstalled(name) : `${specifier} does not load: ${firstLine(error)}`,
    };
  }
  // A stand-in of the same name, which only forwards to tfjs, registers no backend.
  if (!tf.findBackendFactory('tensorflow')) return { name, problem: notInstalled(name) };
  return { name, gives, activate: () => activate('tensorflow') };
}

function notInstalled(name: string): string {
  return `not installed (npm install @tensorflow/${name})`;
}

function findNative(): Engine {
  const result = loadAddon();
  if ('problem' in result) return { name: 'native', problem: result.problem };
  const { addon } = result;
  const activateNative = (): Promise<unknown> => {
    registerNative(addon);
    return activate('native');
  };
  return {
    name: 'native',
    gives: `C++ kernels for ${addon.instructionSet}`,
    addon,
    activate: activateNative,
  };
}

async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`The tfjs backend "${backend}" does not start.`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
