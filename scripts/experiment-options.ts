/** What commands on experiments share: their names and changes, the engine, and whether they may train. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { Interrupted } from '../lib/backend/interruption.ts';
import type { Experiment, NarExperiment, TextExperiment } from '../lib/experiment/index.ts';
import type { Run } from '../lib/store/index.ts';
import { readJsonFile } from '../lib/store/json-file.ts';
import type { TrainedBy, TrainingHooks } from '../lib/training/index.ts';
import { setOption, variantOption } from './options.ts';
import { StoppedError } from './stopped.ts';

/** The models take a while to load: only the commands that use them do. */
export const training = async () => ({
  ...(await import('../lib/store/index.ts')),
  ...(await import('../lib/experiment/index.ts')),
  ...(await import('../lib/training/index.ts')),
});

/** What {@link prepare} chooses by. */
export const backendOption = ['--backend <name>', 'tensor engine; default: the best one found'] as const;

/** Adds what all commands on an experiment take beside its name (or a file): what is changed in it, and the engine. */
export function experimentCommand(command: Command): Command {
  return command
    .addOption(variantOption('an ablation or a remedy, of those that npx transnar variants lists'))
    .addOption(setOption('change a field, such as training.updates=100'))
    .option(...backendOption);
}

export interface ExperimentOptions {
  readonly variant?: readonly string[];
  readonly set: readonly string[];
  readonly backend?: string;
}

/** Commands that only use a model train it only if they are told to. */
export const trainOption = ['--train', 'train it first where that has not been done'] as const;

export interface UseOptions {
  readonly train?: boolean;
}

/** What an experiment trained; trained now if the options allow it, else an error that says what there is. */
export async function trainedFor<E extends Experiment>(
  experiment: E,
  { train }: UseOptions,
  hooks: TrainingHooks,
): Promise<TrainedBy<E>> {
  const { loadTrained, trainExperiment } = await training();
  return train
    ? saving((signal) => trainExperiment(experiment, { ...hooks, signal }))
    : loadTrained(experiment);
}

/** The experiment of that name, of a run's folder or of a file, of whatever kind, with its changes. */
export async function experimentNamed(
  name: string,
  { variant = [], set }: ExperimentOptions,
): Promise<Experiment> {
  const { checkAnyExperiment, experimentOf, experiments, override, withVariants } = await training();
  const { readableRuns } = await import('../lib/experiment/known-runs.ts');
  const run = readableRuns().find((each) => each.name === basename(name));
  const base = run ? experimentOf(run) : load(name, experiments);
  const varied = variant.length > 0 ? withVariants(checkAnyExperiment(base), variant) : base;
  return checkAnyExperiment(override(varied, set));
}

/** As {@link experimentNamed}, for reasoners alone. */
export async function narNamed(name: string, options: ExperimentOptions): Promise<NarExperiment> {
  const { kindOf } = await training();
  const experiment = await experimentNamed(name, options);
  if (kindOf(experiment) === 'reasoner') return experiment as NarExperiment;
  throw new Error(`${name} trains no reasoner: name one such as nar-laptop.`);
}

/** As {@link experimentNamed}, for whatever trains a model that answers text. */
export async function textNamed(name: string, options: ExperimentOptions): Promise<TextExperiment> {
  const { checkTextExperiment } = await training();
  return checkTextExperiment(await experimentNamed(name, options));
}

/** Chooses the engine, says so, and ties the run to the terminal. */
export async function prepare({ backend }: ExperimentOptions): Promise<TrainingHooks> {
  const { chooseBackend } = await import('../lib/backend/index.ts');
  const { terminalNotice, terminalProgress } = await training();
  const report = await chooseBackend({ backend });
  process.stderr.write(`engine: ${report.backend} (${report.reason})\n`);
  return { progress: terminalProgress(), notice: terminalNotice() };
}

/**
 * Does what saves where it is when it is asked to stop, by Ctrl-C or SIGTERM; asked again, the process ends at once, as it
 * does at other times: whatever else it computes, there is nothing to save.
 */
export async function saving<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let asked: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals) => {
    process.stderr.write('\nsaving…\n');
    asked = signal;
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    return await act(controller.signal);
  } catch (error) {
    throw asked && error instanceof Interrupted ? new StoppedError(error, asked) : error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Says where a trained run is; one that was published has not been trained here. */
export function reportRun({ folder, published }: Run): void {
  process.stdout.write(`${published ?? folder}\n`);
  if (published === undefined) return;
  process.stderr.write('a published run: set TRANSNAR_CHECKPOINTS to an empty folder to train it again\n');
}

function load(name: string, experiments: Readonly<Record<string, object>>): object {
  if (Object.hasOwn(experiments, name)) return experiments[name];
  if (!name.endsWith('.json')) {
    const names = Object.keys(experiments);
    const near = names.filter((each) => each.includes(name));
    throw new Error(
      `There is no experiment "${name}"; there are ${(near.length > 0 ? near : names).join(', ')}, ` +
        'or name the folder of a run (npx transnar runs) or a .json file.',
    );
  }
  return readJsonFile(name, 'the experiment') as object;
}
