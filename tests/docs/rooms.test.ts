/** Each room can be imported alone, by programs and by cells of notebooks, and the whole library has what they have. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as lab from '../../lib/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { publicModules } from '../support/public-modules.ts';

const modules = publicModules();

test('every room with a face can be imported alone', () => {
  const rooms = readdirSync(join(projectFolder(), 'lib'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .filter(({ name }) => ts.sys.fileExists(join(projectFolder(), 'lib', name, 'index.ts')))
    .map(({ name }) => `transnar-lab/${name}`);
  expect(rooms).toHaveLength(14);
  expect(modules.map(({ name }) => name).sort()).toEqual(['transnar-lab', ...rooms.sort()]);
});

test.each(modules)('$name: what is built is what its source exports', async ({ name, source }) => {
  const built = (await import(/* @vite-ignore */ importMeta(name))) as object;
  const own = (await import(/* @vite-ignore */ source)) as object;
  expect(Object.keys(built).length).toBeGreaterThan(0);
  expect(Object.keys(built).sort()).toEqual(Object.keys(own).sort());
});

