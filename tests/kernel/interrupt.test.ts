import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { JupyterClient, outputsOf, printed, valueOf } from '../support/jupyter-client.ts';
import { patience } from '../support/patience.ts';

const data = mkdtempSync(join(tmpdir(), 'interrupted-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

let kernel: JupyterClient;
const start = async () => {
  kernel = await JupyterClient.start({ folder: data, environment: { TRANSNAR_DATA: data } });
};
const stop = () => kernel.stop();

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
    { timeout: patience, interval: 50 },
  );

const heard = (text: string) => vi.waitUntil(() => kernel.heard.includes(text), { timeout: patience });

const endless = [
  ['waits for nothing that saves', 'await new Promise(() => {});'],
  ['computes without a pause', 'for (;;);'],
  ['computes without a pause after it has waited', 'await new Promise((go) => setTimeout(go, 1)); for (;;);'],
  ['awaits what is there already, for ever', 'for (;;) { await 1; }'],
  ['prints without a pause', 'for (;;) { console.log("."); await 1; }'],
  ['catches what it can', 'for (;;) { try { for (;;) await 1; } catch {} finally { console.log("left"); } }'],
  ['has a value that cannot be drawn', '({ [Symbol.for("Jupyter.display")]() { for (;;); } })'],
] as const;

describe('a kernel that goes on after each ■', () => {
  beforeAll(start);
  afterAll(stop);
  beforeEach(() => {
    kernel.heard = '';
  });

  test('■ ends a cell whatever it does, at once; those behind it are not run, and the next ones are as ever', async () => {
    await kernel.run(`1`);
    for (const [what, source] of endless) {
      const begun = `begun: ${what}`;
      const [cell, behind] = [
        kernel.run(`const first = '${what}'; console.log('${begun}'); ${source}`),
        kernel.run(`'not to be run'`),
      ];
      await heard(begun);
      kernel.interrupt();
      expect((await cell).reply, what).toMatchObject({ status: 'error', ename: 'Interrupted' });
      expect((await behind).reply).toMatchObject({ status: 'aborted' });
      expect(kernel.heard).not.toContain('left');
      expect(valueOf(await kernel.run('first'))).toBe(`'${what}'`);
      // What the kernel and its cells wait for still comes: timers, turns, modules, drawings, many outputs.
      const after = await kernel.run(`import * as lab from 'transnar-lab';
import { setTimeout as wait, setImmediate as turn } from 'node:timers/promises';
for (let i = 0; i < 100; i++) console.log(i);
await wait(5); await turn(); await new Promise(process.nextTick); await import('node:util');
await lab.show([{ a: 1 }]);
[1, 2]`);
      expect(after.reply, JSON.stringify(after.reply)).toMatchObject({ status: 'ok' });
      expect(printed(after).split('\n')).toHaveLength(101);
      expect(
        outputsOf(after)
          .map(({ type }) => type)
          .slice(-2),
      ).toEqual(['display_data', 'execute_result']);
    }
  });

  test('■ stops a training at the next update, saved; variables stay, and the same cell resumes', async () => {
    expect((await kernel.run(begin('stopped', 1))).reply['status']).toBe('ok');
    const training = kernel.run(train);
    await begun('stopped');
    kernel.interrupt();
    const { reply, published } = await training;
    expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(reply['evalue']).toMatch(
      /^Interrupted after update \d+ of 100000; run the cell again to resume\.$/,
    );
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

  test('■ is heard whenever it comes, such as right after an answer to the editor', async () => {
    await kernel.run(`1`);
    for (let round = 0; round < 20; round++) {
      const cell = kernel.run(`await new Promise(() => {});`);
      for (let asked = 0; asked <= round % 3; asked++)
        await kernel.request('complete_request', { code: 'Mat', cursor_pos: 3 });
      kernel.interrupt();
      expect((await cell).reply, `round ${round}`).toMatchObject({ ename: 'Interrupted' });
    }
  });

  test('■ ends what a cell has left behind that keeps the next ones from being heard', async () => {
    await kernel.run(`void (async () => { for (;;) await 1; })(); 'left'`);
    await kernel.request('interrupt_request', {}, 'control');
    expect(valueOf(await kernel.run(`'next'`))).toBe(`'next'`);
  });

  test('what saves is not ended where it computes, but asked, and at the second ■ not waited for', async () => {
    const saving = (
      wait: string,
    ) => `const signal = globalThis[Symbol.for('transnar-lab.cell-signal') as never] as AbortSignal;
let saved = false; signal.addEventListener('abort', () => { saved = true; });
console.log('saving'); const until = Date.now() + 3000; while (Date.now() < until); ${wait}
while (!saved) await new Promise((go) => setTimeout(go, 1));`;
    const first = kernel.run(saving(''));
    await heard('saving\n');
    kernel.interrupt();
    expect((await first).reply['status']).toBe('ok');
    expect(valueOf(await kernel.run('saved'))).toBe('true');

    const second = kernel.run(saving('await new Promise(() => {});').replace("'saving'", "'again'"));
    await heard('again\n');
    kernel.interrupt();
    kernel.interrupt();
    expect((await second).reply).toMatchObject({ ename: 'Interrupted' });
  });

  test('what Node has begun comes to its end before the cell does: timers, turns, modules', async () => {
    const busy = `const until = Date.now() + 1500; while (Date.now() < until);`;
    writeFileSync(join(data, 'slow.mjs'), `${busy} export const loaded = true;`);
    for (const source of [
      `setTimeout(() => { console.log('timer'); ${busy} });`,
      `setImmediate(() => { console.log('turn'); ${busy} }); setImmediate(() => console.log('another'));`,
      `console.log('loading'); void import('./slow.mjs' as string);`,
    ]) {
      const cell = kernel.run(`${source} await new Promise(() => {});`);
      await heard(/'(timer|turn)'/.exec(source)?.[1] ?? 'loading');
      kernel.interrupt();
      expect((await cell).reply).toMatchObject({ ename: 'Interrupted' });
      const after = await kernel.run(`await new Promise((go) => setTimeout(go, 5));
await new Promise((go) => setImmediate(go)); 'alive'`);
      expect(valueOf(after)).toBe(`'alive'`);
    }
    expect(kernel.heard).toContain('another');
    expect(valueOf(await kernel.run(`(await import('./slow.mjs' as string)).loaded`))).toBe('true');
    expect(kernel.log).toBe('');
  });

  test('■ ends a cell whose package is never there', async () => {
    const folder = join(data, 'node_modules/never');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}');
    writeFileSync(join(folder, 'index.js'), `console.log('on its way'); await new Promise(() => {});`);
    const cell = kernel.run(`import 'never';`);
    await heard('on its way');
    kernel.interrupt();
    expect((await cell).reply).toMatchObject({ ename: 'Interrupted' });
    expect(valueOf(await kernel.run(`'alive'`))).toBe(`'alive'`);
  });

  test('a file beside the notebook that was ended in the middle is evaluated anew', async () => {
    writeFileSync(
      join(data, 'half.ts'),
      `const counted = globalThis as { times?: number };
export const times = (counted.times = (counted.times ?? 0) + 1);
console.log('evaluating');
if (times === 1) for (;;);
export const last = 'there';`,
    );
    const first = kernel.run(`import { last } from './half'; last`);
    await heard('evaluating');
    kernel.interrupt();
    expect((await first).reply).toMatchObject({ ename: 'Interrupted' });
    expect(valueOf(await kernel.run(`import { last, times } from './half'; \`\${last} \${times}\``))).toBe(
      `'there 2'`,
    );
  });

  test('Ctrl-C, which older front ends send, still ends what waits', async () => {
    const cell = kernel.run(`console.log('begun'); await new Promise(() => {});`);
    await heard('begun');
    kernel.process.kill('SIGINT');
    expect((await cell).reply).toMatchObject({ ename: 'Interrupted' });
  });
});

/** As on a machine that has no time for it: what its cells compute is ended over and over until it has heard. */
describe('a kernel that is taken for deaf at once', () => {
  beforeAll(async () => {
    kernel = await JupyterClient.start({ folder: data, deafAfter: 1 });
    await kernel.run('1');
  });
  afterAll(stop);

  const next = { complete_request: { code: 'Mat', cursor_pos: 3 }, kernel_info_request: {} } as const;

  test('answers every cell, whatever of its own it was doing when ■ came', async () => {
    const sources = [
      'await new Promise(() => {});',
      'for (;;) await 1;',
      'for (;;);',
      'for (;;) { console.log("."); await 1; }',
      // These end by themselves about then: with a value, with an error of theirs, before they are run.
      'await new Promise((go) => setTimeout(go, 1)); 1',
      'throw new Error("its own")',
      'const wrong: number = "";',
    ];
    for (let round = 0; round < 8 * sources.length; round++) {
      const source = sources[round % sources.length];
      const cell = kernel.run(source);
      const [type, content] = Object.entries(next)[round % 2];
      await kernel.request(type, content); // The cell is there then: ■ comes by another way, and could overtake it.
      await new Promise((go) => setTimeout(go, round % 5));
      kernel.interrupt();
      const status = (await cell).reply['status'];
      if (/Promise\(\(\)|for/.test(source)) expect(status, `${round}: ${source}`).toBe('error');
      else expect(status, `${round}: ${source}`).toMatch(/ok|error/);
    }
    expect(valueOf(await kernel.run(`'alive'`))).toBe(`'alive'`);
    expect(kernel.log).toBe('');
  });
});

describe('a kernel that ends', () => {
  beforeEach(start);
  afterEach(stop);

  test.each(['for (;;);', 'for (;;) await 1;', 'await new Promise(() => {});'])(
    'a kernel ends when it is asked to while a cell runs: %s',
    async (source) => {
      void kernel.run(`console.log('begun'); ${source}`);
      await heard('begun');
      const { reply } = await kernel.request('shutdown_request', { restart: false }, 'control');
      expect(reply).toMatchObject({ status: 'ok', restart: false });
      await kernel.ended;
      expect(kernel.process.exitCode).toBe(0);
      expect(kernel.log).toBe('');
    },
  );

  test('a kernel that is restarted during a training leaves a saved run, which the next one resumes', async () => {
    await kernel.run(begin('restarted', 3));
    void kernel.run(train);
    await begun('restarted');
    await kernel.request('shutdown_request', { restart: true }, 'control');
    await kernel.ended;
    expect(existsSync(file('restarted', 'lock'))).toBe(false);
    expect(existsSync(file('restarted', 'checkpoint.safetensors'))).toBe(true);
    const before = updates('restarted');

    await start();
    await kernel.run(begin('restarted', 3));
    const again = kernel.run(train);
    await begun('restarted', before + 2);
    // Killed, it saves nothing, and the lock that it leaves belongs to nobody.
    await kernel.stop();
    expect(existsSync(file('restarted', 'lock'))).toBe(true);
    void again;
    const killed = updates('restarted');

    await start();
    await kernel.run(begin('restarted', 3));
    const third = kernel.run(train);
    await begun('restarted', killed + 2);
    kernel.interrupt();
    expect((await third).reply['evalue']).toMatch(/^Interrupted after update/);
  });
});
