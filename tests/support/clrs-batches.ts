/**
 * The batches of a short training that google-deepmind/clrs has done as well (data/golden/clrs-training). Run by itself it
 * writes them, for `make.py` to learn from: `node --import tsx tests/support/clrs-batches.ts batches.safetensors`.
 */
import { pathToFileURL } from 'node:url';
import type { Feature } from '../../lib/dataset/index.ts';
import { type NarExperiment, override, presets } from '../../lib/experiment/index.ts';
import { saveTensors } from '../../lib/store/checkpoint.ts';
import { makeNarBatch } from '../../lib/training/nar-batch.ts';
import { turnsOf } from '../../lib/training/nar-turns.ts';

/** Nothing in it is random but the batches: no permutations, whose operator draws noise in training. */
export const experiment: NarExperiment = override(presets.smoke.nar, [
  'algorithms=["bfs","minimum","find_maximum_subarray_kadane","matrix_chain_order"]',
  'model.width=8',
  'model.tripletWidth=3',
  'data={"sizes":[4,6],"batch":4}',
  'training.updates=80',
  'training.schedule={"peak":0.001,"warmup":0,"floor":1}',
]);

const turns = turnsOf(experiment);

/** What an update learns from; that of the task is the same. */
const batchAt = (update: number) => makeNarBatch(turns.at(update));

/** Tensors `UPDATE/PART/PROBE`, and what each probe is as `location type`. */
function write(path: string): void {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  const kinds: Record<string, string> = {};
  for (let update = 0; update < experiment.training.updates; update++) {
    const batch = batchAt(update);
    const add = (part: string, features: Readonly<Record<string, Feature>>) => {
      for (const [name, { location, type, shape, data }] of Object.entries(features)) {
        tensors.set(`${update}/${part}/${name}`, { shape, data: Float32Array.from(data) });
        kinds[`${batch.algorithm}/${part}/${name}`] = `${location} ${type}`;
      }
    };
    add('inputs', batch.inputs);
    add('hints', batch.hints);
    add('outputs', batch.outputs);
    tensors.set(`${update}/lengths`, { shape: [batch.size], data: Float32Array.from(batch.lengths) });
  }
  saveTensors(path, tensors, {
    algorithms: JSON.stringify(experiment.algorithms),
    updates: String(experiment.training.updates),
    kinds: JSON.stringify(kinds),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) write(process.argv[2]);
