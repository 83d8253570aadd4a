import { expect, test, vi } from 'vitest';
import { type LiveDisplay, liveCurve } from '../../lib/notebook/index.ts';
import type { Run } from '../../lib/store/index.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { freshRun } from '../support/trainings.ts';

const newRun = () => freshRun('live');
const measure = (run: Run, update: number) =>
  appendMetric(run, { update, loss: 1 + 1 / update, gradientNorm: 1, learningRate: 1e-3, seconds: update });
const state = (done: number) => ({ label: 'live', done, total: 10, secondsLeft: 10 - done });

/** Keeps what a notebook would show: the last thing written, and how often something was. */
function recorder() {
  const shown: (string | Uint8Array)[] = [];
  const display: LiveDisplay = { png: (image) => shown.push(image), text: (line) => shown.push(line) };
  return { shown, display };
}

test('between two drawings the interval passes, but the last report and the whole run are always drawn', async () => {
  const { shown, display } = recorder();
  const run = newRun();
  const live = liveCurve(display, { interval: 3600 });
  for (let done = 1; done <= 10; done++) {
    measure(run, done);
    live.progress({ ...state(done), run });
  }
  await live.finish({ experiment: { name: 'live' }, run });
  expect(shown).toHaveLength(3); // the first report, the last one, and the whole run; those between came too early
  const [, last, final] = shown;
  for (const image of [last, final]) expect([...(image ?? [])].slice(1, 4)).toEqual([...Buffer.from('PNG')]);
  expect(last).not.toEqual(final);
});

test('without an interval every report is drawn, in order, and the last picture is that of the whole run', async () => {
  const { shown, display } = recorder();
  const run = newRun();
  const live = liveCurve(display, { interval: 0, share: 1 });
  for (let done = 1; done <= 3; done++) {
    measure(run, done);
    live.progress({ ...state(done), run });
    await expect.poll(() => shown.length).toBe(done);
  }
  await live.finish({ experiment: { name: 'live' }, run });

  const again = recorder();
  await liveCurve(again.display).finish({ experiment: { name: 'live' }, run });
  expect(again.shown).toEqual([shown.at(-1)]);
});

test('drawing takes no more than its share of the time', async () => {
  const { shown, display } = recorder();
  const run = newRun();
  measure(run, 1);
  // A display that takes two seconds, by a clock that a test turns.
  let now = 1000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const slow: LiveDisplay = { ...display, png: (image) => ((now += 2000), display.png(image)) };
  const live = liveCurve(slow, { interval: 1, share: 0.1 });
  live.progress({ ...state(1), run });
  await expect.poll(() => shown.length).toBe(1);
  now += 17_900; // 2 seconds of 19.9
  live.progress({ ...state(2), run });
  await live.finish({ experiment: { name: 'live' }, run });
  expect(shown).toHaveLength(2); // the first, and the whole run
  now += 18_100; // of 20.1
  live.progress({ ...state(3), run });
  await expect.poll(() => shown.length).toBe(3);
  clock.mockRestore();
});

test('other runs are drawn beside it', async () => {
  const [run, other] = [newRun(), newRun()];
  for (const each of [run, other]) measure(each, 1);
  const [alone, beside] = [recorder(), recorder()];
  await liveCurve(alone.display).finish({ experiment: { name: 'live' }, run });
  await liveCurve(beside.display, { beside: [other] }).finish({ experiment: { name: 'live' }, run });
  const heightOf = ([image]: (string | Uint8Array)[]) => Buffer.from(image as Uint8Array).readUInt32BE(20);
  // The names of the runs, one below the other.
  expect(heightOf(beside.shown)).toBeGreaterThan(heightOf(alone.shown));
});

test('what measures no loss is a line of text', async () => {
  const { shown, display } = recorder();
  liveCurve(display).progress(state(10));
  await expect.poll(() => shown).toEqual(['live 10/10 · done']);
});

test('a drawing that fails is not silent', async () => {
  const broken: LiveDisplay = { png: () => undefined, text: () => raise('no display') };
  const live = liveCurve(broken);
  live.progress(state(1));
  await expect(live.finish({ experiment: { name: 'live' }, run: newRun() })).rejects.toThrow('no display');
});

function raise(message: string): never {
  throw new Error(message);
}
