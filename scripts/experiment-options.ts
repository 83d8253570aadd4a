/** The options that every command on an experiment has, and the experiment that they name. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ZodType } from 'zod';
import type {
  DistillationExperiment,
  LanguageExperiment,
  NarExperiment,
  PretrainingExperiment,
  TextExperiment,
} from '../lib/experiment/index.ts';
import type { Run } from '../lib/store/index.ts';
import type { TrainingHooks } from '../lib/training/index.ts';

/** The models take a while to load: only the commands that use them do. */
export const training = async () => ({
  ...(await import('../lib/store/index.ts')),
  ...(await import('../lib/experiment/index.ts')),
  ...(await import('../lib/training/index.ts')),
});

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
export async function narNamed(name: string, options: ExperimentOptions): Promise<NarExperiment> {
  const { narExperiment } = await training();
  return experimentNamed(narExperiment, name, options);
}

/** The English experiment of that name, with its changes. */
export async function pretrainingNamed(
  name: string,
  options: ExperimentOptions,
): Promise<PretrainingExperiment> {
  const { pretrainingExperiment } = await training();
  return experimentNamed(pretrainingExperiment, name, options);
}

/** The language model's experiment of that name, with its changes. */
export async function languageNamed(name: string, options: ExperimentOptions): Promise<LanguageExperiment> {
  const { isDistillation, languageExperiment } = await training();
  if (isDistillation(await changed(name, options))) {
    throw new Error(`${name} learns from a teacher: use npx transnar distill ${name}.`);
  }
  return experimentNamed(languageExperiment, name, options);
}

/** The distillation of that name, with its changes. */
export async function distillationNamed(
  name: string,
  options: ExperimentOptions,
): Promise<DistillationExperiment> {
  const { distillationExperiment, isDistillation } = await training();
  if (!isDistillation(await changed(name, options))) {
    throw new Error(`${name} has no teacher: distil an experiment such as distilled-laptop.`);
  }
  return experimentNamed(distillationExperiment, name, options);
}

/** The experiment of that name that trains a model to answer, with its changes. */
export async function textNamed(name: string, options: ExperimentOptions): Promise<TextExperiment> {
  const { checkTextExperiment } = await training();
  return checkTextExperiment(await changed(name, options));
}

/** Chooses the engine, says so, and ties the run to the terminal: progress, and Ctrl-C saves before it ends. */
export async function prepare({ backend }: ExperimentOptions): Promise<TrainingHooks> {
  const { chooseBackend } = await import('../lib/backend/index.ts');
  const { terminalNotice, terminalProgress } = await training();
  const report = await chooseBackend({ backend });
  process.stderr.write(`engine: ${report.backend} (${report.reason})\n`);
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('\nsaving a checkpoint…\n');
      controller.abort();
    });
  }
  return { progress: terminalProgress(), notice: terminalNotice(), signal: controller.signal };
}

/** Says where a trained run is; one that was published has not been trained here. */
export function reportRun({ folder, published }: Run): void {
  process.stdout.write(`${published ?? folder}\n`);
  if (published === undefined) return;
  process.stderr.write('a published run: set TRANSNAR_CHECKPOINTS to an empty folder to train it again\n');
}

async function experimentNamed<T>(schema: ZodType<T>, name: string, options: ExperimentOptions): Promise<T> {
  const { checkExperiment } = await training();
  return checkExperiment(schema, await changed(name, options));
}

async function changed(name: string, { set }: ExperimentOptions): Promise<object> {
  const { experiments, override } = await training();
  return override(load(name, experiments), set);
}

function load(name: string, experiments: Readonly<Record<string, object>>): object {
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
