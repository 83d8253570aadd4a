/** The page of `transnar watch` in a real browser, while a curve grows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listRuns } from '../../lib/experiment/index.ts';
import { Watch } from '../../lib/page/watch/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { createRun, finishRun } from '../../lib/store/new-run.ts';
import type { Run } from '../../lib/store/run.ts';
import { holding } from '../../lib/store/run-lock.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { presets } from '../../lib/experiment/index.ts';
import { startBrowser } from '../../scripts/browser.ts';
import { type Served, serveWatch } from '../../scripts/watch/server.ts';
import { patience } from '../support/patience.ts';
import { forgetDataFolder, newDataFolder } from '../support/runs.ts';

const pictures = join(projectFolder(), 'figures/live');

let browser: Browser;
let served: Served;
let [running, done]: Run[] = [];

const begin = (name: string, config: object) =>
  createRun(name, { name, config: config as Record<string, unknown>, command: `npx transnar train ${name}` });

/** Lines of a curve up to an update, ten updates apart. */
function learn(run: Run, from: number, to: number, speed = 1): void {
  for (let update = from; update <= to; update += 10) {
    const scores = { bfs: 1 - 30 / (30 + update), naive_string_matcher: 1 - 90 / (90 + update) };
    appendMetric(run, {
      update,
      loss: 4 * (1 + Math.sin(update) / 8) * (20 / (20 + update)) * speed,
      gradientNorm: 1 + Math.cos(update) ** 2,
      learningRate: 1e-3,
      seconds: update * speed,
      tokensPerSecond: (14_000 + 900 * Math.sin(update)) / speed,
      utilisation: (0.42 + 0.02 * Math.sin(update)) / speed,
      ...(update % 40 === 0 && { score: (scores.bfs + scores.naive_string_matcher) / 2, scores }),
    });
  }
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
});

beforeEach(async () => {
  newDataFolder();
  done = begin('transformer-smoke-11111111', presets.smoke.transformer);
  learn(done, 10, 240, 1.4);
  finishRun(done, { seconds: 336 });
  running = begin('transnar-smoke-22222222', presets.smoke.transnar);
  learn(running, 10, 120);
  served = await serveWatch(new Watch(() => listRuns()), 0);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await served.close();
  forgetDataFolder();
});

afterAll(() => browser.close());

async function open(
  colorScheme: 'light' | 'dark',
  query = '',
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1100, height: 1250 } });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url)) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(served.url + query);
  await page.locator('body[data-ready]').waitFor();
  return { page, complaints };
}

const rowOf = (page: Page, run: Run) => page.locator('#runs tr', { hasText: run.name });

test.each(['light', 'dark'] as const)(
  'in %s, a training and a finished run stand in one chart',
  async (scheme) => {
    await holding(running, async () => {
      const { page, complaints } = await open(scheme);
      expect(await rowOf(page, running).innerText()).toMatch(/running\s+120 of 240\s+2 min 00 s/);
      await rowOf(page, done).getByRole('checkbox').check();
      const texts = () => page.locator('#figure').innerText();
      await expect.poll(texts).toContain(done.name);
      for (const panel of [
        'loss',
        'validation score',
        'gradient norm before clipping',
        'tokens a second',
        'model FLOPs, share of the measured peak',
      ]) {
        expect(await texts()).toContain(panel);
      }
      expect(await page.locator('#parts .part').first().innerText()).toContain('naive string matcher');
      await page.screenshot({ path: join(pictures, `watch-${scheme}.png`), fullPage: true });
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(scheme === 'dark' ? 'rgb(22, 25, 29)' : 'rgb(255, 255, 255)');
      expect(complaints).toEqual([]);
    });
  },
);

test('the page follows a training without losing what was zoomed, and says where it ended', async () => {
  const { page, complaints } = await open('light', '?smoothing=0.3&run=transnar-smoke-22222222');
  await page.evaluate("document.querySelector('#figure svg').dataset.same = 'yes'");
  const box = (await page.locator('#figure svg').boundingBox())!;
  const ticks = () => page.locator('#figure .role-axis-label').first().textContent();
  const before = await ticks();
  await page.mouse.move(box.x + 200, box.y + 120);
  await page.mouse.wheel(0, -400);
  await expect.poll(ticks).not.toBe(before);
  const zoomed = await ticks();
  await holding(running, async () => {
    learn(running, 130, 200);
    await expect.poll(() => rowOf(page, running).innerText()).toMatch(/running\s+200 of 240/);
    writeFileSync(running.checkpoint, encodeSafetensors(new Map(), { update: '200' }));
  });
  await expect.poll(() => rowOf(page, running).innerText()).toMatch(/stopped\s+200 of 240/);
  expect(await ticks()).toBe(zoomed);
  expect(await page.evaluate("document.querySelector('#figure svg').dataset.same")).toBe('yes');
  expect(complaints).toEqual([]);
});

test('a point says under the pointer what it is', async () => {
  const { page } = await open('light');
  const box = (await page.locator('#figure svg').boundingBox())!;
  await page.mouse.move(box.x + 200, box.y + 90);
  await page.mouse.move(box.x + 205, box.y + 95);
  const hint = page.locator('.hint');
  await expect.poll(() => hint.innerText()).toMatch(/run transnar-smoke-22222222\s+update \d+\s+loss [\d.]+/);
});

test('smoothing and the axis are kept in the address', async () => {
  const { page } = await open('light');
  await page.locator('#smoothing').fill('0.9');
  await page.locator('#over').selectOption('minutes');
  await expect.poll(() => page.locator('#figure').innerText()).toContain('minutes of training');
  expect(new URL(page.url()).searchParams.get('smoothing')).toBe('0.9');
  expect(new URL(page.url()).searchParams.get('over')).toBe('minutes');
});

test('when the command has ended, the page says so', async () => {
  const { page } = await open('light');
  await served.close();
  await expect.poll(() => page.locator('#problem').innerText()).toContain('start "npx transnar watch" again');
});
