/** Files that several processes add to. */
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RecordRow, readRecords } from '../../lib/experiment/index.ts';
import { updating } from '../../lib/store/file-lock.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { readRows } from '../../lib/store/index.ts';
import { recordRowWith } from '../support/record-rows.ts';
import { resultRowWith } from '../support/result-rows.ts';
import { loading, runnable } from '../support/runnable.ts';

const count = 15;

/** A process that adds rows one by one, each of a run of its own. */
async function adding(folder: string, name: string, write: string, row: RecordRow | ResultRow) {
  const program = join(folder, `${name}.mjs`);
  writeFileSync(
    program,
    `import { writeRecord } from ${JSON.stringify(runnable('lib/experiment/record-file.ts'))};
    import { writeRows } from ${JSON.stringify(runnable('lib/store/results.ts'))};
    for (let i = 0; i < ${count}; i++) {
      const row = { ...${JSON.stringify(row)}, run: '${name}-' + i };
      ${write};
    }`,
  );
  const child = spawn(process.execPath, [...loading, program], { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
}

test.each([
  ['attempts at records', 'writeRecord(path, row)', recordRowWith({}), readRecords],
  ['results', 'writeRows(path, [row])', resultRowWith({}), readRows],
])('of %s that several processes add at once none is lost', async (_, write, row, read) => {
  const folder = mkdtempSync(join(tmpdir(), 'transnar-lines-'));
  const path = join(folder, 'rows.jsonl');
  const names = ['a', 'b', 'c'];
  await Promise.all(
    names.map((name) => adding(folder, name, `const path = ${JSON.stringify(path)}; ${write}`, row)),
  );
  const expected = names.flatMap((name) => Array.from({ length: count }, (_each, i) => `${name}-${i}`));
  const runs = read(path).map(({ run }) => run);
  expect(runs.sort()).toEqual(expected.sort());
  expect(readdirSync(folder).filter((file) => !file.endsWith('.mjs'))).toEqual(['rows.jsonl']);
});

test('a file is free again after a failure, and the lock of a dead process is in nobody’s way', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'transnar-lines-')), 'rows.jsonl');
  let lock = '';
  const failing = () => {
    lock = readFileSync(`${path}.lock`, 'utf8');
    throw new Error('refused');
  };
  expect(() => updating(path, failing)).toThrow('refused');
  writeFileSync(`${path}.lock`, lock); // This process does not hold it any more.
  expect(updating(path, () => 'written')).toBe('written');
});
