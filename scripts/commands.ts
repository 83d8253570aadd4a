/** The commands of `transnar`: a row for each, whose file is loaded only when it is the one that was asked for. */
import type { Command } from 'commander';

interface CommandRow {
  /** Its name, and what follows it. */
  readonly usage: string;
  readonly about: string;
  /** Works, but is not in the list of commands. */
  readonly hidden?: boolean;
  /** What gives the command its options, its own commands and its action. */
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>;
}

const train = () => import('./commands/train.ts');

/** What training was called by kind: published runs and rows name these commands, and they do the same. */
const formerVerbs = ['pretrain-nar', 'pretrain-lm', 'finetune', 'distill'];

const commands: readonly CommandRow[] = [
  {
    usage: 'doctor',
    about: 'say which tensor engine is used and why, and what this machine has',
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'explorer',
    about: 'write a page to explore attention, trajectories and failing answers (opens without a network)',
    load: () => import('./commands/explorer.ts'),
  },
  {
    usage: 'figures [names...]',
    about: 'draw figures from the committed results (default: all)',
    load: () => import('./commands/figures.ts'),
  },
  {
    usage: 'kernel',
    about: 'the TypeScript kernel for Jupyter',
    load: () => import('./commands/kernel.ts'),
  },
  {
    usage: 'notebooks',
    about: 'the TypeScript notebooks',
    load: () => import('./commands/notebooks.ts'),
  },
  {
    usage: 'sample <algorithm>',
    about: 'print samples of an algorithm, one JSON object a line',
    load: () => import('./commands/sample.ts'),
  },
  {
    usage: 'score <file>',
    about: 'score JSON lines of {question, prediction, answer?, length?}; "-" reads standard input',
    load: () => import('./commands/score.ts'),
  },
  {
    usage: 'trace <algorithm>',
    about: 'show one problem and every step of its solution',
    load: () => import('./commands/trace.ts'),
  },
  {
    usage: 'plan <experiment>',
    about: 'measure one update and say how long the run would take here',
    load: () => import('./commands/plan.ts'),
  },
  {
    usage: 'record [set]',
    about:
      'train to the target (a mean CLRS score of 0.95 at size 12) with a change of the preset laptop-first, and write down ' +
      'what it took; without a change, show the table. The rules are in docs/records.md',
    load: () => import('./commands/record.ts'),
  },
  ...['train', ...formerVerbs].map((verb, former) => ({
    usage: `${verb} <experiment>`,
    about: 'train an experiment, such as nar-laptop or transnar-laptop; resumes its run',
    hidden: former > 0,
    load: train,
  })),
  {
    usage: 'evaluate',
    about: 'score a trained model',
    load: () => import('./commands/evaluate.ts'),
  },
  {
    usage: 'solve <experiment> [file]',
    about: 'answer a CLRS-Text question from a file; "-" or none reads standard input',
    load: () => import('./commands/solve.ts'),
  },
  {
    usage: 'campaign',
    about: 'train and evaluate all cells of a grid of experiments: a campaign that ships, or a .json file',
    load: () => import('./commands/campaign.ts'),
  },
  {
    usage: 'variants',
    about: 'list the ablations and remedies that have a name, for which models each is, and what it tests',
    load: () => import('./commands/variants.ts'),
  },
  {
    usage: 'runs',
    about: 'list training runs, publish one, remove unfinished ones, or bring old ones up to date',
    load: () => import('./commands/runs.ts'),
  },
  {
    usage: 'clrs',
    about: 'exchange reasoners with google-deepmind/clrs; examples/clrs_model.py is the other side',
    load: () => import('./commands/clrs.ts'),
  },
  {
    usage: 'watch [runs...]',
    about: 'show trainings as they go on a page in the browser, whoever started them',
    load: () => import('./commands/watch.ts'),
  },
];

/** Adds all commands to the program; of them only the one that the words of the command line name is loaded. */
export async function addCommands(program: Command, words: readonly string[]): Promise<void> {
  const [named, next] = words.filter((word) => word !== 'help' && !word.startsWith('-'));
  for (const { usage, about, hidden = false, load } of commands) {
    const command = program.command(usage, { hidden }).description(about);
    if (command.name() !== named) continue;
    (await load()).define(command);
    refuseUnknown(command, next);
  }
}

/** A group that does something by itself would take what is none of its commands for an argument too many. */
function refuseUnknown(group: Command, word: string | undefined): void {
  const names = group.commands.map((each) => each.name());
  if (names.length === 0 || word === undefined || names.includes(word)) return;
  group.error(`error: unknown command '${word}': there are ${names.join(', ')}`);
}
