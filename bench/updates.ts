/** What whole updates of the presets' language models take on the engine that is chosen, such as a GPU's. */
import { chooseBackend, gpuAbilities, gpuPeakBytes } from '../lib/backend/index.ts';
import { override, presets } from '../lib/experiment/index.ts';
import { languageUpdate } from './language.ts';
import { type Measurement, type MeasureOptions, measure, rounded } from './measure.ts';

interface UpdateMeasurement extends Measurement {
  /** Padding included. */
  readonly tokens: number;
  readonly tokens_per_second: number;
  /** In use at a time, by all that was measured so far; where the engine knows. */
  readonly gpu_peak_mb?: number;
}

interface UpdateOptions extends MeasureOptions {
  /** Only updates whose name contains this, such as `paper` or `laptop.transnar`. */
  readonly only?: string | undefined;
}

/** The batch, its memories and the update: of each preset and model, in float16 as well where the GPU has it. */
export async function run({ only = '', ...options }: UpdateOptions) {
  await chooseBackend({ threads: options.threads });
  const precisions = gpuAbilities()?.features.includes('shader-f16') ? ['', 'float16'] : [''];
  const updates: UpdateMeasurement[] = [];
  for (const preset of ['laptop', 'paper'] as const) {
    for (const model of ['transformer', 'transnar'] as const) {
      for (const precision of precisions) {
        const name = `${preset}.${model} in ${precision || 'float32'}`;
        if (!name.includes(only)) continue;
        const experiment = override(presets[preset][model], precisionOf(precision));
        updates.push(await measured(name, () => languageUpdate(experiment), options));
        process.stdout.write(`${name}: ${updates.at(-1)!.median_ms} ms\n`);
      }
    }
  }
  if (updates.length === 0)
    throw new Error(`No update has "${only}" in its name, such as: laptop.transnar in float32.`);
  return { updates };
}

/** Float32 is the field left out. */
const precisionOf = (name: string) => (name ? [`training.precision=${JSON.stringify(name)}`] : []);

async function measured(
  name: string,
  make: () => ReturnType<typeof languageUpdate>,
  options: MeasureOptions,
): Promise<UpdateMeasurement> {
  const workload = make();
  const measurement = await measure(name, () => workload, options);
  const { tokens } = workload;
  const bytes = gpuPeakBytes();
  return {
    ...measurement,
    tokens,
    tokens_per_second: rounded((tokens / measurement.median_ms) * 1000),
    ...(bytes !== undefined && { gpu_peak_mb: Math.round(bytes / 2 ** 20) }),
  };
}
