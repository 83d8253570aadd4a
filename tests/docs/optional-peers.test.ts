/** npm installs none of a project's own optional peers when they are asked for by name alone: they have to be asked for as something else. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installing, webgpuPackages } from '../../lib/backend/optional-packages.ts';
import { projectFolder } from '../../lib/store/folders.ts';

const { peerDependenciesMeta: peers } = JSON.parse(
  readFileSync(join(projectFolder(), 'package.json'), 'utf8'),
) as { peerDependenciesMeta: Record<string, { optional: boolean }> };
const names = Object.keys(peers).filter((name) => peers[name].optional);

test('what the engines ask for are optional peers', () => {
  for (const each of webgpuPackages) expect(names).toContain(each);
  expect(installing(webgpuPackages)).toBe('npm install -D webgpu @tensorflow/tfjs-backend-webgpu@4.22.0');
});

test('no document and no message says to install one in a way that does nothing here', () => {
  const files = execFileSync('git', ['ls-files', '*.md', 'lib', 'scripts', '.ci'], {
    cwd: projectFolder(),
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => /\.(md|ts|mjs)$|\.ci\/run$/.test(name))) {
    const text = readFileSync(join(projectFolder(), file), 'utf8').replaceAll('\n', ' ');
    for (const [command] of text.matchAll(/npm install (?!-D)[^`&]{0,60}/g)) {
      expect(
        names.filter((name) => command.split(/[\s@]/).includes(name)),
        `${file}: ${command}`,
      ).toEqual([]);
    }
  }
});
