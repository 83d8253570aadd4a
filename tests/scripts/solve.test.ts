import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-solve-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('text that is no question is refused, saying where, before anything is trained', () => {
  const input = 'bfs:\ns: 0, A: [[1 0], [0 x]]\npi:\n';
  const { code, stdout, stderr } = transnar(['solve', 'transnar-smoke'], {
    input,
    env: { TRANSNAR_DATA: folder },
  });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toMatch(/^transnar: This is no CLRS-Text question: .* \(at character \d+\)\.$/);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
