/** The presets and what they are called: the runs that they have, and the commands that committed rows and runs name theirs by. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  applyVariant,
  commandOf,
  experiments,
  override,
  presets,
  readRecords,
  recordExperiment,
  runName,
  shippedAs,
  variantNamed,
  variantOf,
} from '../../lib/experiment/index.ts';
import { baseOf } from '../../lib/experiment/command.ts';
import { bases } from '../../lib/experiment/presets.ts';
import { projectFolder, readManifest, readRows } from '../../lib/store/index.ts';

const data = (...path: string[]) => join(projectFolder(), 'data', ...path);

describe('the preset laptop', () => {
  test('is the recipe by which one model of ten algorithms was trained, from scratch and from English', () => {
    const { nar, transnar, transformer, pretrained } = presets.laptop;
    expect([nar, transnar, transformer, pretrained.transnar, pretrained.transformer].map(runName)).toEqual([
      'nar-laptop-4eed853a',
      'transnar-laptop-3bd1cbe2',
      'transformer-laptop-04ce6b4e',
      'transnar-laptop-pretrained-785e675a',
      'transformer-laptop-pretrained-09fccc7f',
    ]);
  });

  test('with the number of each element is what the explorer shows', () => {
    const numbered = variantNamed('labels-in-a-row');
    expect(runName(applyVariant(numbered, presets.laptop, 'transnar'))).toBe('transnar-laptop-a79dbca7');
    expect(runName(applyVariant(numbered, presets.laptop, 'transformer'))).toBe(
      'transformer-laptop-bd448a8c',
    );
  });

  test('as it was first has the runs that it had', () => {
    const { nar, english, transnar, transformer, pretrained } = bases['laptop-first'];
    expect(
      [nar, english, transnar, transformer, pretrained.transnar, pretrained.transformer].map(runName),
    ).toEqual([
      'nar-laptop-4abfe785',
      'english-laptop-181ed074',
      'transnar-laptop-f19c865d',
      'transformer-laptop-fe33592e',
      'transnar-laptop-pretrained-fbe00150',
      'transformer-laptop-pretrained-3eaa461e',
    ]);
  });
});

test('of what is called alike, a command and a row name what differs least', () => {
  const { nar, transnar } = bases['laptop-first'];
  expect(commandOf('train', nar)).toBe('npx transnar train nar-laptop-first');
  expect(commandOf('train', presets.laptop.nar)).toBe('npx transnar train nar-laptop');
  const summed = override(transnar, ['seed=3', 'reader.transnar.combine=sum']);
  expect(baseOf(summed)).toEqual(['transnar-laptop-first', transnar]);
  expect(variantOf(summed)).toBe('sum');
  expect(baseOf({ name: 'mine' })).toBeUndefined();
});

test('experiments of presets are called as their runs', () => {
  const other = Object.entries(experiments).filter(([name, experiment]) => experiment.name !== name);
  expect(other.map(([name]) => name).filter((name) => !name.includes('-laptop-first'))).toEqual([]);
});

describe('the command of every committed', () => {
  const rowFiles = readdirSync(data('results')).filter((file) => file !== 'records.jsonl');

  test.each(rowFiles)('row of %s names its run', (file) => {
    const rows = new Map(readRows(data('results', file)).map(({ command, run }) => [command, run]));
    expect(new Map([...rows.keys()].map((command) => [command, runOf(command)]))).toEqual(rows);
  });

  test('attempt at a record names its run', () => {
    for (const { command, set, model, seed, run } of readRecords(data('results/records.jsonl'))) {
      expect(runName(recordExperiment({ set, model, seed, changes: changesIn(command) }))).toBe(run);
    }
  });

  test('run names it', () => {
    const folders = readdirSync(data('checkpoints'));
    const commandIn = (folder: string) =>
      readManifest({ manifest: data('checkpoints', folder, 'manifest.json') }).command;
    expect(folders.map((folder) => runOf(commandIn(folder)))).toEqual(folders);
  });
});

/** What a shell makes of a command that `commandOf` wrote. */
const wordsOf = (command: string) =>
  Array.from(command.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|\\'/g, (_, inside?: string) => inside ?? "'"),
  );

const changesIn = (command: string) =>
  wordsOf(command).filter((_, i, words) => i > 0 && words[i - 1] === '--set');

function runOf(command: string): string | undefined {
  const experiment = wordsOf(command).map(shippedAs).find(Boolean);
  return experiment && runName(override(experiment, changesIn(command)));
}
