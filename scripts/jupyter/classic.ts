/** Drives classic Notebook 6 as a reader would: opens a notebook, chooses Cell > Run All, looks at what appears. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** What stands below one code cell. */
export interface ShownCell {
  /** The number in its prompt; null if it was not executed to its end. */
  readonly executed: number | null;
  /** Pictures with a width that can be seen, and those without. */
  readonly pictures: number;
  readonly broken: number;
  /** Outputs, one under the other. */
  readonly outputs: number;
  /** What went to standard error, and errors: with this kernel both are complaints. */
  readonly complaints: string;
  /** Of each picture, enough to tell it from another. */
  readonly sources: readonly string[];
  readonly text: string;
}

/** The selector of a drawn Vega-Lite figure. */
export const classicFigure = '.output_vegalite svg';

export async function openNotebook(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(address);
  await page.waitForFunction('window.Jupyter?.notebook?.kernel?.is_connected()', undefined, {
    timeout: 60_000,
  });
  await page.locator('#kernel_indicator_icon.kernel_idle_icon').waitFor({ timeout: 60_000 });
  return page;
}

/** Runs all cells through the menu; calls `looked` about twice a second until the kernel is idle and none is waiting. */
export async function runAll(
  page: Page,
  seconds: number,
  looked: (cells: readonly ShownCell[]) => void,
): Promise<ShownCell[]> {
  await page.click('#celllink');
  await page.click('#run_all_cells');
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    const { cells, busy } = await look(page);
    looked(cells);
    if (!busy) return cells;
    if (performance.now() > end) throw new Error(`The kernel was still busy after ${seconds} s.`);
    await wait(400);
  }
}

/** The whole notebook in one picture. */
export async function takePicture(page: Page, path: string): Promise<void> {
  const height = await page.evaluate<number>(
    "document.getElementById('notebook-container').offsetHeight + 180",
  );
  await page.setViewportSize({ width: 1280, height: Math.min(height, 15_000) });
  await page.evaluate("document.getElementById('site').scrollTop = 0");
  await wait(500);
  await page.screenshot({ path });
}

function look(page: Page): Promise<{ cells: ShownCell[]; busy: boolean }> {
  return page.evaluate(lookInPage);
}

/** In the page: the kernel says that it is idle before the last outputs have been drawn, hence both. */
const lookInPage = `(() => {
  const cells = [...document.querySelectorAll('.code_cell')].map((cell) => {
    const prompt = /\\[(\\d+)\\]/.exec(cell.querySelector('.input_prompt').textContent);
    const images = [...cell.querySelectorAll('.output_area img, .output_vegalite svg')];
    const seen = (image) => (image.src === undefined || (image.complete && image.naturalWidth > 0)) &&
      image.getBoundingClientRect().width > 0;
    const texts = (selector) => [...cell.querySelectorAll(selector)].map(({ textContent }) => textContent).join('');
    return {
      executed: prompt && Number(prompt[1]),
      pictures: images.filter(seen).length,
      broken: images.filter((image) => !seen(image)).length,
      outputs: cell.querySelectorAll('.output_area').length,
      complaints: texts('.output_error, .output_stderr'),
      sources: images.map(({ src, outerHTML }) => (src ?? outerHTML).length + (src ?? outerHTML).slice(-80)),
      text: texts('.output_text'),
    };
  });
  const waiting = [...document.querySelectorAll('.input_prompt')].some(({ textContent }) => textContent.includes('*'));
  return { cells, busy: waiting || !document.querySelector('#kernel_indicator_icon.kernel_idle_icon') };
})()`;
