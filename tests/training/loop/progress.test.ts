import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import {
  type ProgressState,
  describeProgress,
  duration,
  passingProgress,
  terminalNotice,
  tracker,
} from '../../../lib/training/loop/progress.ts';

test.each([
  [42.4, '42 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 05 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('reports at most once an interval, and always at the end', () => {
  const seen: ProgressState[] = [];
  const report = tracker('count', 1000, (state) => seen.push(state), 3600);
  for (let done = 1; done <= 1000; done++) report(done, 'note');
  expect(seen.map(({ done }) => done)).toEqual([1, 1000]);
  expect(describeProgress(seen[1])).toBe('count 1000/1000 · note · done');
});

test('says how much time is left once there is something to go by, in a resumed run too', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  try {
    const seen: string[] = [];
    const report = tracker('update', 100, (state) => seen.push(describeProgress(state)));
    report(40);
    now.mockReturnValue(10_000);
    report(50, 'loss 1');
    expect(seen).toEqual(['update 40/100', 'update 50/100 · loss 1 · 50 s left']);
  } finally {
    now.mockRestore();
  }
});

/** A stream as `process.stderr` is one, and what was written to it. */
function terminal(isTTY: boolean) {
  let text = '';
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  stream.on('data', (piece: Buffer) => (text += piece.toString()));
  return { stream, text: () => text };
}
const at = (done: number) => ({ label: 'samples', done, total: 4, secondsLeft: 2 });

test('passing progress shows up after a second, and is gone at the end', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  try {
    const { stream, text } = terminal(true);
    const report = passingProgress(stream);
    report(at(1));
    expect(text()).toBe('');
    now.mockReturnValue(1500);
    report(at(2));
    expect(text()).toBe('\r\u001b[2Ksamples 2/4 · 2 s left');
    report(at(4));
    expect(text().endsWith('\r\u001b[2K')).toBe(true);

    const pipe = terminal(false);
    passingProgress(pipe.stream)(at(2));
    now.mockReturnValue(9999);
    expect(pipe.text()).toBe('');
  } finally {
    now.mockRestore();
  }
});

test('a notice clears the line that rewrites itself', () => {
  const [screen, file] = [terminal(true), terminal(false)];
  for (const { stream } of [screen, file]) terminalNotice(stream)('slow');
  expect([screen.text(), file.text()]).toEqual(['\r\u001b[2Kslow\n', 'slow\n']);
});
