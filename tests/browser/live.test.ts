import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeGates, readingOf } from '../../lib/analysis/index.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { formatSample, sampleAt, transnarSampleAt, withIndexHints } from '../../lib/dataset/index.ts';
import { type Solver, solve } from '../../lib/model/transnar/solve.ts';
import { explorerPage } from '../../lib/page/explorer/index.ts';
import { liveScripts } from '../../lib/page/live/index.ts';
import { type TrainedLanguageModel, loadTrained } from '../../lib/training/index.ts';
import { startBrowser } from '../../scripts/browser.ts';
import { livePageParts } from '../../scripts/explorer/parts.ts';
import { liveParts, voices } from '../../scripts/live/parts.ts';
import { type LiveModels, liveModels } from '../support/live-models.ts';
import { violations } from '../support/accessibility.ts';
import { openOffline } from '../support/offline-page.ts';
import { explorerData } from '../support/explorer.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-'));
const [path, plainPath] = [join(folder, 'page.html'), join(folder, 'plain.html')];
const { algorithms } = voices[0].experiment;
const small = explorerData();
let browser: Browser;
let models: LiveModels;

beforeAll(async () => {
  await chooseBackend();
  writeFileSync(path, explorerPage(small.data, small.scripts, await livePageParts()));
  models = await liveModels();
  browser = await startBrowser();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  models.dispose();
  rmSync(folder, { recursive: true });
});

/** Opens the page from disk, without a network, once its first question is answered. */
async function open(
  file = path,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openOffline(browser, pathToFileURL(file).href, {
    viewport: { width: 1200, height: 900 },
    ...options,
  });
  await answeredAfter(opened.page, 0);
  await opened.page.locator('body[data-ready]').waitFor();
  return opened;
}

const answered = (page: Page) =>
  page.evaluate<number>("Number(document.getElementById('live')?.dataset.answered ?? 0)");

const answeredAfter = (page: Page, before: number) =>
  expect.poll(() => answered(page)).toBeGreaterThan(before);

/** Does what has the models asked anew, and waits for all of their answers. */
async function afterAsking(page: Page, act: () => Promise<unknown>): Promise<string[][]> {
  const before = await answered(page);
  await act();
  await answeredAfter(page, before);
  return tokensOf(page);
}

/** The tokens that each model has written on the page. */
const tokensOf = (page: Page) =>
  page.evaluate<string[][]>(
    "[...document.querySelectorAll('#live .written')].map((row) => [...row.children].map((token) => token.textContent))",
  );

const write = (page: Page, question: string) =>
  afterAsking(page, () => page.locator('#live-question').fill(question));

const question = (name: (typeof algorithms)[number], size: number, index: number) =>
  formatSample(transnarSampleAt('validation', name, size, 0, index)).question;

/** What the library says, token by token. */
async function said(text: string, solver: Solver): Promise<string[]> {
  const { tokens } = await solve(text, solver);
  return tokens.map((token) => solver.tokenizer.decode([token]));
}

/** What the library's models say to it, in the order of the page. */
const library = (text: string) => Promise.all(models.all.map((model) => said(text, evaluated(model))));

const evaluated = (model: TrainedLanguageModel): Solver => ({ ...model, seed: model.experiment.seed });

test('the question, the memory and the seed are in the address, and asked again from there', async () => {
  const { page } = await open();
  expect(new URL(page.url()).hash).toBe('');
  const asked = question('minimum', 5, 0);
  await afterAsking(page, () =>
    page.locator('#live .control', { hasText: 'memory that' }).locator('select').selectOption({ index: 2 }),
  );
  const written = await write(page, asked);
  await expect.poll(() => kept(page)).toMatchObject({ question: asked, memory: 'off' });
  const again = await page.context().newPage();
  await again.goto(page.url());
  await answeredAfter(again, 0);
  expect((await again.locator('#live-question').inputValue()).trim()).toBe(asked.trim());
  expect(await again.locator('#live .problem select').first().locator('option:checked').innerText()).toBe(
    'minimum',
  );
  expect(await tokensOf(again)).toEqual(written);
});

const kept = (page: Page) => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));

test('the token that is looked at and the reasoner’s step are in the address, until another question is asked', async () => {
  const { page } = await open();
  await write(page, question('insertion_sort', 5, 0));
  await page.locator('#live .written').first().locator('span').nth(2).hover();
  await page.locator('#live .answer-row select').nth(1).selectOption({ label: '2' });
  await page.locator('#live .steps').getByRole('button', { name: 'next step' }).click();
  await expect.poll(() => kept(page)).toMatchObject({ read0: '2', head0: '1', hint: '1' });
  const says = (each: Page) => each.locator('#live .attention .note').first().innerText();
  const again = await page.context().newPage();
  await again.goto(page.url());
  await answeredAfter(again, 0);
  expect(await again.locator('#live .where').innerText()).toBe('step 2 of 5');
  expect(await says(page)).toMatch(/^Token 3 of/);
  expect(await says(again)).toBe(await says(page));
  await write(page, question('insertion_sort', 5, 1));
  await expect.poll(() => Object.keys(kept(page)).sort()).toEqual(['question']);
});

test('an address that is changed, by hand or by going back, is followed', async () => {
  const { page } = await open();
  const [first, second] = [question('minimum', 4, 0), question('bfs', 4, 0)];
  const at = (asked: string, rest = '') =>
    `location.hash = ${JSON.stringify(`#question=${encodeURIComponent(asked)}${rest}`)}`;
  const one = await afterAsking(page, () => page.evaluate(at(first)));
  expect(one).toEqual(await library(first));
  const two = await afterAsking(page, () => page.evaluate(at(second, '&memory=off')));
  expect(two[1]).toEqual((await library(second))[1]);
  expect(await page.locator('#live .problem select').first().locator('option:checked').innerText()).toBe(
    'bfs',
  );
  expect(await afterAsking(page, () => page.goBack())).toEqual(one);
});

test('a problem of the comparison is asked live from there, and one comes back', async () => {
  const { page } = await open();
  await page.click('#tab-compare');
  const problems = page.locator('#compare label.control', { hasText: 'problem' }).locator('select');
  await problems.selectOption({ index: 2 });
  const asked = await page.locator('#compare details pre').textContent();
  await afterAsking(page, () => page.getByRole('button', { name: /^ask it live/ }).click());
  expect((await page.locator('#live-question').inputValue()).trim()).toBe(asked);
  await page.goBack();
  expect(await page.locator('#compare').isVisible()).toBe(true);
});

describe('answers in the page', () => {
  test('are those of the library, token by token, for every algorithm that the models know', async () => {
    const { page, complaints } = await open();
    for (const name of algorithms) {
      for (const [size, index] of [
        [4, 3],
        [8, 5],
      ]) {
        const asked = question(name, size, index);
        expect([name, size, await write(page, asked)]).toEqual([name, size, await library(asked)]);
      }
    }
    expect(complaints).toEqual([]);
  });

  test('with another memory or none, and at other positions, too', async () => {
    const { page } = await open();
    const asked = question('naive_string_matcher', 5, 1);
    const [first, second] = models.all;
    const own = await write(page, asked);
    const memory = page.locator('#live .control', { hasText: 'memory that' }).locator('select');
    const other = await afterAsking(page, () => memory.selectOption({ label: "another problem's" }));
    const problem = sampleAt('naive_string_matcher', 5, "another problem's memory", 0, {
      truncateDecimals: 3,
    });
    expect(other[0]).toEqual(await said(asked, readingOf(problem, evaluated(first))));
    const off = await afterAsking(page, () => memory.selectOption({ label: 'none: gates closed' }));
    const closed = await loadTrained(first.experiment);
    closeGates(closed.parameters);
    expect(off[0]).toEqual(await said(asked, evaluated(closed)));
    closed.dispose();
    await afterAsking(page, () => memory.selectOption({ label: "the problem's own" }));
    const positions = page.locator('#live .control', { hasText: "positions' seed" }).locator('input');
    const moved = await afterAsking(page, async () => {
      await positions.fill('7');
      await positions.press('Tab');
    });
    expect(moved[1]).toEqual(await said(asked, { ...second, seed: 'positions 7' }));
    expect(other[0]).not.toEqual(own[0]);
  });

  test('come without WebAssembly as well, and the page says so', async () => {
    const parts = await liveParts();
    const live = liveScripts({ ...parts, worker: `delete globalThis.WebAssembly; ${parts.worker}` });
    writeFileSync(plainPath, explorerPage(small.data, small.scripts, { ...(await livePageParts()), live }));
    const { page } = await open(plainPath);
    expect(await page.locator('#live > .note').first().innerText()).toContain('JavaScript');
    const asked = question('minimum', 4, 2);
    expect(await write(page, asked)).toEqual(await library(asked));
  });

  test('show what a token read, and where they are wrong', async () => {
    const { page } = await open();
    await write(page, question('bfs', 8, 0));
    const weights = () =>
      page.evaluate<number[]>(
        "[...document.querySelectorAll('#live .graph [data-weight]')].map(({ dataset }) => Number(dataset.weight))",
      );
    await page.locator('#live .written span').nth(1).hover();
    const first = await weights();
    expect(first.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 2);
    await page.locator('#live .attention input[type=range]').first().press('End');
    expect(await weights()).not.toEqual(first);
    const answer = page.locator('#live .answer-row').first();
    const isRight = (await answer.getAttribute('class'))!.includes('right');
    expect((await answer.locator('.written .wrong').count()) > 0).toBe(!isRight);
  });
});

test('what a token looks at in the text is shown of both models, when it is asked for', async () => {
  const { page, complaints } = await open();
  const asked = question('minimum', 5, 1);
  const [transnarSaid, transformerSaid] = await write(page, asked);
  const rows = page.locator('#live .answer-row');
  for (const [row, said] of [transnarSaid, transformerSaid].entries()) {
    await rows.nth(row).locator('summary').click();
    const text = rows.nth(row).locator('.looks');
    await text.locator('span').first().waitFor();
    expect((await text.innerText()).replaceAll('↵', '\n').replaceAll('␣', ' ')).toBe(
      withIndexHints(asked) + said.join(''),
    );
    await rows.nth(row).locator('.written span').first().hover();
    const looks = await page.evaluate<string[]>(
      `[...document.querySelectorAll('#live .looks')[${row}].children].map((chip) => chip.getAttribute('style'))`,
    );
    expect(looks.filter((style) => style.includes('100%'))).not.toEqual([]);
    expect(looks.every((style) => /^--look: \d+%;$/.test(style))).toBe(true);
    expect(await rows.nth(row).locator('.attention .note').innerText()).toMatch(
      /looking most at token \d+ of the text/,
    );
  }
  // It is asked for again by itself with the next question.
  await write(page, question('minimum', 4, 0));
  await expect.poll(() => rows.last().locator('.looks span').count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'whatever is open passes the accessibility checker, %s',
  async (colorScheme) => {
    const { page } = await open(path, { colorScheme });
    await write(page, question('bfs', 8, 0));
    for (const summary of await page.locator('#live summary').all()) await summary.click();
    await page.locator('#live .looks span').last().waitFor();
    await page.locator('#live .written span').nth(1).hover();
    await page.locator('#live .graph [data-node="1"]').click();
    await page.locator('#live .graph [data-node="2"]').click();
    await page.locator('#live .training button').click();
    await page.locator('#live polyline').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('#live-question').fill('bfs:\ns: 9, A: [[1 1], [1 1]]\npi:');
    await page.locator('#live .answer-row.stale').first().waitFor();
    expect(await violations(page)).toEqual([]);
  },
);

describe('questions', () => {
  test('follow clicks in the picture, and the picture follows them', async () => {
    const { page } = await open();
    await write(page, 'bfs:\ns: 0, A: [[0 1 0], [1 0 0], [0 0 0]]\npi:');
    const edges = () => page.locator('#live .graph [data-edge]').count();
    expect(await edges()).toBe(2);
    await page.locator('#live .graph [data-node="1"]').click();
    await page.locator('#live .graph [data-node="2"]').click();
    await afterAsking(page, async () => {
      const value = page.locator('#live .editor input').last();
      await value.fill('1');
      await value.press('Tab');
    });
    // The graph has no directions, so that there are both.
    expect(await page.locator('#live-question').inputValue()).toContain('A: [[0 1 0], [1 0 1], [0 1 0]]');
    expect(await edges()).toBe(4);
    await afterAsking(page, () => page.locator('#live .editor button').click());
    expect(await page.locator('#live-question').inputValue()).toContain('s: 1,');
  });

  test('that are none say where, and text that would do harm does none', async () => {
    const { page, complaints } = await open();
    for (const [text, says] of [
      ['bfs:\ns: 9, A: [[1 1], [1 1]]\npi:', /s .*line 2, character 8/],
      ['<img src=x onerror="document.title = 1">', /name of an algorithm.*line 1, character 0/],
      ['bfs:\ns: 0, A: [[1 1], [1 <script>document.title = 1</script>]]\npi:', /whole number.*line 2/],
    ] as const) {
      await page.locator('#live-question').fill(text);
      await expect.poll(() => page.locator('#live-fault').innerText()).toMatch(says);
      expect(await page.locator('#live-question').getAttribute('aria-invalid')).toBe('true');
      expect(await page.locator('#live .answer-row.stale').count()).toBe(2);
    }
    expect(await page.locator('#live img, #live script').count()).toBe(0);
    expect(await page.title()).toBe('TransNAR Lab: explorer');
    await page.locator('#live-fault button').click();
    expect(await page.evaluate('document.activeElement.selectionStart')).toBeGreaterThan(0);
    await write(page, question('bfs', 4, 0));
    expect(await page.locator('#live .answer-row.stale').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('of other sizes and algorithms are answered as far as they can be, with a word', async () => {
    const { page } = await open();
    await write(page, question('minimum', 16, 0));
    const notes = page.locator('#live .answer-row > .note');
    expect(await notes.first().innerText()).toContain('not of 16');
    const dijkstra = formatSample(transnarSampleAt('validation', 'dijkstra', 4, 0, 0)).question;
    const written = await write(page, dijkstra);
    expect(await notes.first().innerText()).toContain('not made for dijkstra');
    expect(await notes.last().innerText()).toContain('never trained on dijkstra');
    expect(written.map(({ length }) => length > 0)).toEqual([false, true]);
  });
});

test('the reasoner can be stepped through, beside the algorithm', async () => {
  const { page } = await open();
  await write(page, question('insertion_sort', 5, 0));
  const steps = page.locator('#live .steps');
  expect(await steps.locator('.where').innerText()).toBe('step 1 of 5');
  await steps.locator('input[type=range]').press('End');
  expect(await steps.locator('svg').count()).toBe(2);
  expect(await steps.innerHTML()).not.toMatch(/NaN|undefined/);
});

test('a long answer can be stopped: what is written stands, and the next question is answered', async () => {
  const { page, complaints } = await open();
  const stop = page.getByRole('button', { name: 'stop the answers' });
  expect(await stop.isDisabled()).toBe(true);
  await page.locator('#live-question').fill(question('matrix_chain_order', 14, 0));
  const states = page.locator('#live .answer-row .state');
  await expect.poll(() => states.allInnerTexts()).toContain('writes …');
  await stop.click();
  expect(await states.allInnerTexts()).toContain('stopped');
  expect(await states.allInnerTexts()).not.toContain('writes …');
  expect(await stop.isDisabled()).toBe(true);
  const written = () => page.locator('#live .answer-row .written').allInnerTexts();
  const before = await written();
  await write(page, question('minimum', 5, 0));
  expect(before.some((text) => text.length > 0)).toBe(true);
  expect(await states.allInnerTexts()).not.toContain('stopped');
  expect(await written()).not.toEqual(before);
  expect(complaints).toEqual([]);
});

test('what has come to its end when the others are stopped can still be looked into', async () => {
  const { page, complaints } = await open();
  await page.evaluate(`new MutationObserver(() => {
    const ended = [...document.querySelectorAll('#live .state')].some(({ textContent }) => /right/.test(textContent));
    const stop = [...document.querySelectorAll('#live button')].find(({ title }) => title.startsWith('stop the answers'));
    if (ended && !stop.disabled) stop.click();
  }).observe(document.querySelector('#live .answers-live'), { subtree: true, childList: true, characterData: true })`);
  await page.locator('#live-question').fill(question('matrix_chain_order', 12, 0));
  const rows = page.locator('#live .answer-row');
  await expect.poll(() => rows.locator('.state').allInnerTexts()).toContain('stopped');
  const ended = rows.filter({ has: page.locator('.state', { hasText: 'right' }) });
  await ended.locator('summary').click();
  await ended.locator('.looks span').first().waitFor();
  expect(complaints).toEqual([]);
});

test('a reasoner learns in the page, and is stopped', async () => {
  const { page, complaints } = await open();
  const training = page.locator('#live .training');
  await training.locator('button').click();
  const says = training.locator('[role=status]');
  await expect.poll(() => says.innerText()).toMatch(/Update \d+ of.*Score on unseen/);
  expect(await training.locator('polyline').count()).toBe(2);
  await training.locator('button').click();
  expect(await says.innerText()).toMatch(/^Stopped\./);
  // The models answer meanwhile and afterwards.
  expect((await write(page, question('minimum', 5, 0)))[0].length).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test('a page that is closed while a reasoner learns takes nothing with it', async () => {
  const { page } = await open();
  const answering = page.workers().length;
  await page.locator('#live .training button').click();
  await page.locator('#live polyline').first().waitFor();
  expect(page.workers().length).toBe(answering + 1);
  const asked = page.url();
  const context = page.context();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => context.pages().length).toBe(0);
  const again = await context.newPage();
  await again.goto(asked);
  await answeredAfter(again, 0);
  expect(again.workers().length).toBe(answering);
  expect(await again.locator('#live .training [role=status]').innerText()).toBe('');
});
