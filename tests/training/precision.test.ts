/** Training with products in bfloat16: what it decides, that it resumes bit for bit, and what is refused. */
import { existsSync, mkdtempSync, readdirSync, rmSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseBackend, findEngine, setProductPrecision } from '../../lib/backend/index.ts';
import { identity } from '../../lib/experiment/identity.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { checkExperiment } from '../../lib/experiment/check-experiment.ts';
import { type LanguageExperiment, languageExperiment } from '../../lib/experiment/language-experiment.ts';
import { openRun } from '../../lib/experiment/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { Optimizer } from '../../lib/optimizer/index.ts';
import { readManifest } from '../../lib/store/index.ts';
import { trainExperiment } from '../../lib/training/index.ts';
import { valuesOf } from '../support/parameter-values.ts';

const single = override(presets.smoke.transformer, [
  'algorithms=["minimum","bfs"]',
  'transformer.width=16',
  'transformer.layers=2',
  'transformer.feedForward=24',
  'data={"sizes":[3,4],"samples":8,"hints":false,"batch":4,"groups":2}',
  'training.updates=8',
]);
const half = override(single, ['training.precision="bfloat16"']);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transnar-precision-'));
  process.env['TRANSNAR_DATA'] = folder;
});
afterEach(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

/** All parameters after training, which is interrupted once where `stop` says so. */
async function trained(experiment: LanguageExperiment, stop?: number): Promise<number[][]> {
  if (stop !== undefined) await interrupted(experiment, stop);
  const result = await trainExperiment(experiment);
  const values = valuesOf(result.parameters.entries());
  result.dispose();
  return values;
}

async function interrupted(experiment: LanguageExperiment, stop: number): Promise<void> {
  const controller = new AbortController();
  controller.abort();
  for (let sitting = 1; sitting <= stop; sitting++) {
    const training = trainExperiment(experiment, { signal: controller.signal });
    await expect(training).rejects.toThrow(`Interrupted after update ${sitting} of`);
  }
}

describe('training.precision', () => {
  test('is bfloat16, float16 or absent', () => {
    const wrong = { ...single, training: { ...single.training, precision: 'float32' } };
    expect(() => checkExperiment(languageExperiment, wrong)).toThrow(
      'training.precision: must be "bfloat16" or "float16", or absent for float32',
    );
    const either = { ...single, training: { ...single.training, precision: 'float16' } };
    expect(() => checkExperiment(languageExperiment, either)).not.toThrow();
  });

  test('decides which run it is, of a reasoner and of English too', () => {
    const same = () => 'content';
    for (const experiment of [single, presets.smoke.nar, presets.smoke.english]) {
      const other = { ...experiment, training: { ...experiment.training, precision: 'bfloat16' } };
      expect(identity(other, same)).not.toEqual(identity(experiment, same));
      const absent = { ...experiment, training: { ...experiment.training, precision: undefined } };
      expect(identity(absent, same)).toEqual(identity(experiment, same));
    }
  });

  test('is refused before a run begins where the engine multiplies in float32 alone', async () => {
    await chooseBackend({ backend: 'cpu' });
    await expect(trainExperiment(half)).rejects.toThrow('use the native one (TRANSNAR_BACKEND=native)');
    expect(existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []).toEqual([]);
  });
});

const native = await findEngine('native');

describe.runIf(!('problem' in native))('a run in bfloat16', () => {
  beforeEach(async () => {
    await chooseBackend({ backend: 'native' });
  });

  test('ends with the same bits however often it was interrupted, and not with those of float32', async () => {
    const whole = await trained(half);
    rmSync(join(folder, 'runs'), { recursive: true });
    expect(await trained(half, 3)).toEqual(whole);
    rmSync(join(folder, 'runs'), { recursive: true });
    expect(await trained(half)).toEqual(whole);
    expect(await trained(single)).not.toEqual(whole);
  });

  test('leaves the engine as it was: what is decoded or trained beside it is of float32', async () => {
    const before = await trained(single);
    rmSync(join(folder, 'runs'), { recursive: true });
    await trained(half);
    expect(setProductPrecision('float32')).toBe('float32');
    expect(await trained(single)).toEqual(before);
    const parameters = Parameters.seeded(0);
    parameters.create('weight', [1], () => undefined);
    const failing = new Optimizer(parameters.entries(), half.training);
    const fail = () => {
      throw new Error('no power');
    };
    expect(() => failing.update([fail], { learningRate: 1, count: 1 })).toThrow('no power');
    expect(setProductPrecision('float32')).toBe('float32');
    failing.dispose();
    parameters.dispose();
  });

  test('does not go on from a checkpoint of the other precision', async () => {
    for (const [from, to] of [
      [single, half],
      [half, single],
    ]) {
      await interrupted(from, 1);
      const run = openRun(to);
      copyFileSync(openRun(from).checkpoint, run.checkpoint);
      await expect(trainExperiment(to)).rejects.toThrow(
        /was trained with products in .* keeps one precision/,
      );
      expect(readManifest(run).finished).toBeUndefined();
      rmSync(join(folder, 'runs'), { recursive: true });
    }
  });
});
