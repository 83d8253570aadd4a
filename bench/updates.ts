/** What whole updates of the presets' language models take on the engine that is chosen, such as a GPU's. */
import { chooseBackend, gpuAbilities, gpuPeakBytes } from '../lib/backend/index.ts';
import { override, presetNamed } from '../lib/experiment/index.ts';
import { type LanguageMeasurement, languageUpdate, measured } from './language.ts';
import type { MeasureOptions } from './measure.ts';
import { type Precision, inPrecision } from './training-step.ts';

interface UpdateMeasurement extends LanguageMeasurement {
  /** In use at a time, by all that was measured so far; where the engine knows. */
  readonly gpu_peak_mb?: number;
}

interface UpdateOptions extends MeasureOptions {
  /** Only updates whose name contains this, such as `paper` or `laptop-first.transnar`. */
  readonly only?: string | undefined;
}

/** The batch, its memories and the update: of each preset and model, in float16 as well where the GPU has it. */
export async function run({ only = '', ...options }: UpdateOptions) {
  await chooseBackend({ threads: options.threads });
  const hasHalf = gpuAbilities()?.features.includes('shader-f16');
  const precisions: readonly Precision[] = hasHalf ? [undefined, 'float16'] : [undefined];
  const updates: UpdateMeasurement[] = [];
  for (const preset of ['laptop-first', 'paper'] as const) {
    for (const model of ['transformer', 'transnar'] as const) {
      for (const precision of precisions) {
        const name = `${preset}.${model} in ${precision ?? 'float32'}`;
        if (!name.includes(only)) continue;
        const experiment = override(presetNamed(preset)[model], inPrecision(precision));
        const update = await measured(name, () => languageUpdate(experiment), options);
        updates.push({ ...update, ...gpuPeak() });
        process.stdout.write(`${name}: ${update.median_ms} ms\n`);
      }
    }
  }
  if (updates.length === 0)
    throw new Error(`No update has "${only}" in its name, such as: laptop-first.transnar in float32.`);
  return { updates };
}

function gpuPeak(): Pick<UpdateMeasurement, 'gpu_peak_mb'> {
  const bytes = gpuPeakBytes();
  return bytes === undefined ? {} : { gpu_peak_mb: Math.round(bytes / 2 ** 20) };
}
