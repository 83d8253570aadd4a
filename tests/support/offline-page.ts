/** A page from disk, in a browser without a network. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { patience } from './patience.ts';

/** Opened, with what it complains of from then on: its console, its errors, and whatever it asks a network for. */
export async function openOffline(
  browser: Browser,
  address: string,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ offline: true, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
}
