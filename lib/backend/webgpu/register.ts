/** The WebGPU engine as tfjs and the registry of fused operations know it; whether it is there, and how it is started. */
import * as tf from '@tensorflow/tfjs';
import { node } from '../host.ts';
import { notInstalled, webgpuPackages } from '../optional-packages.ts';
import { registerKernels } from '../registry.ts';
import type { AdapterDescription } from './commands.ts';
import { type CommandSink, GpuConnection } from './gpu-connection.ts';
import { fusedKernels } from './kernels/index.ts';
import { RecordingDevice } from './recording-device.ts';
import { repair } from './repairs.ts';
import { type TfjsWebgpu, type WebgpuBackend, webgpuBackend } from './webgpu-backend.ts';

/** An adapter to compute with; `unasked`: in one line why nobody gets it who did not ask for it. */
export type FoundWebgpu =
  | { readonly problem: string }
  | { readonly gives: string; readonly unasked?: string; readonly activate: () => Promise<void> };

/** One for the whole process: the package does not bear to be loaded again. */
let opened: ReturnType<typeof GpuConnection.open> | undefined;

/** Looks for the packages and an adapter; what computes stays as it is. */
export async function findWebgpu(): Promise<FoundWebgpu> {
  const missing = webgpuPackages.filter((name) => !isInstalled(name));
  if (missing.length > 0) return { problem: notInstalled(missing) };
  opened ??= GpuConnection.open();
  const found = await opened;
  if ('problem' in found) return found;
  const { adapter } = found;
  return {
    gives: `WebGPU on ${nameOf(adapter)}`,
    ...(adapter.software && { unasked: `its adapter is software (${nameOf(adapter)})` }),
    activate: () => registerWebgpu(found, adapter),
  };
}

/** Makes the backend `webgpu` known to tfjs, with its commands going to this sink. */
export async function registerWebgpu(sink: CommandSink, adapter: AdapterDescription): Promise<void> {
  if (tf.findBackendFactory('webgpu')) return;
  const [, specifier] = webgpuPackages;
  const tfjs = (await import(specifier)) as TfjsWebgpu;
  const device = new RecordingDevice(sink, adapter);
  tf.registerBackend('webgpu', () => webgpuBackend(tfjs, device, adapter, nameOf(adapter)), 1);
  repair();
  registerKernels<WebgpuBackend>('webgpu', fusedKernels);
}

/** Without loading it. */
function isInstalled(name: string): boolean {
  const module = node?.getBuiltinModule('node:module');
  try {
    return module?.createRequire(import.meta.url).resolve(name) !== undefined;
  } catch {
    return false;
  }
}

/** Such as `nvidia-h200, NVIDIA: 580.159.04`; software has a name that says no more than its driver's. */
function nameOf({ device, description, vendor, architecture, software }: AdapterDescription): string {
  const driver = description || `${vendor} ${architecture}`;
  return device && !software ? `${device}, ${driver}` : driver;
}
