/** How long training would take here, in words, for people who are about to decide on it. */
import {
  type Experiment,
  commandOf,
  findRun,
  kindOf,
  prerequisitesOf,
  type TextExperiment,
} from '../experiment/index.ts';
import { learningPart } from '../experiment/distillation-experiment.ts';
import { isTrained } from '../store/index.ts';
import { duration } from './loop/progress.ts';
import { planOf } from './plan.ts';

/** Parameters of a Transformer above which even one update takes too long to be measured in passing. */
const measurable = 5e6;

/** Measures one update where a plan can; else says that it cannot. The tensor engine must have been chosen before. */
export async function estimateOf(experiment: Experiment): Promise<string> {
  const before = prerequisitesOf(experiment).filter((each) => {
    const run = findRun(each);
    return !run || !isTrained(run);
  });
  const first = before.map(({ name }) => name).join(' and ');
  return `${await ownTime(experiment)}${first && `, besides what ${first} takes, which is trained first`}`;
}

async function ownTime(experiment: Experiment): Promise<string> {
  const kind = kindOf(experiment);
  if (kind !== 'text' && kind !== 'student') {
    return 'how long that takes cannot be measured beforehand; its first updates tell';
  }
  const text = experiment as TextExperiment;
  const { width, layers } = learningPart(text).transformer;
  if (12 * layers * width ** 2 > measurable) {
    return `too large to be measured in passing: ${commandOf('plan', experiment)}`;
  }
  const { hours } = await planOf(text);
  return `about ${duration(3600 * hours)} here`;
}
