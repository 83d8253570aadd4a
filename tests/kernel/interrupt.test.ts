import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JupyterClient, valueOf } from '../support/jupyter-client.ts';

// A kernel takes seconds to start, on a busy machine more.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const data = mkdtempSync(join(tmpdir(), 'interrupted-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

let kernel: JupyterClient;
const start = () => JupyterClient.start({ folder: data, environment: { TRANSNAR_DATA: data } });
beforeEach(async () => {
  kernel = await start();
});
afterEach(() => kernel.stop());

/** Runs are found by what decides their parameters, not by their names: each test has a seed of its own. */
const begin = (name: string, seed: number) => `import * as lab from 'transnar-lab';
const earlier = 'kept';
const endless = lab.override(lab.presets.smoke.nar, [
  'name=${name}', 'seed=${seed}', 'algorithms=["minimum"]', 'training.updates=100000', 'training.logEvery=1']);`;
const train = `const own = earlier + ' too';
const reasoner = await lab.pretrainNar(endless);`;

const folderOf = (name: string) =>
  join(data, 'runs', readdirSync(join(data, 'runs')).find((each) => each.startsWith(name)) ?? 'none');
const file = (name: string, what: string) => join(folderOf(name), what);
const updates = (name: string) => readFileSync(file(name, 'metrics.jsonl'), 'utf8').trim().split('\n').length;
const begun = (name: string, more = 2) =>
  vi.waitUntil(
    () => existsSync(join(data, 'runs')) && existsSync(file(name, 'metrics.jsonl')) && updates(name) >= more,
    {
      timeout: 120_000,
      interval: 50,
    },
  );

const heard = (text: string) => vi.waitUntil(() => kernel.heard.includes(text), { timeout: 120_000 });

test('■ stops a training at the next update, saved; variables stay, and the same cell resumes', async () => {
  expect((await kernel.run(begin('stopped', 1))).reply['status']).toBe('ok');
  const training = kernel.run(train);
  await begun('stopped');
  kernel.interrupt();
  const { reply, published } = await training;
  expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
  expect(reply['evalue']).toMatch(/^Interrupted after update \d+ of 100000; run the cell again to resume\.$/);
  expect(published.at(-1)).toMatchObject({ type: 'error', content: { ename: 'Interrupted' } });
  const stoppedAt = Number(/update (\d+)/.exec(String(reply['evalue']))?.[1]);
  expect(updates('stopped')).toBe(stoppedAt);
  expect(existsSync(file('stopped', 'checkpoint.safetensors'))).toBe(true);
  expect(existsSync(file('stopped', 'lock'))).toBe(false);

  expect(valueOf(await kernel.run('`${earlier}, ${own}`'))).toBe("'kept, kept too'");
  expect((await kernel.run('reasoner')).reply['evalue']).toMatch(/Cannot find name 'reasoner'/);

  const again = kernel.run(train);
  await begun('stopped', stoppedAt + 2);
  kernel.interrupt();
  const resumed = Number(/update (\d+)/.exec(String((await again).reply['evalue']))?.[1]);
  expect(resumed).toBeGreaterThan(stoppedAt);
  // Every update is there once: the second sitting went on where the first one stopped.
  expect(updates('stopped')).toBe(resumed);
});

test('■ stops decoding and campaigns, which the same cell resumes', async () => {
  await kernel.run(begin('unused', 2));
  const prepared = await kernel.run(`
const text = lab.override(lab.presets.smoke.transformer, [
  'name=decoding', 'training.updates=1', 'evaluation.samples=400']);
const trained = await lab.trainOnText(text);`);
  expect(prepared.reply['status']).toBe('ok');
  const decoding = kernel.run(`console.log('decoding'); await lab.evaluateLanguageModel(trained)`);
  await heard('decoding');
  kernel.interrupt();
  expect((await decoding).reply['evalue']).toMatch(
    /^Interrupted after \d+ of 12 parts; run the cell again to resume\.$/,
  );

  await kernel.run(`
const grid: lab.Campaign = { name: 'stopped-grid', about: 'One cell.', preset: 'smoke', seeds: [0],
  set: ['training.updates=100000', 'training.logEvery=1'],
  algorithmSets: [{ name: 'preset', algorithms: 'preset' }], variants: [{ name: 'default', set: [] }],
  initialisations: ['untrained'], models: ['transformer'] };`);
  const running = kernel.run('await lab.runCampaign(grid)');
  await begun('transformer-smoke');
  kernel.interrupt();
  expect((await running).reply['evalue']).toMatch(
    /^Interrupted after update \d+ of 100000; run the cell again/,
  );
  expect(existsSync(file('transformer-smoke', 'lock'))).toBe(false);
});

test.each([
  ['waits for nothing that saves', `const first = 1; console.log('begun'); await new Promise(() => {});`],
  ['computes without a pause', `const first = 1; console.log('begun'); for (;;);`],
])('■ ends a cell at once that %s, and those behind it are not run', async (_, source) => {
  await kernel.run(`1`);
  const [cell, behind] = [kernel.run(source), kernel.run(`'not to be run'`)];
  await heard('begun');
  kernel.interrupt();
  expect((await cell).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
  expect((await behind).reply).toMatchObject({ status: 'aborted' });
  expect(valueOf(await kernel.run('first'))).toBe('1');
});

test('a kernel that is restarted during a training leaves a saved run, which the next one resumes', async () => {
  await kernel.run(begin('restarted', 3));
  void kernel.run(train);
  await begun('restarted');
  await kernel.request('shutdown_request', { restart: true }, 'control');
  await kernel.ended;
  expect(existsSync(file('restarted', 'lock'))).toBe(false);
  expect(existsSync(file('restarted', 'checkpoint.safetensors'))).toBe(true);
  const before = updates('restarted');

  kernel = await start();
  await kernel.run(begin('restarted', 3));
  const again = kernel.run(train);
  await begun('restarted', before + 2);
  // Killed, it saves nothing, and the lock that it leaves belongs to nobody.
  await kernel.stop();
  expect(existsSync(file('restarted', 'lock'))).toBe(true);
  void again;
  const killed = updates('restarted');

  kernel = await start();
  await kernel.run(begin('restarted', 3));
  const third = kernel.run(train);
  await begun('restarted', killed + 2);
  kernel.interrupt();
  expect((await third).reply['evalue']).toMatch(/^Interrupted after update/);
});
