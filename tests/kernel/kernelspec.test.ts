import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installKernel, ownKernelspec } from '../../scripts/kernel/kernelspec.ts';
import { kernelName, notebookMetadata } from '../../scripts/kernel/language.ts';

const prefix = mkdtempSync(join(tmpdir(), 'prefix-'));
afterAll(() => rmSync(prefix, { recursive: true, force: true }));

let folder: string;
beforeAll(async () => {
  folder = await installKernel(prefix);
});

interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly interrupt_mode: string;
}
const specIn = (where: string) => JSON.parse(readFileSync(join(where, 'kernel.json'), 'utf8')) as Kernelspec;

test('the installed kernel is where Jupyter looks, and starts this project’s program from anywhere', () => {
  expect(folder).toBe(join(prefix, 'share/jupyter/kernels', kernelName));
  const { argv, interrupt_mode: mode } = specIn(folder);
  const [node, program, file] = argv;
  expect(mode).toBe('message');
  expect([node, file]).toEqual([process.execPath, '{connection_file}']);
  expect(existsSync(program)).toBe(true);
});

test('it is the same kernel as that of `npm run lab`', () => {
  const [installed, own] = [specIn(folder), specIn(ownKernelspec())];
  expect({ ...installed, argv: [] }).toEqual({ ...own, argv: [] });
  const { display_name, language } = notebookMetadata.kernelspec;
  expect(installed).toMatchObject({ display_name, language, interrupt_mode: 'message' });
  const program = own.argv[1].replace('{resource_dir}', ownKernelspec());
  expect(statSync(program).ino).toBe(statSync(installed.argv[1]).ino);
});

test('what pages draw with stands beside it, as plain scripts', () => {
  expect(readFileSync(join(folder, 'kernel.js'), 'utf8')).toContain('application/vnd.vegalite.v5+json');
  const window: { transnarVega?: unknown } = {};
  const vega = readFileSync(join(folder, 'vega.min.js'), 'utf8');
  runInNewContext(vega, { window, structuredClone, setTimeout, URL });
  expect(window.transnarVega).toBeTypeOf('function');
  expect(readFileSync(join(folder, 'plotly.min.js'), 'utf8')).toMatch(/Plotly/);
});

test('installing it again replaces it', async () => {
  expect(await installKernel(prefix)).toBe(folder);
});
