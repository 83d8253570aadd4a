import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { algorithmNames } from '../../lib/dataset/index.ts';
import { explorerPage } from '../../lib/page/explorer/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { startBrowser } from '../../scripts/browser.ts';
import { pageParts } from '../../scripts/explorer/parts.ts';
import { explorerData } from '../support/explorer.ts';

const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
const pictures = join(projectFolder(), 'figures/live');
let browser: Browser;
const patient = { timeout: 60_000 };
// Only a page that hangs fails; a busy machine is no reason.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(folder, 'made.html'), explorerPage(explorerData(), await pageParts()));
  browser = await startBrowser();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page from disk, without a network. */
async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ offline: true, viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await page.locator('body[data-ready]').waitFor();
  return { page, complaints };
}

const committed = join(projectFolder(), 'figures/explorer.html');

describe.each([
  ['made', join(folder, 'made.html')],
  ...(existsSync(committed) ? [['committed', committed]] : []),
])('the %s page', (name, path) => {
  test('shows all three tools without a complaint, narrow and wide', async () => {
    const { page, complaints } = await open(path);
    for (const width of [1000, 1600]) {
      await page.setViewportSize({ width, height: 1000 });
      for (const tool of ['attention', 'trajectories', 'answers']) {
        await page.click(`#tab-${tool}`);
        await page.screenshot({ path: join(pictures, `explorer-${name}-${tool}-${width}.png`) });
        expect(await page.locator('[role=tabpanel]:visible').getAttribute('id')).toBe(tool);
        // Drawings fill the width that they are given, before and after it changes.
        if (tool === 'attention') {
          const unused =
            "document.querySelector('.heat').clientWidth - document.querySelector('.heat .main-svg').clientWidth";
          await expect.poll(() => page.evaluate(unused), patient).toBeLessThan(20);
        }
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
      }
    }
    expect(await page.locator('#models tr').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});

describe('attention', () => {
  const weights = (page: Page) =>
    page.evaluate(
      "[...document.querySelectorAll('svg.attention circle[data-weight]')].map(({dataset}) => Number(dataset.weight))",
    );
  const control = (page: Page, label: string) =>
    page.locator('#attention .control', { hasText: label }).locator('select');

  test('layer, head and token say what is drawn', async () => {
    const { page, complaints } = await open(join(folder, 'made.html'));
    // Four heads look at the nodes t, t + 1, t + 1 and t + 2.
    await page.click('#attention .strip button[data-token="8"]');
    expect(await weights(page)).toEqual([0.25, 0.5, 0.25, 0]);
    await control(page, 'layer').selectOption({ label: '2' });
    expect(await weights(page)).toEqual([0, 0.5, 0.5, 0]);
    await control(page, 'head').selectOption({ label: '2' });
    expect(await weights(page)).toEqual([0, 0, 1, 0]);
    await control(page, 'layer').selectOption({ label: 'mean of all' });
    expect(await weights(page)).toEqual([0, 0.5, 0.5, 0]);
    await control(page, 'layer').selectOption({ label: '2' });
    await page.locator('#attention input[type=range]').press('ArrowRight');
    expect(await weights(page)).toEqual([0, 0, 0, 1]);
    await expect
      .poll(() => page.locator('#attention .says').innerText(), patient)
      .toContain('3 → 0 with 100 %');
    expect(complaints).toEqual([]);
  });

  test('the heat map holds the rows that are asked for', async () => {
    const { page } = await open(join(folder, 'made.html'));
    const z = () => page.evaluate("document.querySelector('.heat').data[0].z");
    const { attention } = explorerData();
    const { tokens, questionTokens } = attention[0];
    await expect.poll(z, patient).toHaveLength(tokens.length - questionTokens + 1);
    await control(page, 'tokens').selectOption({ label: 'all' });
    await expect.poll(z, patient).toHaveLength(tokens.length);
    await control(page, 'layer').selectOption({ label: '1' });
    await control(page, 'head').selectOption({ label: '1' });
    await expect
      .poll(async () => ((await z()) as number[][]).slice(0, 2))
      .toEqual([
        [1, 0, 0, 0],
        [0, 1, 0, 0],
      ]);
    const gates = await page.evaluate(
      "[...document.querySelectorAll('.js-plotly-plot')].map(({data}) => data.map(({y}) => y))",
    );
    expect(gates).toContainEqual([
      [0.5, -0.5],
      [0.25, 0.25],
    ]);
  });
});

describe('trajectories', () => {
  test('all thirty algorithms can be stepped through, with the keyboard too', async () => {
    const { page, complaints } = await open(join(folder, 'made.html'));
    await page.focus('#tab-attention');
    await page.keyboard.press('ArrowRight');
    const panel = page.locator('#trajectories');
    const names = panel.locator('select').first();
    expect(await names.locator('option').count()).toBe(algorithmNames.length);
    for (const name of algorithmNames) {
      await names.selectOption({ label: name.replaceAll('_', ' ') });
      const first = await panel.locator('.values').innerHTML();
      const steps = Number(/of (\d+)/.exec(await panel.locator('.where').innerText())?.[1]);
      await panel.locator('input[type=range]').press('End');
      expect(await panel.locator('.where').innerText()).toBe(`step ${steps} of ${steps}`);
      expect((await panel.locator('.values').innerHTML()) === first).toBe(steps === 1);
      expect(await panel.innerHTML()).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(complaints).toEqual([]);
  });

  test('play goes on by itself and stops at the end', async () => {
    const { page } = await open(join(folder, 'made.html'));
    await page.click('#tab-trajectories');
    const panel = page.locator('#trajectories');
    await panel.locator('select').first().selectOption({ label: 'minimum' });
    await panel.locator('select').nth(1).selectOption({ label: '3' });
    await panel.getByText('play').click();
    await expect.poll(() => panel.locator('.where').innerText(), patient).toBe('step 3 of 3');
    expect(await panel.getByText('play').count()).toBe(1);
  });
});

describe('answers', () => {
  test('failing ones are shown first of all, filtered, with their wrong places marked', async () => {
    const { page } = await open(join(folder, 'made.html'));
    await page.click('#tab-answers');
    const rows = page.locator('#answers tbody tr');
    expect(await rows.count()).toBe(6);
    const control = (label: string) =>
      page.locator('#answers .control', { hasText: label }).locator('select');
    await control('kind').selectOption({ label: 'any' });
    expect(await rows.count()).toBe(8);
    await control('algorithm').selectOption({ label: 'bfs' });
    await control('kind').selectOption({ label: 'wrong values' });
    expect(await rows.count()).toBe(1);
    expect(await rows.locator('mark').allInnerTexts()).toEqual(['7']);
  });

  test('the attention of an answer opens from its row', async () => {
    const { page } = await open(join(folder, 'made.html'));
    await page.click('#tab-answers');
    await page.locator('#answers tr', { hasText: 'bfs' }).getByRole('button').click();
    expect(await page.locator('#attention select').first().locator('option:checked').innerText()).toBe(
      'bfs, size 4, no. 1',
    );
    expect(await page.locator('#attention').isVisible()).toBe(true);
  });
});
