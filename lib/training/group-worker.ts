/** The thread that differentiates a share of the groups of every update. */
import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { productFlops, sharedEngine } from '../backend/index.ts';
import { Nar } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import { partOf } from '../optimizer/index.ts';
import { SharedNumbers, type Shapes, shapesOf, sizeOfAll } from './group-memory.ts';
import type { GroupThreadStart, GroupsDone } from './group-threads.ts';
import { startOf } from './initialisation.ts';
import { type Own, languageTask, tokenCount } from './language-task.ts';
import { frozenParameters, languageModelOf, reasonerOf, recallOf, trainedParameters } from './models.ts';

/** The models of an experiment as they are where it is trained, and what is done with them for an update. */
function shareOf(start: GroupThreadStart): (update: number) => GroupsDone {
  const { experiment, vocabulary, limit, index, threads } = start;
  const { reader, training } = experiment;
  const [language, ofNar] = [Parameters.blank(), Parameters.blank()];
  const nar = reader && new Nar(reader.nar.model, reader.nar.algorithms, ofNar);
  const reasoner = reader && nar ? reasonerOf(nar, reader) : undefined;
  const model = languageModelOf(experiment, vocabulary, language, reasoner?.memoryWidths);
  const learned = trainedParameters(experiment, language, ofNar);
  const frozen = frozenParameters(experiment, ofNar);
  const [shapes, still] = [shapesOf(learned), shapesOf(frozen)];
  assign(frozen, new SharedNumbers(sizeOfAll(still), 1, start.frozen), still);
  const parameters = new SharedNumbers(sizeOfAll(shapes), 1, start.learned);
  const gradients = new SharedNumbers(sizeOfAll(shapes), experiment.data.groups, start.gradients);
  const { tokenizer } = startOf(experiment);
  const task = languageTask(
    experiment,
    model,
    learned,
    tokenizer,
    recallOf(experiment, reasoner, model, limit),
  );
  return (update) => {
    const before = productFlops() ?? 0;
    assign(learned, parameters, shapes);
    const isOwn = ownGroups(index, threads);
    const groups = task.batch(update, isOwn);
    const losses = task.losses(groups, update);
    const own = isOwn(groups.map(({ tokens }) => tokens));
    const done = groups.flatMap((made, group) => {
      if (!own(group)) return [];
      const part = partOf(losses[group], learned, training.precision ?? 'float32');
      gradients.write(group, shapes, part.gradients);
      const [loss] = part.loss.dataSync();
      tf.dispose([part.loss, ...part.gradients.values()]);
      return [{ group, loss, tokens: tokenCount([made]) }];
    });
    task.release(groups);
    return { groups: done, flops: (productFlops() ?? 0) - before };
  };
}

/**
 * Which groups are those of this thread: the groups, the largest first, go to whoever has the least so far. All threads
 * come to the same distribution.
 */
function ownGroups(index: number, threads: number): Own {
  return (all) => {
    const loads = Array.from({ length: threads }, () => 0);
    const sizes = all.map(({ size, length }, group) => ({ group, tokens: size * length }));
    const own = new Set<number>();
    for (const { group, tokens } of sizes.sort((a, b) => b.tokens - a.tokens || a.group - b.group)) {
      const least = loads.indexOf(Math.min(...loads));
      loads[least] += tokens;
      if (least === index) own.add(group);
    }
    return (group) => own.has(group);
  };
}

function assign(variables: ReadonlyMap<string, tf.Variable>, numbers: SharedNumbers, shapes: Shapes): void {
  const values = numbers.read(0, shapes);
  for (const [name, variable] of variables) {
    const tensor = tf.tensor(values.get(name)!, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}

const ready = sharedEngine().then((run) => {
  const share = shareOf(workerData as GroupThreadStart);
  return (update: number) => run(() => share(update));
});

parentPort?.on('message', (update: number) => {
  // A failure ends the thread, which whoever waits for it is told.
  void ready.then((share) => parentPort?.postMessage(share(update)));
});
