import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Notebook, parseNotebook, printNotebook } from '../../scripts/notebook/format.ts';
import { type NotebookRun, type RunOptions, runNotebook } from '../../scripts/notebook/run.ts';
import { patience } from '../support/patience.ts';

// Each test starts a kernel or two.
vi.setConfig({ maxConcurrency: 2 });

let folder: string;
// Outside of the project: cells can import it by name all the same.
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'notebook-test-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
function run(cells: readonly string[], options: Partial<RunOptions> = {}): Promise<NotebookRun> {
  const file = join(folder, `${written++}.ipynb`);
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'from an earlier execution' }],
      execution_count: 17,
    })),
  };
  writeFileSync(file, printNotebook(notebook));
  return runNotebook(file, { timeout: patience / 1000, ...options });
}

const outputs = ({ notebook }: NotebookRun) =>
  notebook.cells.map((cell) => (cell.cell_type === 'code' ? cell.outputs : []));

describe.concurrent('a notebook that goes through', () => {
  test('keeps streams joined, displays, values of last lines, and updates in place', async () => {
    const result = await run([
      `const x: number = 2; console.log('x is', x); console.log('and', x + 1)`,
      `import { display, newDisplay } from 'transnar-lab/notebook';
       display.html('<b>x</b>'); const live = newDisplay(); live.text('step 1'); live.text('step 2')`,
      `await new Promise((resolve) => setTimeout(resolve, 20)); live.text('step 3'); x + 40`,
    ]);
    expect(result.failure).toBeUndefined();
    expect(outputs(result)).toEqual([
      [{ output_type: 'stream', name: 'stdout', text: 'x is 2\nand 3\n' }],
      [
        { output_type: 'display_data', data: { 'text/html': '<b>x</b>' }, metadata: {} },
        { output_type: 'display_data', data: { 'text/plain': 'step 3' }, metadata: {} },
      ],
      [
        {
          output_type: 'execute_result',
          execution_count: 3,
          data: { 'text/plain': '42' },
          metadata: {},
        },
      ],
    ]);
  });

  test('is valid when written, and the same however often it is executed', async () => {
    const cells = [`console.log({ a: [1, 2], b: 'text' })`, `// nothing to show`];
    const [first, second] = await Promise.all([run(cells), run(cells)]);
    expect(printNotebook(first.notebook)).toBe(printNotebook(second.notebook));
    expect(parseNotebook(JSON.parse(printNotebook(first.notebook)), 'it')).toEqual(first.notebook);
    expect(first.notebook.cells).toMatchObject([
      { id: 'cell-0', execution_count: 1 },
      { id: 'cell-1', execution_count: 2 },
    ]);
  });

  test('sees its own folder, the preset and the library with its types', async () => {
    const result = await run(
      [
        `import { algorithm, type Trajectory } from 'transnar-lab/dataset';
         console.log(process.cwd(), process.env.TRANSNAR_PRESET, algorithm('bfs').name)`,
        `const wrong: number = algorithm('bfs').name`,
      ],
      { preset: 'smoke' },
    );
    expect(outputs(result)[0]).toEqual([
      { output_type: 'stream', name: 'stdout', text: `${folder} smoke bfs\n` },
    ]);
    expect(result.failure?.message).toMatch(/^1:7 - Type 'string' is not assignable to type 'number'\.\n/);
  });
});

describe.concurrent('a notebook fails at the cell', () => {
  test.each([
    ['that does not compile', 'error', `const x: number = 'text'`, /not assignable to type 'number'/],
    ['that throws', 'error', `throw new RangeError('thrown here')`, /RangeError: thrown here/],
    ['that throws after waiting', 'error', `await 0; throw new Error('thrown later')`, /thrown later/],
    ['that throws no error', 'error', `throw 'a text'`, /a text/],
    ['with a floating rejection', 'floating rejection', `void Promise.reject(new Error('lost'))`, /lost/],
    ['that ends the process', 'kernel ended', `process.exit(0)`, /ended with 0/],
  ])('%s', async (_, kind, source, message) => {
    const result = await run([`console.log('before')`, source, `console.log('after')`]);
    expect(result.failure).toMatchObject({ kind, cell: 2, source });
    expect(result.failure?.message).toMatch(message);
    expect(outputs(result)[1]).toMatchObject([{ output_type: 'error' }]);
    expect(outputs(result)[2]).toEqual([]);
    expect(() => parseNotebook(JSON.parse(printNotebook(result.notebook)), 'it')).not.toThrow();
  });

  test.each([
    ['that never ends', `for (;;);`],
    ['that waits for ever', `await new Promise(() => {})`],
  ])('%s', async (_, source) => {
    const result = await run([source], { timeout: 3 });
    expect(result.failure).toMatchObject({ kind: 'time-out', cell: 1, message: 'No end after 3 s.' });
  });

  test.each([
    [
      'a timer throws',
      `setTimeout(() => { throw new Error('late') }, 300)`,
      { kind: 'uncaught exception', message: /late/, drain: 60 },
    ],
    [
      'a promise is rejected',
      `void new Promise((_, reject) => setTimeout(reject, 300, 'late'))`,
      { kind: 'floating rejection', message: /late/, drain: 60 },
    ],
    [
      'something goes on for ever',
      `setInterval(() => {}, 100)`,
      { kind: 'time-out', message: /still pending 3 s after/, drain: 3 },
    ],
  ])('after which %s', async (_, source, { kind, message, drain }) => {
    const result = await run([source], { drain });
    expect(result.failure).toMatchObject({ kind, cell: 1 });
    expect(result.failure?.message).toMatch(message);
  });
});

test('a traceback shows the frames of the cell and none of the machinery', async () => {
  const { failure } = await run([`function inner() { throw new Error('deep') }\ninner()`]);
  expect(failure?.message).toMatch(/at inner/);
  expect(failure?.message).not.toMatch(/scripts\/kernel|node:vm/);
});

test('a file that is not a notebook gets one message that names it', async () => {
  const file = join(folder, 'broken.ipynb');
  writeFileSync(file, '{"nbformat": 4}');
  await expect(runNotebook(file, { timeout: 5 })).rejects.toThrow(/broken\.ipynb is not a valid notebook/);
  writeFileSync(file, 'not JSON');
  await expect(runNotebook(file, { timeout: 5 })).rejects.toThrow(/^Cannot read the notebook .*broken\.ipynb: /);
  expect(readFileSync(file, 'utf8')).toBe('not JSON');
});
