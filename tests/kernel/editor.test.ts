import { beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { CellCompiler } from '../../scripts/kernel/compiler.ts';
import { complete, completeness, help } from '../../scripts/kernel/editor.ts';

const compiler = new CellCompiler(projectFolder());
beforeAll(() => {
  const cell = compiler.compile(`import * as lab from 'transnar-lab';\nconst known = { seen: 1, said: 2 };`);
  if ('problems' in cell) throw new Error(cell.problems[0].message);
  compiler.keep(cell, () => true);
});

/** What is offered where `|` stands, and the text once the first is taken. */
function offered(text: string): { names: string[]; taken: string } {
  const cursor = text.indexOf('|');
  const plain = text.replace('|', '');
  const { start, end, entries } = complete(compiler, plain, cursor);
  const [first = { name: '' }] = entries;
  return {
    names: entries.map(({ name }) => name),
    taken: plain.slice(0, start) + first.name + plain.slice(end),
  };
}

describe('completion knows', () => {
  test.each([
    ['algorithms', `lab.sampleAt('dij|', 6, 0, 0)`, ['dijkstra'], `lab.sampleAt('dijkstra', 6, 0, 0)`],
    [
      'algorithms of an open text',
      `lab.sampleAt('topo|`,
      ['topological_sort'],
      `lab.sampleAt('topological_sort`,
    ],
    ['presets', `lab.presetNamed('sm|')`, ['smoke'], `lab.presetNamed('smoke')`],
    ['members', `lab.sampleStr|`, ['sampleStream'], 'lab.sampleStream'],
    ['members of members', 'lab.presets.smo|', ['smoke'], 'lab.presets.smoke'],
    ['fields to set', `lab.override(lab.presets.smoke.nar, { training: { upd| } })`, ['updates'], undefined],
    [
      'names in lists of fields to set',
      `lab.override(lab.presets.smoke.nar, { algorithms: ['bfs', 'min|'] })`,
      ['minimum'],
      `lab.override(lab.presets.smoke.nar, { algorithms: ['bfs', 'minimum'] })`,
    ],
    ['what earlier cells declared', 'known.|', ['said', 'seen'], 'known.said'],
    ['what this cell declares', 'const mine = 1; min|', ['mine'], 'const mine = 1; mine'],
  ])('%s', (_, text, names, taken) => {
    const found = offered(text);
    expect(found.names.slice(0, names.length)).toEqual(names);
    if (taken !== undefined) expect(found.taken).toBe(taken);
  });

  test('all 30 algorithms, and nothing of its own machinery', () => {
    expect(offered(`lab.sampleAt('|', 6, 0, 0)`).names).toHaveLength(30);
    expect(offered('|').names.filter((name) => name.startsWith('$'))).toEqual([]);
  });
});

test('names of fields and algorithms are checked', () => {
  const problems = (text: string) => {
    const cell = compiler.compile(text);
    return 'problems' in cell ? cell.problems.map(({ message }) => message) : [];
  };
  expect(problems(`lab.override(lab.presets.smoke.nar, { trainig: { updates: 1 } })`)[0]).toMatch(
    /'trainig' does not exist/,
  );
  expect(problems(`lab.override(lab.presets.smoke.nar, { algorithms: ['bsf'] })`)[0]).toMatch(
    /"bsf"' is not assignable/,
  );
  expect(problems(`lab.override(lab.presets.smoke.nar, { algorithms: ['bfs'] })`)).toEqual([]);
});

describe('help', () => {
  const helpAt = (text: string) => help(compiler, text.replace('|', ''), text.indexOf('|'));

  test('of a name: what it is, and what is written about it', () => {
    expect(helpAt('lab.sampleA|t')).toMatch(
      /function sampleAt\(choice: .*Trajectory[^]*a pure function of its arguments/,
    );
    expect(helpAt('lab.sampleAt|')).toMatch(/function sampleAt\(/);
  });

  test('inside of parentheses: the signature, and the argument that is due', () => {
    expect(helpAt(`lab.sampleAt('bfs', |)`)).toMatch(/^sampleAt\(choice: .*[^]*argument 2: length: number$/);
    expect(helpAt(`lab.sampleAt('bfs', 6, |`)).toMatch(/argument 3: seed: /);
  });

  test('of nothing is none', () => expect(helpAt('|')).toBeUndefined());
});

test.each([
  ['const a = {', { status: 'incomplete', indent: '  ' }],
  ['  f(', { status: 'incomplete', indent: '    ' }],
  ['const x = `abc', { status: 'incomplete', indent: '' }],
  ['/* a', { status: 'incomplete', indent: '' }],
  ['f(1)', { status: 'complete' }],
  ['await x', { status: 'complete' }],
  ['if (a) {\n\n', { status: 'complete' }],
  [') nonsense', { status: 'complete' }],
  ['', { status: 'complete' }],
])('a console asks after %j', (text, expected) => {
  expect(completeness(text)).toEqual(expected);
});
