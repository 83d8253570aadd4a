/** `transnar doctor`: what this machine has, and what each thing gives. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Command } from 'commander';
import { chooseBackend, describeBackend, engineNames, findEngine } from '../../lib/backend/index.ts';
import { loadAddon } from '../../lib/backend/native/addon.ts';
import { installing, webgpuPackages } from '../../lib/backend/optional-packages.ts';
import { messageOf } from '../../lib/message.ts';

export function define(command: Command): void {
  command
    .option('--gpu', 'measure the GPU: agreement with cpu, speed, memory')
    .action(async ({ gpu }: DoctorOptions) => {
      if (gpu) return measureGpu();
      for (const [what, found] of await findings()) process.stdout.write(`${what.padEnd(18)}${found}\n`);
    });
}

interface DoctorOptions {
  readonly gpu?: boolean;
}

/** The engine that was asked for, or that of WebGPU. */
async function measureGpu(): Promise<void> {
  const { gpuLines } = await import('../gpu-lines.ts');
  for await (const line of gpuLines(process.env['TRANSNAR_BACKEND'] || 'webgpu'))
    process.stdout.write(`${line}\n`);
}

type Finding = readonly [what: string, found: string];

async function findings(): Promise<Finding[]> {
  // Engines first: a choice loads packages that print notes of their own.
  const engines: Finding[] = [];
  let onGpu: string | undefined;
  for (const name of engineNames) {
    const engine = await findEngine(name);
    if ('problem' in engine || engine.unasked !== undefined) {
      const found = 'problem' in engine ? engine.problem : `${engine.gives} (only when asked for)`;
      engines.push([`  ${name}`, found]);
      continue;
    }
    engines.push([`  ${name}`, engine.gives]);
    if (name === 'tfjs-node-gpu' || name === 'webgpu') onGpu ??= engine.gives;
  }
  return [
    ['tensor engine', await chosen()],
    ...engines,
    ['node', `${process.version} on ${process.platform} ${process.arch}`],
    ['processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`],
    ['instruction sets', instructionSets()],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(1)} GiB`],
    [
      'C++ compiler',
      compiler() ?? 'none (g++ or clang++ gives the native engine: node scripts/build-native.mjs)',
    ],
    ['jupyter', jupyter() ?? 'none (needed only to edit notebooks by hand)'],
    [
      'GPU',
      gpu() ?? onGpu ?? `none found (any GPU suits the paper preset, after: ${installing(webgpuPackages)})`,
    ],
  ];
}

/** One line even when the engine that was asked for cannot run. */
async function chosen(): Promise<string> {
  try {
    return describeBackend(await chooseBackend());
  } catch (error) {
    process.exitCode = 1;
    return messageOf(error);
  }
}

function instructionSets(): string {
  const result = loadAddon();
  return 'addon' in result ? `${result.addon.instructionSets} (TRANSNAR_ISA chooses)` : result.problem;
}

function compiler(): string | undefined {
  const names = [process.env['CXX'], 'c++', 'g++', 'clang++'].filter((name) => name !== undefined);
  for (const name of names) {
    const version = firstLine(name, ['--version']);
    if (version) return `${name}: ${version} (builds the native engine)`;
  }
  return undefined;
}

function jupyter(): string | undefined {
  for (const application of ['lab', 'notebook']) {
    const version = firstLine('jupyter', [application, '--version']);
    if (version) return `jupyter ${application} ${version} (npm run lab)`;
  }
  return undefined;
}

function gpu(): string | undefined {
  return firstLine('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader']);
}

/** The first line that a program prints, if it runs. */
function firstLine(program: string, options: string[]): string | undefined {
  try {
    const output = execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}
