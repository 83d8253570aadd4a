/** The thread that has the GPU: how it gets a device, and where its commands come from and answers go. */
import { parentPort } from 'node:worker_threads';
import { firstLineOf } from '../../message.ts';
import { type Command, type Greeting, wantedFeatures, wantedLimits } from './commands.ts';
import { Executor } from './executor.ts';
import type { GpuAdapter, WebgpuPackage } from './gpu.ts';

const port = parentPort;
if (!port) throw new Error('This file is the main one of a thread.');
const tell = (greeting: Greeting) => port.postMessage(greeting);

/** The package crashes if these are collected while its device is used. */
const held: object[] = [];

/** What Dawn is asked for beyond its defaults, such as a feature that it holds back on some drivers. */
const dawnOptions = process.env['TRANSNAR_DAWN'] ?? '';

interface Found {
  readonly adapter: GpuAdapter;
  readonly features: readonly string[];
}

async function adapterOf(): Promise<Found | { readonly problem: string }> {
  const name = 'webgpu';
  try {
    const webgpu = (await import(name)) as WebgpuPackage;
    const gpu = webgpu.create(dawnOptions.split(' ').filter(Boolean));
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    held.push(gpu, adapter ?? {});
    if (!adapter) {
      return { problem: 'no WebGPU adapter (a GPU needs its Vulkan, Metal or Direct3D 12 driver)' };
    }
    return { adapter, features: featuresOf(adapter, gpu.wgslLanguageFeatures) };
  } catch (error) {
    const what = dawnOptions
      ? `Dawn does not take TRANSNAR_DAWN=${JSON.stringify(dawnOptions)}`
      : 'the package webgpu does not load';
    return { problem: `${what}: ${firstLineOf(error)}` };
  }
}

/** Subgroups are of use where kernels can ask for their numbers. */
const featuresOf = (adapter: GpuAdapter, language: ReadonlySet<string>) =>
  wantedFeatures.filter(
    (feature) => adapter.features.has(feature) && (feature !== 'subgroups' || language.has('subgroup_id')),
  );

async function begin(): Promise<void> {
  const found = await adapterOf();
  if ('problem' in found) return tell(found);
  const { adapter, features } = found;
  const { info, limits } = adapter;
  const wanted = Object.fromEntries(wantedLimits.map((name) => [name, limits[name]]));
  try {
    const device = await adapter.requestDevice({ requiredLimits: wanted, requiredFeatures: features });
    const executor = new Executor(device, () => port?.postMessage('answered'));
    port?.on('message', (commands: readonly Command[]) => {
      for (const command of commands) {
        try {
          executor.do(command);
        } catch (error) {
          executor.fail(firstLineOf(error));
        }
      }
    });
    tell({
      vendor: info.vendor,
      architecture: info.architecture,
      description: info.description,
      device: info.device,
      software: info.isFallbackAdapter === true,
      features,
      limits: wanted as Extract<Greeting, { limits: unknown }>['limits'],
    });
  } catch (error) {
    tell({ problem: `the adapter gives no device: ${firstLineOf(error)}` });
  }
}

void begin();
