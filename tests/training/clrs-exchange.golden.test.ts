/** Reasoners that go to google-deepmind/clrs and come from there, held to the scores that it gives. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { firstLaptop } from '../../lib/experiment/first-laptop.ts';
import { override } from '../../lib/experiment/index.ts';
import { Nar, referenceNarConfig } from '../../lib/model/index.ts';
import { clrsNames } from '../../lib/model/nar/clrs-names.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { saveTensors } from '../../lib/store/checkpoint.ts';
import { readSafetensors } from '../../lib/store/safetensors-file.ts';
import { exportToClrs, importFromClrs, loadTrained, scoreOnClrs } from '../../lib/training/index.ts';
import { golden, goldenPath } from '../support/golden.ts';

const { size, samples, seed, scores, exported } = golden<{
  readonly size: number;
  readonly samples: number;
  readonly seed: number;
  /** SHA-256 of names and bytes of all tensors, in order of their names, of the file that was scored there. */
  readonly exported: string;
  readonly scores: Readonly<Record<'theirs' | 'nar-laptop', Readonly<Record<string, number>>>>;
}>('clrs-model/scores.json.gz');
const theirs = goldenPath('clrs-model/theirs.safetensors');

const folder = mkdtempSync(join(tmpdir(), 'transnar-clrs-'));
beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

/** The scores of the reasoner of a file that are not those of google-deepmind/clrs. */
function differences(path: string, expected: Readonly<Record<string, number>>): string[] {
  const reasoner = importFromClrs(path);
  const found = reasoner.algorithms.map((algorithm) => ({
    algorithm,
    score: scoreOnClrs(reasoner, { algorithm, size, samples, seed }),
  }));
  reasoner.dispose();
  expect(found.map(({ algorithm }) => algorithm)).toEqual(Object.keys(expected));
  return found.flatMap(({ algorithm, score }) =>
    Math.abs(score - expected[algorithm]) <= 1e-4
      ? []
      : [`${algorithm}: ${score}, not ${expected[algorithm]}`],
  );
}

test('one of theirs scores here what it scores there', () => {
  expect(differences(theirs, scores.theirs)).toEqual([]);
});

test('one of ours, exported, scores there what it scores here: all thirty algorithms', async () => {
  const path = join(folder, 'nar-laptop.safetensors');
  const trained = await loadTrained(firstLaptop.nar);
  exportToClrs(path, trained);
  trained.dispose();
  const hash = createHash('sha256');
  const tensors = [...readSafetensors(path).tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { data }] of tensors) hash.update(name).update(new Uint8Array(data.buffer));
  expect(hash.digest('hex')).toBe(exported);
  expect(differences(path, scores['nar-laptop'])).toEqual([]);
});

test('a file with other tensors than its configuration says is refused by their names', () => {
  const { tensors, metadata } = readSafetensors(theirs);
  const path = join(folder, 'wrong.safetensors');
  const [first, ...others] = [...tensors];
  saveTensors(path, new Map(others), metadata);
  expect(() => importFromClrs(path)).toThrow(`has no tensor "${first[0]}"`);
  saveTensors(path, new Map([...tensors, ['net/other/w', first[1]]]), metadata);
  expect(() => importFromClrs(path)).toThrow(
    'has a tensor "net/other/w" that a reasoner of its configuration has not',
  );
  saveTensors(path, tensors, { ...metadata, config: '{"width":8}' });
  expect(() => importFromClrs(path)).toThrow(
    /wrong\.safetensors says of its reasoner is not valid: config\.processor/,
  );
  saveTensors(path, tensors, {});
  expect(() => importFromClrs(path)).toThrow(/is not valid: algorithms/);
});

test('a processor that they do not have has no names there', () => {
  const parameters = Parameters.blank();
  const config = { ...referenceNarConfig, processor: 'relational_transformer', width: 16 } as const;
  new Nar(config, ['bfs'], parameters);
  expect(() => clrsNames(parameters.entries().keys(), ['bfs'])).toThrow(
    /only processors of the message-passing family/,
  );
  parameters.dispose();
});

test('what they do not know of a processor is refused, and nothing is written', async () => {
  const path = join(folder, 'decayed.safetensors');
  const trained = await loadTrained(firstLaptop.nar);
  const experiment = override(trained.experiment, ['model.stateDecay=0.9']);
  expect(() => exportToClrs(path, { ...trained, experiment })).toThrow(
    'google-deepmind/clrs has no "stateDecay"',
  );
  expect(existsSync(path)).toBe(false);
  trained.dispose();
});
