/** What runs in the explorer: committed models, the library's code as a worker, and the engine that it computes with. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Variable } from '@tensorflow/tfjs';
import { type LanguageExperiment, type NarExperiment, presetNamed } from '../../lib/experiment/index.ts';
import { learningPart } from '../../lib/experiment/distillation-experiment.ts';
import { type LiveParts, languageWeights, liveScripts, narWeights } from '../../lib/page/live/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { type NamedTensor, encodeSafetensors } from '../../lib/store/safetensors.ts';
import { loadTrained } from '../../lib/training/index.ts';
import { bundle } from '../bundle.ts';
import { learnedCells } from '../learned-cells.ts';

const room = join(projectFolder(), 'lib/page/live');
const preset = presetNamed('laptop');
const { nar } = preset;

/** In the order in which they answer: the two searches by models that have learned them well, the rest by those of all ten. */
export const voices = [
  { title: 'TransNAR', experiments: [searching('transnar'), preset.transnar] },
  { title: 'Transformer', experiments: [searching('transformer'), preset.transformer] },
] as const;

function searching(model: 'transnar' | 'transformer'): LanguageExperiment {
  return learnedCells(model)
    .map(({ experiment }) => learningPart(experiment))
    .find(({ algorithms }) => algorithms.includes('minimum'))!;
}

/** The scripts that the models run from, and the rules of their section. Throws where one of the models is not trained. */
export async function livePage(): Promise<{ scripts: string; style: string }> {
  const scripts = liveScripts(await liveParts());
  return { scripts, style: readFileSync(join(room, 'page/style.css'), 'utf8') };
}

/** What the section is made of. */
export async function liveParts(): Promise<LiveParts> {
  const tensors = new Map<string, NamedTensor>();
  const add = (prefix: string, variables: Iterable<readonly [string, Variable]>) => {
    for (const [name, variable] of variables) {
      tensors.set(prefix + name, { shape: variable.shape, data: variable.dataSync<'float32'>() });
    }
  };
  const asked = new Set(preset.transnar.algorithms);
  const algorithms = nar.algorithms.filter((name) => asked.has(name));
  const reasoner = await loadTrained(nar);
  for (const name of algorithms) add(narWeights, reasoner.nar.parametersOf(name));
  reasoner.dispose();
  const modelAt = async (experiment: LanguageExperiment, voice: number, model: number) => {
    const trained = await loadTrained(experiment);
    add(languageWeights(voice, model), trained.parameters.entries());
    trained.dispose();
    return { experiment, run: trained.run.name };
  };
  const loaded = [];
  for (const [voice, { title, experiments }] of voices.entries()) {
    const [first, last] = experiments;
    loaded.push({ title, models: [await modelAt(first, voice, 0), await modelAt(last, voice, 1)] as const });
  }
  return {
    data: { nar: { ...nar, algorithms }, voices: loaded, tiny },
    weights: encodeSafetensors(tensors, {}, 'F16'),
    worker: await workerScript(),
    wasm: readFileSync(join(packageFolder('@tensorflow/tfjs-backend-wasm'), 'tfjs-backend-wasm-simd.wasm')),
  };
}

/** The library's `@tensorflow/tfjs` is there the core alone: layers, converters and WebGL are not used. */
const workerScript = (): Promise<string> =>
  bundle({
    entryPoints: [join(room, 'worker/main.ts')],
    alias: { '@tensorflow/tfjs': join(room, 'worker/tfjs.ts') },
    platform: 'browser',
    minify: true,
    legalComments: 'none',
  });

/** The folder of a package's entry. */
const packageFolder = (name: string) => dirname(createRequire(import.meta.url).resolve(name));

/** Two algorithms at small sizes, a minute on two cores: enough to see it learn. */
const tiny: NarExperiment = {
  ...nar,
  name: 'nar-page',
  algorithms: ['minimum', 'bfs'],
  model: { ...nar.model, width: 32, tripletWidth: 4 },
  data: { sizes: [4, 5, 6], batch: 8 },
  chunk: null,
  training: { ...nar.training, updates: 400, schedule: { peak: 3e-3, warmup: 0, floor: 0.1 } },
  validation: { every: 20, size: 6, samples: 32 },
};
