import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Campaign,
  campaign,
  campaignNamed,
  campaigns,
  cellName,
  cellsOf,
} from '../../lib/campaign/index.ts';
import {
  type TextExperiment,
  checkExperiment,
  checkTextExperiment,
  commandOf,
  override,
  presets,
  shippedAs,
} from '../../lib/experiment/index.ts';
import { learningPart } from '../../lib/experiment/distillation-experiment.ts';
import { tiny } from './tiny.ts';

const readerOf = (experiment: TextExperiment) => learningPart(experiment).reader;
const shipped = (name: string) => cellsOf(campaignNamed(name));

describe('the grid', () => {
  test('has a cell for every seed, initialisation and model, seed by seed', () => {
    expect(shipped('laptop').map(cellName)).toEqual(
      [0, 1].flatMap((seed) =>
        ['from scratch', 'pretrained'].flatMap((initialisation) =>
          ['transformer', 'transnar'].map((model) => `${model} · ${initialisation} · seed ${seed}`),
        ),
      ),
    );
  });

  test("of the paper's campaign are its models, at its four seeds, on all algorithms", () => {
    const cells = shipped('paper');
    expect(cells).toHaveLength(4 * 2 * 2);
    const untrained = cells.find(
      ({ model, initialisation, seed }) => [model, initialisation, seed].join() === 'transnar,untrained,0',
    );
    expect(untrained?.experiment).toEqual(presets.paper.transnar);
    const pretrained = cells.find(
      ({ model, initialisation, seed }) =>
        [model, initialisation, seed].join() === 'transformer,pretrained,3',
    );
    expect(pretrained?.experiment).toEqual({ ...presets.paper.pretrained.transformer, seed: 3 });
  });

  test('changes of the reader make no cell of the baseline, and seeds share the reasoner', () => {
    const cells = shipped('laptop-ablations');
    const variantsOf = (model: string) =>
      cells.filter((cell) => cell.model === model && cell.seed === 0).map(({ variant }) => variant);
    expect(variantsOf('transformer')).toEqual(['default', 'sequential-positions']);
    expect(variantsOf('transnar')).toEqual([
      'default',
      'sequential-positions',
      'sum',
      'mlp',
      'gram-schmidt',
      'nodes-only',
    ]);
    const reasoners = cells.flatMap(({ experiment }) => readerOf(experiment)?.nar ?? []);
    expect(new Set(reasoners.map((nar) => JSON.stringify(nar))).size).toBe(1);
  });

  test('a change under a name of its own makes no cell where it changes nothing', () => {
    const mine = { name: 'mine', set: ['reader.transnar.combine=sum'] };
    const cells = cellsOf({ ...tiny, variants: [{ name: 'default', set: [] }, mine] });
    expect(cells.map(({ model, variant }) => [model, variant])).toEqual([
      ['transformer', 'default'],
      ['transnar', 'default'],
      ['transnar', 'mine'],
    ]);
  });

  test('a variant that changes nothing at all is refused, with the cell that it would repeat', () => {
    const same = { name: 'same', set: ['reader.transnar.combine=concat-linear'] };
    expect(() => cellsOf({ ...tiny, variants: [{ name: 'default', set: [] }, same] })).toThrow(
      'The variant same of the campaign tiny changes nothing: its experiments are those of default ' +
        '(transformer · from scratch · seed 0). Leave it out',
    );
  });

  test('a change under a name of its own may be for some models only', () => {
    const longer = { name: 'longer', set: ['training.updates=30'], models: ['transformer'] } as const;
    const cells = cellsOf({ ...tiny, variants: [{ name: 'default', set: [] }, longer] });
    expect(cells.map(({ model, variant }) => [model, variant])).toEqual([
      ['transformer', 'default'],
      ['transnar', 'default'],
      ['transformer', 'longer'],
    ]);
  });

  test('names the set of algorithms where one is in several', () => {
    const cells = cellsOf({
      ...tiny,
      set: [],
      algorithmSets: [
        { name: 'all', algorithms: 'preset' },
        { name: 'graphs', algorithms: ['bfs'] },
      ],
      variants: [{ name: 'default', set: [] }],
    });
    expect(
      cells.map(({ model, variant, experiment }) => [
        model,
        variant,
        learningPart(experiment).algorithms.length,
      ]),
    ).toEqual([
      ['transformer', 'default, all', 4],
      ['transnar', 'default, all', 4],
      ['transformer', 'default, graphs', 1],
      ['transnar', 'default, graphs', 1],
    ]);
  });

  test('of sets that share no algorithm, rows keep their variant: only people are told the set', () => {
    const cells = cellsOf({
      ...tiny,
      set: [],
      models: ['transnar'],
      algorithmSets: [
        { name: 'sorts', algorithms: ['insertion_sort'] },
        { name: 'graphs', algorithms: ['bfs'] },
      ],
      variants: [{ name: 'default', set: [] }],
    });
    expect(cells.map(({ variant }) => variant)).toEqual(['default', 'default']);
    expect(cells.map(cellName)).toEqual([
      'transnar · from scratch · seed 0 · sorts',
      'transnar · from scratch · seed 0 · graphs',
    ]);
  });
});

test('a distilled model has the changes of both: it is the Transformer of its cell, taught by the TransNAR of its cell', () => {
  const mine: Campaign = {
    ...tiny,
    variants: ['labels-in-a-row', 'index-features'],
    models: ['transformer', 'transnar', 'distilled'],
    seeds: [3],
  };
  const cells = cellsOf(mine);
  const at = (model: string, variant: string) =>
    cells.find((cell) => cell.model === model && cell.variant === variant)?.experiment;
  expect(at('distilled', 'labels-in-a-row')).toEqual({
    ...presets.smoke.distilled,
    student: at('transformer', 'labels-in-a-row'),
    teacher: at('transnar', 'labels-in-a-row'),
  });
  // What is read is the teacher's alone.
  expect(at('transformer', 'index-features')).toBeUndefined();
  expect(at('distilled', 'index-features')).toMatchObject({
    student: { reader: null, seed: 3 },
    teacher: at('transnar', 'index-features'),
  });
});

test('how much a teacher is listened to is a change of distilled models alone', () => {
  const half = { name: 'half', set: ['loss.truth=0.5'] };
  const most = { name: 'most', set: ['loss.truth=0.25'] };
  const cells = cellsOf({
    ...tiny,
    set: ['loss.temperature=3'],
    variants: [half, most],
    models: ['distilled'],
  });
  expect(
    cells.map(({ variant, experiment }) => [variant, 'teacher' in experiment && experiment.loss]),
  ).toEqual([
    ['half', { truth: 0.5, temperature: 3 }],
    ['most', { truth: 0.25, temperature: 3 }],
  ]);
  const both = cellsOf({ ...tiny, set: [], variants: [half, most], models: ['transformer', 'distilled'] });
  expect(both.map(({ model, variant }) => [model, variant])).toEqual([
    ['transformer', 'half'],
    ['distilled', 'half'],
    ['distilled', 'most'],
  ]);
});

test.each(campaigns)('$name is what its schema asks for, in a file, too', (shipped) => {
  expect(campaign.parse(JSON.parse(JSON.stringify(shipped)))).toEqual(shipped);
});

test.each(campaigns.map(({ name }) => name))(
  'the cells of %s are valid, distinct, and made by their commands',
  (name) => {
    const cells = shipped(name);
    expect(new Set(cells.map(({ key }) => key)).size).toBe(cells.length);
    for (const cell of cells) {
      const command = commandOf('evaluate text', cell.experiment);
      const [, experiment] = /^npx transnar evaluate text (\S+)/.exec(command) ?? [];
      const changes = [...command.matchAll(/--set '([^']*)'/g)].map(([, change]) => change);
      const made = override(shippedAs(experiment)!, changes);
      expect(checkTextExperiment(made)).toEqual(cell.experiment);
    }
  },
);

describe('a campaign in a file', () => {
  const file = (content: object) => {
    const path = join(mkdtempSync(join(tmpdir(), 'transnar-')), 'mine.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  test('is read and checked', () => {
    expect(campaignNamed(file(tiny))).toEqual(tiny);
    expect(checkExperiment(campaign, tiny)).toEqual(tiny);
  });

  test.each<[Partial<Record<keyof Campaign | 'seed', unknown>>, RegExp]>([
    [{ seed: 1 }, /"seed"/],
    [{ seeds: [] }, /seeds/],
    [{ preset: 'huge' }, /preset/],
    [{ variants: ['sums'] }, /variants/],
  ])('with %j is refused', (change, message) => {
    expect(() => campaignNamed(file({ ...tiny, ...change }))).toThrow(message);
  });

  test('with a change that sets no field is refused before anything is trained', () => {
    const wrong = (set: string) => () => cellsOf({ ...tiny, variants: [{ name: 'wrong', set: [set] }] });
    expect(wrong('training.update=1')).toThrow(/update/);
    expect(wrong('reader.transnar.combine=product')).toThrow(/combine/);
  });

  test('that does not exist is said to be missing', () => {
    expect(() => campaignNamed('huge')).toThrow(/no campaign "huge"; there are smoke, laptop/);
    expect(() => campaignNamed('/nowhere/mine.json')).toThrow(/Cannot read the campaign/);
  });
});
