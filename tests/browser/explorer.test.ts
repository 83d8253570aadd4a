import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { algorithmNames } from '../../lib/dataset/index.ts';
import { explorerPage } from '../../lib/page/explorer/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { startBrowser } from '../../scripts/browser.ts';
import { pageParts } from '../../scripts/explorer/parts.ts';
import { violations } from '../support/accessibility.ts';
import { openOffline } from '../support/offline-page.ts';
import { explorerData } from '../support/explorer.ts';

const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
const pictures = join(projectFolder(), 'figures/live');
const ownTools = ['compare', 'answers', 'trajectories', 'models'];
let browser: Browser;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  const { data, scripts } = explorerData();
  writeFileSync(made, explorerPage(data, scripts, await pageParts()));
  browser = await startBrowser();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const made = join(folder, 'made.html');
const committed = join(projectFolder(), 'figures/explorer.html');
const pages = [['made', made], ...(existsSync(committed) ? [['committed', committed]] : [])];

interface Opening {
  readonly path?: string;
  readonly at?: string;
  readonly dark?: boolean;
}

/** Opens a page from disk, without a network. */
async function open({ path = made, at = '', dark = false }: Opening = {}): Promise<{
  page: Page;
  complaints: string[];
}> {
  const opened = await openOffline(browser, `${pathToFileURL(path).href}${at}`, {
    viewport: { width: 1440, height: 1000 },
    colorScheme: dark ? 'dark' : 'light',
  });
  await opened.page.locator('body[data-ready]').waitFor();
  return opened;
}

/** What the address says, and so what is shown. */
const address = (page: Page) => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));

const control = (page: Page, tool: string, label: string) =>
  page.locator(`#${tool} label.control`, { hasText: label }).locator('select');

const chosen = (page: Page, label: string) =>
  control(page, 'compare', label).locator('option:checked').innerText();

const weights = (page: Page, of = 'circle') =>
  page.evaluate(
    `[...document.querySelectorAll('svg.attention ${of}[data-weight]')].map(({dataset}) => Number(dataset.weight))`,
  );

/** A problem of the made page with details; of its token 40 four heads look at the nodes 0, 1, 1 and 2. */
const detailed = '#algorithm=minimum&size=4&problem=1&token=40';

/** Shows a tool, once it has something to show. */
async function show(page: Page, tool: string): Promise<void> {
  await page.click(`#tab-${tool}`);
  const shown = { compare: '#compare .readings > *', live: '#live[data-answered]' }[tool];
  if (shown) await page.locator(shown).first().waitFor();
}

describe.each(pages)('the %s page', (name, path) => {
  const tools = name === 'committed' ? ['live', ...ownTools] : ownTools;

  test.each([false, true])('shows all tools without a complaint, narrow and wide, dark: %s', async (dark) => {
    const { page, complaints } = await open({ path, dark });
    for (const width of [800, 1440]) {
      await page.setViewportSize({ width, height: 1000 });
      for (const tool of tools) {
        await show(page, tool);
        const picture = `explorer-${name}-${tool}-${width}${dark ? '-dark' : ''}.png`;
        await page.screenshot({ path: join(pictures, picture) });
        expect(await page.locator('[role=tabpanel]:visible').getAttribute('id')).toBe(tool);
        expect(
          await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
        ).toBeLessThanOrEqual(0);
        expect(await page.locator(`#${tool}`).innerHTML()).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
    expect(complaints).toEqual([]);
  });

  test.each([false, true])('passes the accessibility checker in every tool, dark: %s', async (dark) => {
    const { page } = await open({ path, dark });
    for (const tool of tools) {
      await show(page, tool);
      expect(await violations(page)).toEqual([]);
    }
  });

  test('is gone through with few stops of the keyboard', async () => {
    const { page } = await open({ path });
    for (const tool of tools) {
      await show(page, tool);
      const stops = await page.evaluate(
        `[...document.querySelectorAll('a, button, input, select, summary, [tabindex]')].filter((element) => element.tabIndex >= 0 && element.checkVisibility()).length`,
      );
      expect(stops, tool).toBeLessThan(50);
    }
  });
});

describe('the address', () => {
  test('says what is shown, and shows it again', async () => {
    const { page } = await open();
    await control(page, 'compare', 'algorithm').selectOption({ label: 'bfs' });
    await control(page, 'compare', 'problem').selectOption({ index: 1 });
    await page.getByRole('checkbox', { name: 'transformer-tiny' }).uncheck();
    await page.locator('#compare .strip').first().waitFor();
    await control(page, 'compare', 'layer').selectOption({ label: '2' });
    await control(page, 'compare', 'head').selectOption({ label: '1' });
    await page.locator('#compare [role=option][data-token="45"]').first().click();
    await page.getByRole('button', { name: 'next step' }).click();
    await expect
      .poll(() => address(page))
      .toMatchObject({
        algorithm: 'bfs',
        size: '4',
        problem: '1',
        layer: '1',
        head: '0',
        token: '45',
        step: '1',
      });
    expect(address(page)['models']).toBe('transnar-tiny,partial-tiny');
    const again = (await open({ at: new URL(page.url()).hash })).page;
    for (const each of [page, again]) {
      await each.locator('#compare .strip').first().waitFor();
      expect(await each.locator('#compare .card h3').allInnerTexts()).toEqual([
        'transnar-tiny',
        'partial-tiny (partial)',
      ]);
      expect(await each.locator('#compare [aria-selected=true]').first().getAttribute('data-token')).toBe(
        '45',
      );
      expect(await chosen(each, 'layer')).toBe('2');
      expect(await each.locator('#compare .where').innerText()).toMatch(/^step 2 of/);
    }
    expect(await weights(again)).toEqual(await weights(page));
  });

  test('goes back and forward', async () => {
    const { page } = await open();
    const first = await chosen(page, 'algorithm');
    await control(page, 'compare', 'algorithm').selectOption({ label: 'minimum' });
    await page.click('#tab-models');
    await page.goBack();
    expect(await page.locator('#compare').isVisible()).toBe(true);
    expect(await chosen(page, 'algorithm')).toBe('minimum');
    await page.goBack();
    expect(await chosen(page, 'algorithm')).toBe(first);
    expect(first).not.toBe('minimum');
    await page.goForward();
    await page.goForward();
    expect(await page.locator('#models').isVisible()).toBe(true);
  });

  test('follows hundreds of changes a second, and is written ten times: browsers ignore whoever does so more often', async () => {
    const { page, complaints } = await open({ at: detailed });
    await page.locator('#compare .strip').first().waitFor();
    const writes = await page.evaluate(`(() => {
      let writes = 0;
      const start = performance.now();
      const replace = history.replaceState;
      history.replaceState = (...all) => { writes++; replace.apply(history, all); };
      const strip = document.querySelector('.strip');
      const press = (key) => strip.dispatchEvent(new KeyboardEvent('keydown', { key }));
      for (let i = 0; i < 300; i++) press(i % 2 ? 'ArrowLeft' : 'ArrowRight');
      press('Home');
      press('ArrowRight');
      return writes / (1 + (performance.now() - start) / 100);
    })()`);
    expect(writes).toBeLessThanOrEqual(1);
    await expect.poll(() => address(page)['token']).toBe('1');
    expect(await page.locator('#compare [aria-selected=true]').first().getAttribute('data-token')).toBe('1');
    expect(complaints).toEqual([]);
  });

  test.each([
    '#algorithm=nonsense&size=x&problem=-3&token=1e9&layer=99&step=zzz&models=none',
    '#view=nothing&view=%3Cscript%3E&algorithm=__proto__',
    '#view=answers&sort=__proto__&page=99999&of=nonsense&outcome=constructor&score=toString',
    '#view=trajectories&traced=nonsense&nodes=9999&sample=9&at=-4',
  ])('that asks for what there is not shows something near: %s', async (at) => {
    const { page, complaints } = await open({ at });
    expect(await page.locator('[role=tabpanel]:visible').innerText()).not.toMatch(/NaN|undefined/);
    expect(await page.locator('#problem').innerText()).toBe('');
    expect(complaints).toEqual([]);
  });

  test('that asks for a problem which is not there is told so', async () => {
    const { page } = await open({ at: '#algorithm=bfs&size=4&problem=77' });
    await expect.poll(() => page.locator('#compare > .says').innerText()).toContain('asks for problem 77');
  });
});

describe('comparing', () => {
  test('says of every model whether it is right, and what it wrote', async () => {
    const { page } = await open({ at: '#algorithm=bfs&size=4&problem=1' });
    const badges = page.locator('#compare .card .badge');
    expect(await badges.allInnerTexts()).toEqual(['✓ right', '✗ unparsable', '✓ right']);
    expect(await page.locator('#compare > .says').innerText()).toMatch(/^2 of 3 models shown are right/);
    await control(page, 'compare', 'algorithm').selectOption({ label: 'minimum' });
    expect(await page.locator('#compare .card').nth(2).innerText()).toMatch(/not asked/);
    expect(await page.locator('#compare .boxes').innerText()).toMatch(/partial-tiny \(partial\)/);
  });

  test('layer, head and token say what is drawn', async () => {
    const { page, complaints } = await open({ at: detailed });
    await page.locator('#compare .strip').first().waitFor();
    expect(await weights(page)).toEqual([0.25, 0.5, 0.25, 0]);
    await control(page, 'compare', 'layer').selectOption({ label: '2' });
    expect(await weights(page)).toEqual([0, 0.5, 0.5, 0]);
    await control(page, 'compare', 'head').selectOption({ label: '2' });
    expect(await weights(page)).toEqual([0, 0, 1, 0]);
    await control(page, 'compare', 'layer').selectOption({ label: 'mean of all' });
    expect(await weights(page)).toEqual([0, 0.5, 0.5, 0]);
    await page.locator('#compare [role=option][data-token="40"]').first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await weights(page)).toEqual([0, 0, 0.5, 0.5]);
    await page.keyboard.press('End');
    const last = await page.locator('#compare .strip').first().locator('[role=option]').count();
    await expect.poll(() => address(page)['token']).toBe(String(last - 1));
    expect(await page.evaluate("document.activeElement.getAttribute('data-token')")).toBe(String(last - 1));
    expect(complaints).toEqual([]);
  });

  test('edges and the text itself are looked at by tokens that write', async () => {
    const { page } = await open({ at: `${detailed}&layer=0&head=0` });
    await page.locator('#compare .strip').first().waitFor();
    expect(await weights(page, 'path')).toEqual([]);
    const says = page.locator('#compare .reading .says').first();
    expect(await says.innerText()).toContain('kept only of tokens that write');
    await page.locator('#compare [role=option].answer').first().click();
    expect(await weights(page, 'path')).toEqual([1]);
    expect(await says.innerText()).toMatch(
      /with 100 % of its look at the text; .* → \d with 100 % of its look at edges/,
    );
    const looked = await page.evaluate(
      "[...document.querySelector('.strip').children].filter((chip) => chip.style.getPropertyValue('--look') === '100%').map(({dataset}) => Number(dataset.token))",
    );
    expect(looked).toEqual([Number(address(page)['token'])]);
  });

  test('the map holds the rows that are asked for, and a click on one goes there', async () => {
    const { page } = await open({ at: detailed });
    await page.locator('#compare .strip').first().waitFor();
    const rows = page.locator('#compare .heat-map [data-token]');
    const count = (selector: string) => page.locator('#compare .strip').first().locator(selector).count();
    expect(await rows.count()).toBe((await count('.answer')) + 1);
    await control(page, 'compare', 'tokens').selectOption({ label: 'all' });
    expect(await rows.count()).toBe(await count('[role=option]'));
    await page.locator('#compare .heat-map [data-token="3"] .cell').first().click();
    await expect.poll(() => address(page)['token']).toBe('3');
  });

  test('the reasoner’s steps stand beside the algorithm’s, with differing values marked', async () => {
    const { page } = await open({ at: '#algorithm=bfs&size=4&problem=1' });
    const reasoner = page.getByRole('region', { name: 'The reasoner', exact: true });
    await reasoner.waitFor();
    expect(await reasoner.locator('.changed').count()).toBe(0);
    await page.getByRole('button', { name: 'last step' }).click();
    expect(await reasoner.locator('.changed').count()).toBeGreaterThan(0);
    const wrong = await reasoner.locator('.changed').count();
    const says = page.locator('#compare > div > .says').last();
    await expect.poll(() => says.innerText()).toContain(`${wrong} of the reasoner’s`);
  });

  test('what a model wrote is shown and never run, wherever it stands', async () => {
    const { page, complaints } = await open({ at: '#algorithm=bfs&size=4&problem=3&tokens=all' });
    const hostile = '<img src=x onerror=';
    expect(await page.locator('#compare .card .text').nth(0).innerText()).toContain(hostile);
    await page.locator('#compare .strip').first().waitFor();
    await page.locator('#compare .strip').first().locator('.answer').last().click();
    expect(await page.locator('#compare .reading .says').first().innerText()).toContain('<img␣src=x');
    expect(await page.locator('#compare .heat-map .row').last().textContent()).toContain('<img␣src=x');
    await page.click('#tab-answers');
    expect(await page.locator('#answers tbody').innerText()).toContain(hostile);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('TransNAR Lab: explorer');
    expect(complaints).toEqual([]);
  });
});

describe('all answers', () => {
  const rows = (page: Page) => page.locator('#answers tbody tr');

  test('are filtered and sorted, which the address says', async () => {
    const { page } = await open({ at: '#view=answers' });
    expect(await rows(page).count()).toBe(8);
    await control(page, 'answers', 'outcome').selectOption({ label: 'models differ' });
    await control(page, 'answers', 'algorithm').selectOption({ label: 'bfs' });
    expect(await rows(page).count()).toBe(4);
    await page.getByRole('button', { name: 'sort by transnar-tiny' }).click();
    await page.getByRole('button', { name: 'sort by transnar-tiny' }).click();
    expect(await page.locator('#answers th[aria-sort=descending]').innerText()).toContain('transnar-tiny');
    expect(await rows(page).first().innerText()).toContain('✓ right');
    expect(address(page)).toMatchObject({
      of: 'bfs',
      outcome: 'models differ',
      sort: 'transnar-tiny',
      down: '1',
    });
  });

  test('are of the models that are ticked, and a page is gone to by its number', async () => {
    const { page, complaints } = await open({ at: '#view=answers' });
    expect(await page.locator('#answers thead').innerText()).toContain('partial-tiny (partial)');
    await page.locator('#answers summary').click();
    await page.locator('#answers').getByRole('checkbox', { name: 'partial-tiny' }).uncheck();
    expect(await page.locator('#answers thead').innerText()).not.toContain('partial-tiny');
    await expect.poll(() => address(page)['models']).toBe('transnar-tiny,transformer-tiny');
    const wanted = page.locator('#answers').getByLabel('page', { exact: true });
    await wanted.fill('99');
    await wanted.press('Tab');
    expect(await wanted.inputValue()).toBe('1');
    expect(await rows(page).count()).toBe(8);
    expect(complaints).toEqual([]);
  });

  test('the problem of a row opens from it', async () => {
    const { page } = await open({ at: '#view=answers' });
    await page.getByRole('button', { name: 'compare on bfs, size 4, no. 2' }).click();
    expect(await page.locator('#compare').isVisible()).toBe(true);
    expect(address(page)).toMatchObject({ view: 'compare', algorithm: 'bfs', size: '4', problem: '2' });
  });
});

describe('trajectories', () => {
  test('all thirty algorithms can be stepped through, with the keyboard too', async () => {
    const { page, complaints } = await open();
    await page.focus('#tab-compare');
    await page.keyboard.press('ArrowRight');
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
    const { page } = await open({ at: '#view=trajectories&traced=minimum&nodes=3' });
    const panel = page.locator('#trajectories');
    await panel.getByText('play').click();
    await expect.poll(() => panel.locator('.where').innerText()).toBe('step 3 of 3');
    expect(await panel.getByText('play').count()).toBe(1);
  });
});
