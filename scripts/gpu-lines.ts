/** What `transnar doctor --gpu` measures, one page to show to others: agreement with cpu, speed, memory. */
import * as tf from '@tensorflow/tfjs';
import {
  type GpuAbilities,
  chooseBackend,
  describeBackend,
  findEngine,
  gpuAbilities,
  gpuPeakBytes,
  linear,
  withProductPrecision,
} from '../lib/backend/index.ts';
import { presets } from '../lib/experiment/index.ts';
import { courseOn, largestDifference, planOf, smallPupils } from '../lib/training/index.ts';

const updates = 3;
/** Above it an engine computes something else: rounding errors of a few updates are below a hundredth of it. */
const allowed = 1e-3;
const [widths, repeats] = [[512, 1024, 2048], 8] as const;

/** The lines, as they are known. Throws, with the remedy, if the engine cannot run. */
export async function* gpuLines(backend: string): AsyncGenerator<string> {
  const report = await chooseBackend({ backend });
  const engine = tf.getBackend();
  yield `engine            ${describeBackend(report)}`;
  const found = await findEngine(report.backend);
  const software = 'unasked' in found ? found.unasked : undefined;
  if ('gives' in found) yield `computes          ${found.gives}`;
  const abilities = gpuAbilities();
  if (abilities) yield `abilities         ${describe(abilities)}`;
  yield `agreement with cpu over ${updates} updates (largest relative difference of losses, of gradients' norms)`;
  for (const [name, make] of Object.entries(smallPupils)) {
    const [expected, received] = [
      await courseOn('cpu', make, updates),
      await courseOn(engine, make, updates),
    ];
    const [losses, norms] = (['losses', 'gradientNorms'] as const).map((field) =>
      largestDifference(expected[field], received[field]),
    ) as [number, number];
    const verdict = losses < allowed && received.left === 0 ? 'good' : 'WRONG: please report it';
    yield `  ${name.padEnd(16)}${losses.toExponential(1)}, ${norms.toExponential(1)}: ${verdict}`;
  }
  if (software !== undefined) {
    // Minutes, for numbers that say nothing about a GPU.
    yield `speed             not measured: ${software}`;
    return;
  }
  yield* speedLines(abilities);
}

async function* speedLines(abilities: GpuAbilities | undefined): AsyncGenerator<string> {
  yield 'products of square matrices';
  const half = abilities?.features.includes('shader-f16')
    ? (width: number) =>
        `, ${withProductPrecision('float16', () => gigaflops(width)).toFixed(0)} in float16 (training.precision)`
    : () => '';
  for (const width of widths) {
    yield `  ${String(width).padEnd(16)}${gigaflops(width).toFixed(0)} Gflop/s${half(width)}`;
  }
  const experiment = presets.laptop.transformer;
  const { tokens, secondsPerUpdate, trainedParameters } = await planOf(experiment);
  const rate = (6 * trainedParameters * tokens) / secondsPerUpdate / 1e9;
  yield `an update of ${experiment.name}`;
  yield `  time            ${secondsPerUpdate.toFixed(2)} s, ${Math.round(tokens / secondsPerUpdate).toLocaleString('en')} tokens a second`;
  yield `  rate            ${rate.toFixed(0)} Gflop/s (6 operations a parameter and token)`;
  const bytes = gpuPeakBytes();
  if (bytes !== undefined) yield `  GPU memory      ${(bytes / 2 ** 30).toFixed(2)} GiB in use at most`;
}

const describe = ({ largestArray, arrays, features }: GpuAbilities) =>
  `arrays of ${(largestArray / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 0 })} MiB, ${arrays} a kernel; ` +
  `${features.join(', ') || 'neither shader-f16 nor subgroups'}`;

/** A thousand million operations a second of the engine's own products. */
function gigaflops(width: number): number {
  const square = tf.fill<tf.Rank.R2>([width, width], 1 / width);
  const time = (count: number) => {
    const start = performance.now();
    tf.tidy(() => {
      let x: tf.Tensor = square;
      for (let i = 0; i < count; i++) x = linear(x, square);
      x.slice([0, 0], [1, 1]).dataSync();
    });
    return (performance.now() - start) / 1000;
  };
  time(repeats); // Compiles it, and makes the memory.
  const seconds = time(repeats);
  square.dispose();
  return (2 * width ** 3 * repeats) / seconds / 1e9;
}
