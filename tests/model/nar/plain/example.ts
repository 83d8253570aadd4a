/** A small reasoner of the library beside the plain one with the same parameters. */
import {
  type AlgorithmName,
  algorithm,
  collate,
  preprocess,
  preprocessedSpec,
  sampleAt,
} from '../../../../lib/dataset/index.ts';
import type { NarConfig } from '../../../../lib/model/nar/index.ts';
import { smallNar } from '../small.ts';
import { type Span, plainLosses } from './losses.ts';
import { type PlainNar, type PlainOptions, plainRun } from './model.ts';

/** A reasoner, samples of several sizes as one padded batch, and the plain model with the same parameters. */
export function example(name: AlgorithmName, sizes: readonly number[], config: Partial<NarConfig> = {}) {
  const { nar, variables } = smallNar([name], config);
  const samples = sizes.map((size, index) => preprocess(sampleAt(name, size, 5, index)));
  const values = new Map(
    [...variables].map(([key, variable]) => [
      key.replace(/^nar\.(processor|algorithms\.[a-z_]+)\./, ''),
      Float64Array.from(variable.dataSync()),
    ]),
  );
  const plain = (weights: ReadonlyMap<string, Float64Array> = values): PlainNar => ({
    width: nar.config.width,
    weights: (key) => weights.get(key),
  });
  const spec = preprocessedSpec(algorithm(name));
  /** What the plain model says; `optionsOf` tells what is forced or dropped in a sample. */
  const runs = (optionsOf: (sample: number) => PlainOptions = () => ({})) =>
    samples.map((sample, s) => plainRun(() => plain(), spec, sample, optionsOf(s)));
  const losses = (optionsOf?: (sample: number) => PlainOptions, span?: Span) =>
    plainLosses(spec, samples, runs(optionsOf), span);
  return { nar, variables, samples, batch: collate(samples), values, plain, spec, runs, losses };
}
