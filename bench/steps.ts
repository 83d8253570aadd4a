/** What is timed step by step, by name: one row adds one. */
import { chooseBackend, setProductPrecision } from '../lib/backend/index.ts';
import { override, presetNamed, presets } from '../lib/experiment/index.ts';
import { firstLaptop } from '../lib/experiment/first-laptop.ts';
import { Nar } from '../lib/model/nar/index.ts';
import { Parameters } from '../lib/model/parameters.ts';
import { Optimizer } from '../lib/optimizer/index.ts';
import { keyed } from '../lib/random/index.ts';
import { narDataSeed, trainingDraw } from '../lib/experiment/index.ts';
import { makeNarBatch } from '../lib/training/nar-batch.ts';
import { product } from './gemm.ts';
import { batchedAnswers, languageUpdate } from './language.ts';
import type { Workload } from './measure.ts';
import { processorStep } from './processor.ts';
import { type Precision, inPrecision } from './training-step.ts';
import { transformerStep } from './transformer.ts';

/** A step, and what another program needs to take the same one. */
export interface Step extends Workload<number | Promise<number>> {
  /** Tokens that it learns from or writes. */
  readonly tokens?: number;
  readonly start?: () => Uint8Array;
}

type MakeStep = (precision: Precision, detail: string) => Step;

/** By name; what stands behind a colon in a step's name is its detail. */
const steps: Readonly<Record<string, MakeStep>> = {
  transformer: (precision) => transformerStep(256, 16, precision),
  processor: (precision) => processorStep(16, 32, precision),
  product(precision, detail) {
    const size = Number(detail);
    setProductPrecision(precision ?? 'float32'); // The process measures nothing else.
    return product({ rows: size, columns: size, depth: size });
  },
  update(precision, detail) {
    const [preset, model] = detail.split('.');
    const base = presetNamed(preset)[model as 'transnar'];
    // Of the paper's batch one group: the whole takes minutes.
    const part = preset === 'paper' ? ['data.batch=16', 'data.groups=1'] : [];
    return languageUpdate(override(base, [...part, ...inPrecision(precision)]));
  },
  decoding: (_, detail) => batchedAnswers(firstLaptop[detail as 'transnar']),
  reasoner: (precision, detail) => reasonerUpdate(detail, precision),
};

/** One step by name, such as `update:laptop-first.transnar`, on the engine that is chosen first. Throws for unknown names. */
export async function stepNamed(
  name: string,
  precision: Precision,
  threads: number | undefined,
): Promise<Step> {
  const [kind, detail = ''] = name.split(':');
  const make = Object.hasOwn(steps, kind) ? steps[kind] : undefined;
  if (!make) throw new Error(`there is no step "${name}"; there are ${Object.keys(steps).join(', ')}`);
  await chooseBackend({ threads });
  return make(precision, detail);
}

/** A reasoner of the reference's size learns one algorithm: 32 problems of 16 nodes, all steps, the same every time. */
function reasonerUpdate(algorithm: string, precision: Precision): Step {
  const { nar: experiment } = presets.paper;
  const parameters = Parameters.seeded('bench');
  const nar = new Nar(experiment.model, [algorithm], parameters);
  const batch = makeNarBatch({
    ...{ algorithm, ...trainingDraw(algorithm as 'bfs', 16), seed: narDataSeed('train', 0) },
    ...{ first: 0, count: experiment.data.batch, randomPositions: true },
  });
  const optimizer = new Optimizer(parameters.entries(), { ...experiment.training, precision });
  const { peak } = experiment.training.schedule;
  let count = 0;
  return {
    flops: 0,
    parameters: parameters.count(),
    step() {
      const random = keyed('bench', count);
      return optimizer.update([() => nar.loss(batch, random)], { learningRate: peak, count: ++count }).loss;
    },
  };
}
