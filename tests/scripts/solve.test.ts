import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answerLines } from '../../scripts/answer-lines.ts';
import { settings, transnar } from '../support/command-line.ts';

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

test('a line of JSON is told from a question', () => {
  const input = '{"question":"minimum:\\nkey: [0.1 0.2]\\nmin:\\n","answer":"0\\n\\n"}\n';
  const { code, stderr } = transnar(['solve', 'transnar-smoke'], { input, env: { TRANSNAR_DATA: folder } });
  expect([code, stderr.trim()]).toEqual([
    1,
    'transnar: This is JSON, no CLRS-Text question: give the text of its "question" alone, line ends and all.',
  ]);
});

test('an answer has a star at each wrong element, and its truth below', () => {
  const asked = 'bfs:\ns: 3, A: [[1 0 1 1], [0 1 0 1], [1 0 1 0], [1 1 0 0]]\npi:\n';
  const texts = { question: asked, answer: '[3 3 0 3]\n\n', prediction: '[3 0 0 2 1]\n\n' };
  expect(answerLines(texts).split('\n').slice(0, 2)).toEqual(['answer  [3 0* 0 2* 1*]', 'truth   [3 3 0 3]']);
  expect(answerLines({ ...texts, prediction: '' })).toMatch(/^answer {2}\(nothing\)\n/);
});

const question = 'minimum:\nkey: [0.123 0.912 0.245]\nmin:\n';
const small = settings([
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'training.updates=3',
]);
const solveText = (input: string, ...more: string[]) =>
  transnar(['solve', 'transformer-smoke', ...small, ...more], {
    input,
    env: { TRANSNAR_DATA: folder },
  });
const solve = (...more: string[]) => solveText(question, ...more);

test('a model that is not there is not trained in passing, only where that is asked for', () => {
  const { code, stdout, stderr } = solve();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /There is no run of transformer-smoke with this configuration\..*To train it: npx transnar train transformer-smoke --set 'transformer\.width=8'.* \(about \d+ s here\); solve, evaluate and explorer do so with --train\.$/m,
  );
  expect(existsSync(join(folder, 'runs'))).toBe(false);

  expect(solve('--train').code).toBe(0);
  const again = solve();
  expect(again.code).toBe(0);
  // The answer alone is what a pipe gets; the truth beside it is for who looks on.
  const [, answer, truth] = /^answer {2}(.*)\ntruth {3}(.*)$/m.exec(again.stderr) ?? [];
  expect(answer.replaceAll('*', '')).toBe(again.stdout.trim() || '(nothing)');
  expect(truth).toBe('0');
  expect(again.stderr).toMatch(/^clrs {4}[01]\.000 .*\nvalid {3}[01]\.000 /m);
  const unlike = solveText('dijkstra:\r\ns: 0, A: [[0.0 0.5], [0.5 0.0]]\r\npi:');
  expect([unlike.code, unlike.stderr]).toEqual([
    0,
    expect.stringMatching(/^warning: transformer-smoke never trained on dijkstra, only on .*minimum.*\.$/m),
  ]);
  expect(solveText(`minimum:\nkey: [${'0.1 '.repeat(29)}0.2]\nmin:`).stderr).toMatch(
    /^warning: transformer-smoke trained on minimum of [\d, ]+ nodes, not of 30\.$/m,
  );

  // The name of the run's folder says as much as the experiment's with all its changes.
  const [run] = readdirSync(join(folder, 'runs'));
  const byFolder = transnar(['solve', run], { input: question, env: { TRANSNAR_DATA: folder } });
  expect([byFolder.code, byFolder.stdout]).toEqual([0, again.stdout]);
  expect(solve('--set', 'seed=1').stderr).toMatch(
    /The nearest: transformer-smoke-[0-9a-f]{8} \(seed 0 instead of 1\)\. To train it/,
  );
});

test('a file that is not there is said to be none, in one line', () => {
  const { code, stderr } = solve('no-such-file.txt');
  expect(code).toBe(1);
  expect(stderr.trim()).toBe(
    'transnar: cannot read no-such-file.txt: name a file that holds a CLRS-Text question',
  );
});
