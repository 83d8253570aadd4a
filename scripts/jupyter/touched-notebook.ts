/** A notebook of figures that can be touched, and what a reader of any front end does to them. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { codeNotebook } from './code-notebook.ts';

const cells = [
  `import { show } from 'transnar-lab/notebook';
const values = [1, 2, 3, 4].map((x) => ({ x: x, y: x * x }));
const axis = (field) => ({ field: field, type: 'quantitative' });
await show({ data: { values: values }, width: 300, height: 200,
  mark: { type: 'point', filled: true, size: 900 }, encoding: { x: axis('x'), y: axis('y') } });`,
  `await show({ data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }], layout: { title: { text: 'Plotly' } } });`,
  `[{ algorithm: 'bfs', score: 0.5 }, { algorithm: 'dfs', score: NaN }]`,
];

export const touchedNotebook = codeNotebook('the notebook of figures to touch', cells);

/** Hovers and zooms; says what did not happen. `figure` is the selector of a drawn Vega-Lite figure. */
export async function touch(page: Page, figure: string): Promise<string[]> {
  const svg = page.locator(figure).first();
  const problems: string[] = [];
  await svg.waitFor({ timeout: 60_000 }).catch(() => problems.push('no Vega-Lite figure is drawn'));
  if (problems.length > 0) return problems;
  const axis = async () => (await svg.innerHTML()).replace(/id="[^"]*"/g, '');
  const before = await axis();
  await svg.scrollIntoViewIfNeeded();
  const point = svg.locator('.mark-symbol path').nth(1);
  await point.hover();
  await wait(800);
  const told = await page.evaluate<string>(
    `(document.querySelector('#vg-tooltip-element.visible')?.textContent ?? '') + ' ' +
     [...document.querySelectorAll('[title]')].map((each) => each.title).join(' ')`,
  );
  if (!/x:?\s*2[^]*y:?\s*4/.test(told)) problems.push('no values are told under the pointer');
  await page.mouse.wheel(0, -400);
  await wait(800);
  if ((await axis()) === before) problems.push('the wheel does not zoom');
  await page
    .locator('.js-plotly-plot .bars path, .js-plotly-plot .point path')
    .first()
    .waitFor({ timeout: 60_000 })
    .catch(() => problems.push('no Plotly figure is drawn'));
  if ((await page.locator('table td', { hasText: 'bfs' }).count()) === 0) problems.push('no table is shown');
  return problems;
}
