import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { type CodeCell, readNotebook } from '../../scripts/notebook/format.ts';
import { projectNotebooks } from '../../scripts/notebook/run-all.ts';

describe.each(projectNotebooks().map((file) => [basename(file), file]))('%s', (_, file) => {
  const code = readNotebook(file).cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');

  test('is committed as executed from top to bottom, without an error or a warning', () => {
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, index) => index + 1));
    const outputs = code.flatMap((cell) => cell.outputs);
    expect(outputs.length).toBeGreaterThan(0);
    expect(outputs.filter((output) => output.output_type === 'error')).toEqual([]);
    expect(outputs.filter((output) => output.output_type === 'stream' && output.name === 'stderr')).toEqual([]);
  });

  test('is small, and says nothing of the machine that it was executed on', () => {
    expect(statSync(file).size).toBeLessThan(2 ** 20);
    expect(readFileSync(file, 'utf8')).not.toContain(projectFolder());
  });

  test('is thin: no class, no long cell', () => {
    for (const { source } of code) {
      expect(source).not.toMatch(/^\s*(export\s+)?class\s/m);
      expect(source.split('\n').length).toBeLessThan(40);
    }
  });
});
