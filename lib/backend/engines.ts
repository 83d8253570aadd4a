/** The engines that there are, in order of preference, and how each is found and started. */
import * as tf from '@tensorflow/tfjs';
import { threadsFromEnvironment } from './host.ts';
import { type Addon, loadAddon } from './native/addon.ts';
import { registerNative } from './native/register.ts';
import { findTensorflow, tensorflowBackend } from './tensorflow.ts';
import { findWebgpu } from './webgpu/register.ts';

/** The tensor engines, best first: on the CPU ours has fused operations, which TensorFlow's package has not. */
export const engineNames = ['tfjs-node-gpu', 'webgpu', 'native', 'tfjs-node', 'cpu'] as const;

/** The name of a tensor engine. */
export type EngineName = (typeof engineNames)[number];

/** An engine that can run here, or in one line why it cannot. */
export type Engine = { readonly name: EngineName } & (
  | { readonly problem: string }
  | {
      readonly gives: string;
      readonly threads: number;
      /** In one line why it is taken only by those who ask for it by name; absent: it is taken where it is the best. */
      readonly unasked?: string;
      readonly addon?: Addon;
      readonly activate: () => Promise<unknown>;
    }
);

/**
 * Finds out whether an engine can run; which one computes stays as it is. `threads` are for an engine that settles their
 * number when it is loaded.
 */
export async function findEngine(
  name: EngineName,
  threads: number | undefined = threadsFromEnvironment(),
): Promise<Engine> {
  switch (name) {
    case 'tfjs-node-gpu':
    case 'tfjs-node':
      return { name, ...(await findTensorflow(name, threads)), activate: () => activate(tensorflowBackend) };
    case 'webgpu':
      return withBackend(name, await findWebgpu());
    case 'native':
      return findNative();
    case 'cpu':
      return { name, gives: 'pure JavaScript, one thread', threads: 1, activate: () => activate('cpu') };
  }
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
    threads: addon.threads(),
    addon,
    activate: activateNative,
  };
}

/** A found engine whose own start does not yet make it tfjs's current backend. */
function withBackend(name: EngineName, found: Awaited<ReturnType<typeof findWebgpu>>): Engine {
  if ('problem' in found) return { name, ...found };
  const start = async (): Promise<void> => {
    await found.activate();
    await activate(name);
  };
  return { name, ...found, threads: 1, activate: start };
}

async function activate(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`The tfjs backend "${backend}" does not start.`);
}
