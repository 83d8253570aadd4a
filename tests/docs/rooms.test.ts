/** Each room can be imported alone, by programs and by cells of notebooks, and the whole library has what they have. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as lab from '../../lib/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { publicModules } from '../support/public-modules.ts';

const root = projectFolder();
const modules = publicModules();

test('every room with a face can be imported alone', () => {
  const rooms = readdirSync(join(root, 'lib')).filter((room) =>
    existsSync(join(root, 'lib', room, 'index.ts')),
  );
  const names = rooms.map((room) => `transnar-lab/${room}`);
  expect(modules.map(({ name }) => name).sort()).toEqual(['transnar-lab', ...names].sort());
});

test('Node finds in the built package what the sources export', async () => {
  const names = modules.map(({ name }) => name);
  const code = `const names = ${JSON.stringify(names)};
    const found = await Promise.all(names.map(async (name) => Object.keys(await import(name))));
    console.log(JSON.stringify(found));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  const found = JSON.parse(printed.toString()) as string[][];
  for (const [i, { name, source }] of modules.entries()) {
    const own = Object.keys((await import(source)) as object);
    expect(own.length, name).toBeGreaterThan(0);
    expect(found[i].sort(), name).toEqual(own.sort());
  }
});

test.each([
  ['programs', ts.ModuleResolutionKind.NodeNext],
  ['cells of notebooks', ts.ModuleResolutionKind.Node10],
])('the compiler of %s finds the declarations of each', (_, moduleResolution) => {
  const options = { moduleResolution };
  for (const { name, types } of modules) {
    const from = join(root, 'notebooks/cell.mts');
    const { resolvedModule } = ts.resolveModuleName(
      name,
      from,
      options,
      ts.sys,
      undefined,
      undefined,
      ts.ModuleKind.ESNext,
    );
    expect(resolvedModule && ts.sys.realpath?.(resolvedModule.resolvedFileName), name).toBe(types);
  }
});

test('the whole library has what its rooms have; of the tensor engine, the choice alone', async () => {
  const { operations, ...rooms } = Object.fromEntries(
    modules.map(({ name, source }) => [name === 'transnar-lab/backend' ? 'operations' : name, source]),
  );
  for (const [name, source] of Object.entries(rooms)) {
    const room = (await import(source)) as object;
    expect(
      Object.keys(room).filter((each) => !(each in lab)),
      name,
    ).toEqual([]);
  }
  expect(operations).toBeDefined();
  expect(lab).not.toHaveProperty('tripletMax');
});

test('what makes algorithms, models and trainings of one’s own is there', () => {
  const names = ['defineAlgorithm', 'input', 'hint', 'output', 'Nar', 'narConfig', 'transformer', 'transnar'];
  names.push(
    'generate',
    'solve',
    'MemoryBank',
    'Parameters',
    'Optimizer',
    'watch',
    'watching',
    'languageLoss',
  );
  names.push('loadTrained', 'trainExperiment', 'chooseBackend');
  expect(names.filter((name) => !(name in lab))).toEqual([]);
});

test('the reference is made of the same rooms', () => {
  const { entryPoints } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8')) as {
    entryPoints: string[];
  };
  const sources = modules.map(({ source }) => relative(root, source));
  expect([...entryPoints, 'lib/index.ts'].sort()).toEqual(sources.sort());
});
