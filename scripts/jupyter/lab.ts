/** JupyterLab 4, and Notebook 7, which is made of its parts: had from PyPI, and driven as a reader would. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { notebookMetadata } from '../kernel/language.ts';
import { dataFolder } from '../../lib/store/folders.ts';

/** The `jupyter` that has both: the one named by JUPYTERLAB, or of an environment of its own; undefined without PyPI. */
export function findLab(): string | undefined {
  const given = process.env['JUPYTERLAB'];
  if (given) return given;
  const folder = dataFolder('cache', 'jupyterlab');
  const program = join(folder, 'bin/jupyter');
  if (['lab', 'notebook'].every((each) => existsSync(join(folder, `bin/jupyter-${each}`)))) return program;
  const did = (command: string, ...args: string[]) =>
    spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 }).status === 0;
  const made = did('python3', '-m', 'venv', folder);
  return made && did(join(folder, 'bin/pip'), 'install', '-q', 'jupyterlab>=4,<5', 'notebook>=7,<8')
    ? program
    : undefined;
}

/** The selector of a drawn Vega-Lite figure. */
export const labFigure = '.jp-OutputArea-output .vega-embed svg.marks';

export async function openInLab(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.goto(address);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor({ timeout: 120_000 });
  // Before that it would ask which kernel to run with.
  const { display_name: kernel } = notebookMetadata.kernelspec;
  await page.locator('.jp-Toolbar-kernelName', { hasText: kernel }).waitFor({ timeout: 120_000 });
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 120_000 });
  return page;
}

/** Runs all cells through the menu; resolves once each has a number. Rejects after `seconds`. */
export async function runAllInLab(page: Page, seconds: number): Promise<void> {
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await page.waitForFunction(
    `[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(({ textContent }) => /\\d/.test(textContent))`,
    undefined,
    { timeout: 1000 * seconds },
  );
}
