/** What runs in the explorer: committed models, the library's code as a worker, and the engine that it computes with. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Variable } from '@tensorflow/tfjs';
import type { NarExperiment } from '../../lib/experiment/index.ts';
import { type LiveParts, liveScripts, narWeights, voiceWeights } from '../../lib/page/live/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { type NamedTensor, encodeSafetensors } from '../../lib/store/safetensors.ts';
import { loadTrained } from '../../lib/training/index.ts';
import { bundle } from '../bundle.ts';
import { shownModel } from '../shown-models.ts';

const room = join(projectFolder(), 'lib/page/live');
const transnar = shownModel('transnar');
const { nar } = transnar.reader!;

/** In the order in which they answer. */
export const voices = [
  { title: 'TransNAR', experiment: transnar },
  { title: 'Transformer', experiment: shownModel('transformer') },
] as const;

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
  const algorithms = nar.algorithms.filter((name) => transnar.algorithms.includes(name));
  const reasoner = await loadTrained(nar);
  for (const name of algorithms) add(narWeights, reasoner.nar.parametersOf(name));
  reasoner.dispose();
  const loaded = [];
  for (const [i, voice] of voices.entries()) {
    const trained = await loadTrained(voice.experiment);
    add(voiceWeights(i), trained.parameters.entries());
    trained.dispose();
    loaded.push({ ...voice, run: trained.run.name });
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
