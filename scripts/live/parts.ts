/** What runs in the explorer: committed models, the library's code as a worker, and the engine that it computes with. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Variable } from '@tensorflow/tfjs';
import { type NarExperiment, presetNamed } from '../../lib/experiment/index.ts';
import { type LiveParts, languageWeights, liveScripts, narWeights } from '../../lib/page/live/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { type NamedTensor, encodeSafetensors } from '../../lib/store/safetensors.ts';
import { loadTrained } from '../../lib/training/index.ts';
import { bundle } from '../bundle.ts';

const room = join(projectFolder(), 'lib/page/live');
const { transnar, transformer, nar } = presetNamed('laptop');
/** In the order in which they answer. */
const shown = [
  { title: 'TransNAR', experiment: transnar },
  { title: 'Transformer', experiment: transformer },
];

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
  const asked = new Set(shown.flatMap(({ experiment }) => experiment.algorithms));
  const algorithms = nar.algorithms.filter((name) => asked.has(name));
  const reasoner = await loadTrained(nar);
  for (const name of algorithms) add(narWeights, reasoner.nar.parametersOf(name));
  reasoner.dispose();
  const language = [];
  for (const [index, model] of shown.entries()) {
    const trained = await loadTrained(model.experiment);
    add(languageWeights(index), trained.parameters.entries());
    language.push({ ...model, run: trained.run.name });
    trained.dispose();
  }
  return {
    data: { nar: { ...nar, algorithms }, language, tiny },
    weights: encodeSafetensors(tensors, {}, 'F16'),
    worker: await workerScript(),
    wasm: readFileSync(join(packageFolder('@tensorflow/tfjs-backend-wasm'), 'tfjs-backend-wasm-simd.wasm')),
  };
}

/** The library's `@tensorflow/tfjs` is there the core alone: layers, converters and WebGL are not used. */
export const workerScript = (): Promise<string> =>
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
