/**
 * What committed notebooks show of committed things, the code would show today: cells tagged `today` are executed again,
 * after the first cell, and compared. They need nothing that trains. Of those tagged `model`, too, whose pictures a model
 * computes, the last bits are the processor's: there words and the size of pictures count.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { sha256 } from '../../lib/store/hash.ts';
import { type CodeCell, type Notebook, type Output, printNotebook, readNotebook } from '../../scripts/notebook/format.ts';
import { runNotebook } from '../../scripts/notebook/run.ts';
import { projectNotebooks } from '../../scripts/notebook/run-all.ts';
import { patience } from '../support/patience.ts';


let folder: string;
beforeAll(() => {
  // Beside notebooks/, so that paths to data/ hold.
  folder = mkdtempSync(join(projectFolder(), '.notebooks-today-'));
  // Runs of this machine would stand in for published ones.
  process.env['TRANSNAR_DATA'] = join(folder, 'data');
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true, force: true });
});

const isCode = (cell: Notebook['cells'][number]): cell is CodeCell => cell.cell_type === 'code';
const tagsOf = ({ metadata }: CodeCell) => (metadata['tags'] ?? []) as readonly string[];

/** What is compared of an output: its words, and of pictures their size and, unless a model computed them, content. */
function said(output: Output, cell: CodeCell): unknown {
  if (!('data' in output)) return output;
  const { 'image/png': image, ...words } = output.data;
  if (typeof image !== 'string') return words;
  const bytes = Buffer.from(image, 'base64');
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return tagsOf(cell).includes('model') ? size : { ...words, ...size, content: sha256(bytes) };
}

const tagged = projectNotebooks()
  .map((file) => ({ file, cells: readNotebook(file).cells.filter(isCode) }))
  .filter(({ cells }) => cells.some((cell) => tagsOf(cell).includes('today')));

test('most notebooks show something of what is committed', () => {
  expect(tagged.length).toBeGreaterThan(4);
});

describe.each(tagged.map(({ file, cells }) => [basename(file), file, cells] as const))('%s', (name, file, cells) => {
  test('shows what the code says today (else execute it again: npx transnar notebooks run)', async () => {
    const chosen = cells.filter((cell, index) => index === 0 || tagsOf(cell).includes('today'));
    const copy = join(folder, name);
    writeFileSync(copy, printNotebook({ ...readNotebook(file), cells: chosen }));
    const { notebook, failure } = await runNotebook(copy, { timeout: patience / 1000, preset: 'smoke' });
    expect(failure).toBeUndefined();
    const now = notebook.cells.filter(isCode);
    chosen.forEach((cell, index) => {
      if (!tagsOf(cell).includes('today')) return;
      const [before, today] = [cell, now[index]].map(({ outputs }) => outputs.map((output) => said(output, cell)));
      expect(before, cell.source).toEqual(today);
    });
  });
});
