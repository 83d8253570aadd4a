import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { JupyterClient, outputsOf, printed, valueOf } from '../support/jupyter-client.ts';
import { patience } from '../support/patience.ts';

const folder = mkdtempSync(join(tmpdir(), 'kernel-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a kernel, asked in Jupyter’s protocol', () => {
  let kernel: JupyterClient;
  beforeAll(async () => {
    kernel = await JupyterClient.start({ folder });
  });
  afterAll(() => kernel.stop());

  test('says something while the first cell loads, which is gone once it shows anything', async () => {
    const answer = await kernel.run(`console.log('first')`);
    expect(kernel.heard).toMatch(/^Loading .*\nfirst\n$/);
    expect(printed(answer)).toBe('first\n');
    expect(answer.reply).toMatchObject({ status: 'ok', execution_count: 1 });
  });

  test('tells what it is', async () => {
    const { reply } = await kernel.request('kernel_info_request');
    expect(reply).toMatchObject({
      status: 'ok',
      protocol_version: '5.3',
      language_info: { name: 'typescript' },
    });
  });

  test('shows streams, displays, updates in place, and the value of the last line', async () => {
    const answer = await kernel.run(`import { display, newDisplay, show } from 'transnar-lab';
console.log('out'); console.error('err');
const live = newDisplay(); live.text('one'); live.text('two'); display.html('<b>x</b>');
show([{ a: 1, b: 'x' }]);
({ last: 'line' })`);
    const [out, err, one, two, html, table, value] = outputsOf(answer);
    expect([out.content, err.content]).toEqual([
      { name: 'stdout', text: 'out\n' },
      { name: 'stderr', text: 'err\n' },
    ]);
    expect([one.type, two.type]).toEqual(['display_data', 'update_display_data']);
    expect(two.content['transient']).toEqual(one.content['transient']);
    expect(html.content['data']).toEqual({ 'text/html': '<b>x</b>' });
    expect(table.content['data']).toHaveProperty('text/html');
    expect(value).toMatchObject({
      type: 'execute_result',
      content: { data: { 'text/plain': `{ last: 'line' }` } },
    });
  });

  test('an old notebook that imports tslab finds its displays', async () => {
    const answer = await kernel.run(`import * as tslab from 'tslab';\ntslab.display.html('<i>y</i>')`);
    expect(outputsOf(answer)[0].content['data']).toEqual({ 'text/html': '<i>y</i>' });
  });

  test('a spec that does not compile is the error of its cell, awaited or not, shown or given', async () => {
    for (const code of [
      `show({ mark: 'nothing', encoding: {} }); 1`,
      `({ mark: 'nothing', encoding: {} })`,
    ]) {
      const { reply } = await kernel.run(code);
      expect(reply).toMatchObject({
        status: 'error',
        evalue: expect.stringMatching(/^This Vega-Lite spec does not compile: /) as string,
      });
    }
  });

  test('errors are errors, message first; cells behind one are not run, those sent later are', async () => {
    const [failing, behind] = [kernel.run(`throw new RangeError('bad')`), kernel.run(`1`)];
    const { reply, published } = await failing;
    expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'bad' });
    expect((reply['traceback'] as string[])[0]).toBe('RangeError: bad');
    expect(published.at(-1)).toMatchObject({ type: 'error', content: { ename: 'RangeError' } });
    const next = kernel.run(`'next'`);
    expect((await behind).reply).toEqual({ status: 'aborted' });
    expect(valueOf(await next)).toBe(`'next'`);
  });

  test('prints as much as a cell likes', async () => {
    const answer = await kernel.run(`for (let i = 0; i < 3000; i++) console.log(i);`);
    expect(printed(answer).split('\n').slice(0, -1)).toEqual(
      Array.from({ length: 3000 }, (_, i) => String(i)),
    );
  });

  test('plotly.js, which draws in a browser, draws below the cell', async () => {
    const answer = await kernel.run(`import Plotly from 'plotly.js-dist';
import { react } from 'plotly.js-dist';
await Plotly.newPlot('bars', [{ type: 'bar', y: [1, 2] }], { title: { text: 'Two' } });
await react('bars', { data: [{ type: 'bar', y: [3] }] });`);
    const [drawn, changed] = answer.published.filter(({ type }) => type.endsWith('display_data'));
    expect(drawn).toMatchObject({
      type: 'display_data',
      content: {
        data: {
          'application/vnd.plotly.v1+json': { data: [{ y: [1, 2] }], layout: { title: { text: 'Two' } } },
        },
      },
    });
    expect(changed).toMatchObject({
      type: 'update_display_data',
      content: { data: { 'application/vnd.plotly.v1+json': { data: [{ y: [3] }] } } },
    });
  });

  test('answers the editor while a cell runs', async () => {
    const running = kernel.run(
      `console.log('begun'); await new Promise((go) => { globalThis['go'] = go; }); 'ran'`,
    );
    const code = `show; "😀"; newDis`;
    const { reply } = await kernel.request('complete_request', { code, cursor_pos: [...code].length });
    expect(reply).toMatchObject({ matches: ['newDisplay'], cursor_start: 11, cursor_end: 17 });
    const inspected = await kernel.request('inspect_request', {
      code: 'show(',
      cursor_pos: 5,
      detail_level: 0,
    });
    expect(inspected.reply).toMatchObject({
      found: true,
      data: { 'text/plain': expect.stringMatching(/^show\(value/) as string },
    });
    await vi.waitUntil(() => kernel.heard.endsWith('begun\n'), { timeout: patience });
    kernel.interrupt();
    expect((await running).reply).toMatchObject({ ename: 'Interrupted' });
  });

  test('a rejection that nobody awaits is told, and ends nothing', async () => {
    await kernel.run(
      `void Promise.reject(new Error('lost')); await new Promise((done) => setTimeout(done, 50))`,
    );
    expect(kernel.heard).toMatch(/Error: lost\n {4}at cell \d+, line 1\n/);
    expect(valueOf(await kernel.run('1 + 1'))).toBe('2');
  });
});

async function occupy(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('a port that is taken for a moment is waited for', async () => {
  const kernel = await JupyterClient.start({
    folder,
    async before({ shell_port: port }) {
      const server = await occupy(port);
      setTimeout(() => server.close(), 4000);
    },
  });
  expect(valueOf(await kernel.run('6 * 7'))).toBe('42');
  await kernel.stop();
});

test('a port that stays taken ends the kernel with one line that names it', async () => {
  let taken: Awaited<ReturnType<typeof occupy>> | undefined;
  let address = '';
  const kernel = await JupyterClient.start({
    folder,
    async before({ shell_port: port }) {
      taken = await occupy(port);
      address = `tcp://127.0.0.1:${port}`;
    },
  });
  await kernel.ended;
  expect(kernel.process.exitCode).toBe(1);
  expect(kernel.log).toMatch(
    new RegExp(`^The kernel cannot listen at ${address}, which Jupyter has chosen: .*\n$`),
  );
  taken?.close();
  await kernel.stop();
});
