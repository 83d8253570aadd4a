/**
 * `npm run test:live -- [PROBLEMS]`: so many problems (100) of all algorithms and of sizes 4 to 14, answered in the page by
 * a headless Chromium without a network and by the library; every answer must be the same, token by token. Says how long
 * the page took by size, and when what came after it was opened.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chooseBackend } from '../../lib/backend/index.ts';
import { formatSample, transnarSampleAt } from '../../lib/dataset/index.ts';
import { solve } from '../../lib/model/transnar/solve.ts';
import { explorerPage } from '../../lib/page/explorer/index.ts';
import { startBrowser } from '../../scripts/browser.ts';
import { livePageParts } from '../../scripts/explorer/parts.ts';
import { voices } from '../../scripts/live/parts.ts';
import { explorerData } from './explorer.ts';
import { liveModels } from './live-models.ts';
import { patience } from './patience.ts';

const problems = Number(process.argv[2] ?? 100);
const sizes = [4, 6, 8, 12, 14];
const { algorithms } = voices[0].experiment;
const folder = mkdtempSync(join(tmpdir(), 'live-'));
const path = join(folder, 'page.html');
await chooseBackend();
const models = await liveModels();
const { data, scripts } = explorerData();
writeFileSync(path, explorerPage(data, scripts, await livePageParts()));
const browser = await startBrowser();
const page = await (await browser.newContext({ offline: true })).newPage();
// On a busy machine the longest answers take more than Playwright's half a minute.
page.setDefaultTimeout(patience);
await page.goto(pathToFileURL(path).href);
const wanted = ['first-contentful-paint', 'live ready', 'live token', 'live answer', 'live done'];
// The page is ready before its first answer where that is late; until then there are no such entries.
const made = `${JSON.stringify(wanted)}.every((name) => performance.getEntriesByName(name).length > 0)`;
await page.waitForFunction(made);
const entries = 'performance.getEntries().map(({ name, startTime }) => [name, Math.round(startTime)])';
const firsts = new Map((await page.evaluate<[string, number][]>(entries)).reverse());
const report = (line: string) => process.stdout.write(`${line}\n`);
report(`${cpus()[0].model}, ${cpus().length} threads, load ${loadavg()[0].toFixed(1)}`);
for (const name of wanted) report(`${name}: ${firsts.get(name)} ms after opening`);

const milliseconds = new Map<string, number[]>();
const took = (what: string, ms: number) => milliseconds.set(what, [...(milliseconds.get(what) ?? []), ms]);
let different = 0;
for (let i = 0; i < problems; i++) {
  const name = algorithms[i % algorithms.length];
  const size = sizes[Math.floor(i / algorithms.length) % sizes.length];
  const { question } = formatSample(transnarSampleAt('evaluation', name, size, 0, 20 + i));
  const last = await page.evaluate<string>("document.getElementById('live').dataset.answered ?? '0'");
  await page.locator('#live-question').fill(question);
  await page.waitForFunction(`Number(document.getElementById('live').dataset.answered ?? 0) > ${last}`);
  const written = await page.evaluate<string[][]>(
    "[...document.querySelectorAll('#live .written')].map((row) => [...row.children].map((token) => token.textContent))",
  );
  const states = await page.locator('#live .state').allInnerTexts();
  for (const [model, each] of models.all.entries()) {
    const { tokens } = await solve(question, { ...each, seed: each.experiment.seed });
    const library = tokens.map((token) => each.tokenizer.decode([token]));
    if (JSON.stringify(library) !== JSON.stringify(written[model])) {
      different += 1;
      report(`${each.run.name} says another thing in the page of ${name}, size ${size}, no. ${20 + i}`);
    }
    took(`size ${size}, ${each.experiment.name}`, 1000 * Number(/([\d.]+) s$/.exec(states[model])?.[1]));
  }
  const [asked, done] = await page.evaluate<[number, number]>(
    "['live asked', 'live done'].map((name) => performance.getEntriesByName(name).at(-1).startTime)",
  );
  took(`size ${size}, all that is said`, Math.round(done - asked));
}
for (const [key, taken] of milliseconds) {
  const sorted = taken.sort((a, b) => a - b);
  report(`${key}: ${sorted[sorted.length >> 1]} ms in the middle, ${sorted.at(-1)} at most`);
}
report(`${2 * problems - different} of ${2 * problems} answers are the library's, token by token`);
await browser.close();
models.dispose();
rmSync(folder, { recursive: true });
process.exitCode = different === 0 ? 0 : 1;
