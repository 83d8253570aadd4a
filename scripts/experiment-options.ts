import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { chooseBackend } from '../lib/backend/index.ts';
import {
  type LanguageExperiment,
  type NarExperiment,
  type PretrainingExperiment,
  type TrainingHooks,
  checkExperiment,
  experiments,
  languageExperiment,
  narExperiment,
  override,
  pretrainingExperiment,
  terminalProgress,
} from '../lib/training/index.ts';

/** Adds what all commands on an experiment take: its name (or a file) and changes to its fields. */
export function experimentCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--set <path=value>', 'change a field, such as training.updates=100 (repeatable)', collect, [])
    .option('--backend <name>', 'tensor engine; default: the best one found');
}

export interface ExperimentOptions {
  readonly set: readonly string[];
  readonly backend?: string;
}

/** The reasoner's experiment of that name, with its changes. */
export function narNamed(name: string, { set }: ExperimentOptions): NarExperiment {
  return checkExperiment(narExperiment, override(load(name), set));
}

/** The English experiment of that name, with its changes. */
export function pretrainingNamed(name: string, { set }: ExperimentOptions): PretrainingExperiment {
  return checkExperiment(pretrainingExperiment, override(load(name), set));
}

/** The language model's experiment of that name, with its changes. */
export function languageNamed(name: string, { set }: ExperimentOptions): LanguageExperiment {
  return checkExperiment(languageExperiment, override(load(name), set));
}

/** Chooses the engine, says so, and ties the run to the terminal: progress, and Ctrl-C saves before it ends. */
export async function prepare({ backend }: ExperimentOptions): Promise<TrainingHooks> {
  const report = await chooseBackend({ backend });
  process.stderr.write(`engine: ${report.backend} (${report.reason})\n`);
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('\nsaving a checkpoint…\n');
      controller.abort();
    });
  }
  return { progress: terminalProgress(), signal: controller.signal };
}

function load(name: string): object {
  if (Object.hasOwn(experiments, name)) return experiments[name];
  if (!name.endsWith('.json')) {
    throw new Error(
      `There is no experiment "${name}"; there are ${Object.keys(experiments).join(', ')}, or give a .json file.`,
    );
  }
  try {
    return JSON.parse(readFileSync(name, 'utf8')) as object;
  } catch (error) {
    throw new Error(`Cannot read the experiment ${name}: ${(error as Error).message}.`, { cause: error });
  }
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
