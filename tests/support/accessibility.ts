/** The accessibility checker, run in a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What it finds wrong: the rule, the element, and what would mend it. */
export async function violations(page: Page): Promise<string[][]> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run().then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => [id, html.slice(0, 120), failureSummary])))`,
  );
}
