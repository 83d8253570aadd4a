/** The rule by which runs are found: what decides, what does not, and that it never changes for what is old. */
import { describe, expect, test } from 'vitest';
import { type ContentOf, contentsOf, override, presets } from '../../lib/experiment/index.ts';
import { identity } from '../../lib/experiment/identity.ts';
import { hashOf } from '../../lib/store/hash.ts';

const content: ContentOf = ({ kind, path }) => `content of ${kind} ${path}`;
const hash = (experiment: object) => hashOf(identity(experiment as Record<string, unknown>, content));
const { nar, english, transnar, transformer, distilled, pretrained } = presets.smoke;

/** As the first published language model was configured; never to be changed. */
const old = {
  name: 'transnar-old',
  seed: 1,
  algorithms: ['minimum', 'bfs'],
  tokenizer: 'names',
  initialisation: { kind: 'untrained' },
  transformer: {
    width: 96,
    layers: 3,
    heads: 4,
    feedForward: 384,
    activation: 'gelu',
    residual: 'sequential',
    norm: 'rms',
    epsilon: 1e-5,
    biases: false,
    readOut: 'untied',
    rotary: { share: 1, base: 10000 },
    positions: { kind: 'randomised', maximum: 2048, widening: { from: 1, share: 0.5 } },
    context: 1024,
  },
  reader: {
    transnar: {
      layers: 'all',
      heads: 4,
      width: 96,
      feedForward: 192,
      combine: 'concat-linear',
      gate: 0,
      steps: 'final',
      indexFeatures: 0,
    },
    nar: {
      name: 'nar-old',
      seed: 0,
      algorithms: ['bfs', 'minimum'],
      model: {
        processor: 'triplet_gmpnn',
        width: 64,
        tripletWidth: 8,
        layerNorm: true,
        messagePassingSteps: 1,
        dropout: 0,
        hints: 'encoded_decoded',
        teacherForcing: 0,
        reprediction: 'soft',
      },
      data: { sizes: [4, 7, 11, 13, 16], batch: 8 },
      chunk: 16,
      training: {
        updates: 36000,
        schedule: { peak: 1e-3, warmup: 0, floor: 0.05 },
        adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 },
        logEvery: 30,
        checkpointMinutes: 5,
      },
      validation: { every: 3000, size: 16, samples: 32 },
    },
    state: 'hidden',
    frozen: true,
  },
  data: { sizes: [4, 5, 6, 7, 8, 12], samples: 3000, hints: false, batch: 64, groups: 4 },
  loss: 'answer',
  training: {
    updates: 6000,
    schedule: { peak: 1e-3, warmup: 200, floor: 0.1 },
    adam: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, clip: 1 },
    logEvery: 20,
    checkpointMinutes: 5,
  },
  evaluation: { sizes: [12, 10, 14], samples: 100 },
};

test('an old configuration keeps its identity, whatever experiments have learned to say since', () => {
  expect(hash(old)).toBe('921c6f402d64b7aa216602844da37fe561fa15a2e6a8efc217174da815992111');
  expect(hash({ ...old, name: 'other', data: { ...old.data, indexHints: undefined } })).toBe(hash(old));
  expect(identity(old, content)).toEqual({
    seed: 1,
    algorithms: old.algorithms,
    tokenizer: 'names',
    initialisation: old.initialisation,
    transformer: old.transformer,
    reader: {
      ...old.reader,
      nar: {
        seed: 0,
        algorithms: ['bfs', 'minimum'],
        model: old.reader.nar.model,
        data: old.reader.nar.data,
        chunk: 16,
        training: {
          updates: 36000,
          schedule: old.reader.nar.training.schedule,
          adam: old.reader.nar.training.adam,
        },
        validation: old.reader.nar.validation,
      },
    },
    data: old.data,
    loss: 'answer',
    training: { updates: 6000, schedule: old.training.schedule, adam: old.training.adam },
  });
});

describe('does not decide', () => {
  test.each<[string, string, object]>([
    ['transnar', 'name=other', transnar],
    ['transnar', 'evaluation.samples=7', transnar],
    ['transnar', 'evaluation.sizes=[3]', transnar],
    ['transnar', 'training.logEvery=7', transnar],
    ['transnar', 'training.checkpointMinutes=7', transnar],
    ['transnar', 'reader.nar.name=other', transnar],
    ['transnar', 'reader.nar.training.logEvery=7', transnar],
    ['pretrained', 'initialisation.experiment.name=other', pretrained.transformer],
    ['pretrained', 'initialisation.experiment.training.checkpointMinutes=7', pretrained.transformer],
    ['distilled', 'student.evaluation.samples=7', distilled],
    ['distilled', 'teacher.reader.nar.training.logEvery=7', distilled],
    ['distilled', 'teacher.name=other', distilled],
  ])('%s: %s', (_, change, experiment) => {
    const changed = override(experiment, [change]);
    expect(changed).not.toEqual(experiment);
    expect(hash(changed)).toBe(hash(experiment));
  });
});

describe('decides', () => {
  test.each<[string, string, object]>([
    ['nar', 'seed=7', nar],
    ['nar', 'algorithms=["bfs"]', nar],
    ['nar', 'model.width=7', nar],
    ['nar', 'model.reconstruction={"weight":0.1}', nar],
    ['nar', 'data.batch=7', nar],
    ['nar', 'data.focus=0.5', nar],
    ['nar', 'chunk=7', nar],
    ['nar', 'validation.samples=7', nar],
    ['nar', 'validation.beyond={"size":9,"samples":4}', nar],
    ['nar', 'training.updates=7', nar],
    ['nar', 'training.schedule.decay=0.2', nar],
    ['nar', 'training.average={"decay":0.99}', nar],
    ['english', 'data.text=elsewhere', english],
    ['transnar', 'loss=text', transnar],
    ['transnar', 'reader.nar.seed=7', transnar],
    ['transnar', 'reader.nar.validation.every=7', transnar],
    ['transnar', 'reader.frozen=false', transnar],
    ['transformer', 'data.indexHints=true', transformer],
    ['pretrained', 'initialisation.experiment.training.updates=7', pretrained.transformer],
    ['distilled', 'teacher.seed=7', distilled],
    ['distilled', 'loss.temperature=7', distilled],
  ])('%s: %s', (_, change, experiment) => {
    expect(hash(override(experiment, [change]))).not.toBe(hash(experiment));
  });

  test('every field that this version does not know', () => {
    for (const part of ['training', 'data', 'transformer'] as const) {
      expect(hash({ ...transformer, [part]: { ...transformer[part], tomorrow: 1 } })).not.toBe(
        hash(transformer),
      );
    }
    expect(hash({ ...transformer, tomorrow: 1 })).not.toBe(hash(transformer));
  });
});

test('a file or folder counts by its content, wherever it is', () => {
  const from = (path: string) => ({ ...transformer, initialisation: { kind: 'checkpoint', path } });
  const contents: Record<string, string> = { a: 'one', 'moved/a': 'one', b: 'two' };
  const hashed = (path: string) => hashOf(identity(from(path), (source) => contents[source.path]));
  expect(hashed('a')).toBe(hashed('moved/a'));
  expect(hashed('a')).not.toBe(hashed('b'));
  expect(identity(from('a'), content)['initialisation']).toEqual({
    kind: 'checkpoint',
    path: 'content of checkpoint a',
  });
  const neox = { ...transformer, initialisation: { kind: 'gpt-neox', folder: 'pythia' } };
  expect(identity(neox, content)['initialisation']).toEqual({
    kind: 'gpt-neox',
    folder: 'content of gpt-neox pythia',
  });
});

test('the contents of an experiment are those of all that is inside it, each once', () => {
  expect(contentsOf(nar, content)).toEqual([]);
  expect(contentsOf(pretrained.distilled, content)).toEqual([
    { kind: 'text', path: 'english', sha256: 'content of text english' },
  ]);
});
