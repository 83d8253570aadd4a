/** Bad input to the command line ends in one sentence, before anything is begun. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));
const five = join(folder, 'five.json');
writeFileSync(five, '5');
const env = { TRANSNAR_DATA: folder, TRANSNAR_CHECKPOINTS: folder };

test.each([
  [['train', five], /^transnar: This is no experiment: a reasoner has "model", .*\.$/],
  [['train', five, '--set', 'seed=1'], /^transnar: This is no experiment: /],
  [['train', 'nar-smoke', '--set', 'algorithms=["bfs","bfs"]'], /algorithms: bfs is named twice/],
  [
    ['train', 'nar-smoke', '--set', 'model.width=1000000000'],
    /^transnar: Parameter ".*" of shape .* is more than fits memory/m,
  ],
  [
    ['train', 'nar-smoke', '--set', 'data.sizes=[1000000000]'],
    /not valid: data\.sizes: insertion_sort of size 1000000000 is more than fits memory/,
  ],
  [['train', 'nar-smoke', '--set', 'validation.size=1'], /validation\.size: .* size of at least 2, got 1\.$/],
  [['train', 'transformer-smoke', '--set', 'evaluation.sizes=[5,1]'], /evaluation\.sizes: .* got 1\.$/],
  [['train', 'transformer-smoke', '--set', 'transformer.context=4'], /50 tokens, the context is 4/],
  [['train', 'english-smoke', '--set', 'data.length=1000000000'], /has no window of 1000000001/],
  [['evaluate', 'nar', 'nar-smoke', '--sizes', '1e9'], /whole number/],
  [
    ['watch', '--port', '70000'],
    /port <n>' argument '70000' is invalid\. .* whole number from 0 to 65535\.$/,
  ],
  [['trace', 'bfs', '--size', '100000'], /^transnar: bfs of size 100000 is more than fits memory/],
  [
    ['solve', 'transnar-smoke', folder],
    /^transnar: cannot read .*: name a file that holds a CLRS-Text question$/,
  ],
  [['solve', 'transnar-smoke', '/dev/null'], /no CLRS-Text question: expected .*, found no text/],
  [['solve', 'transnar-smoke', '-'], /no CLRS-Text question: expected .*, found no text/],
  [['runs', 'nosuch'], /^error: unknown command 'nosuch': there are list, compare, .*migrate$/],
  [['campaign', 'plan'], /^error: unknown command 'plan': there are list, status, .*rows$/],
  [
    ['plan', 'laptop'],
    /^transnar: There is no experiment "laptop"; there are nar-laptop, english-laptop, (?!.*smoke)/,
  ],
  [
    ['plan', 'transformer-smoke', '--records', 'nosuch.jsonl'],
    /^transnar: There is no file nosuch\.jsonl\.$/,
  ],
  [
    ['train', 'transnar-smoke', '--variant', 'sum', '--variant', 'mlp'],
    /^transnar: The variants sum and mlp do not go together: .*combine/,
  ],
  [
    ['notebooks', 'run', 'nosuch.ipynb'],
    /^transnar: Cannot read the notebook nosuch\.ipynb: there is no such file or folder; check its name\.$/,
  ],
  [
    ['train', 'nosuch.json'],
    /^transnar: Cannot read .* nosuch\.json: there is no such file or folder; check/,
  ],
  [
    ['notebooks', 'run', '--preset', 'nosuch'],
    /^transnar: There is no preset "nosuch"; there are smoke, laptop, paper\.$/,
  ],
])('%j', (args, message) => {
  const { code, stdout, stderr } = transnar(args, { env });
  expect([code, stdout]).toEqual([1, '']);
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('engine: '));
  expect(lines).toEqual([expect.stringMatching(message)]);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

test('rows of a campaign go into a folder that there was not, and without rows there is none', () => {
  const out = join(folder, 'new', 'rows.jsonl');
  expect(transnar(['campaign', 'rows', 'smoke', '--out', out], { env })).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'transnar: None of the 8 cells of smoke is finished, so there are no rows: "npx transnar campaign run smoke" trains them.\n',
  });
  expect(existsSync(join(folder, 'new'))).toBe(false);
  const published = { TRANSNAR_DATA: folder };
  expect(transnar(['campaign', 'rows', 'laptop', '--out', out], { env: published }).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toContain('transnar-laptop');
});
