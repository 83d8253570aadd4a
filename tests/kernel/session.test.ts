import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Session } from '../../scripts/kernel/session.ts';

/** Outside of the project: cells still find its packages. */
const folder = mkdtempSync(join(tmpdir(), 'session-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let session: Session;
let cells = 0;
beforeEach(() => {
  session = new Session(folder);
  cells = 0;
});

const run = (text: string) => session.run(text, ++cells);
async function value(text: string): Promise<unknown> {
  const end = await run(text);
  if ('error' in end) throw new Error(end.error.traceback.join('\n'));
  return end.value;
}
async function error(text: string) {
  const end = await run(text);
  if (!('error' in end)) throw new Error('The cell did not fail.');
  return end.error;
}

describe('cells share one scope', () => {
  test('functions see what later cells assign, also to what they close over', async () => {
    expect(await value('let count = 1; const twice = () => 2 * count;\ntwice()')).toBe(2);
    expect(await value('count += 4; twice()')).toBe(10);
    expect(await value('count')).toBe(5);
  });

  test('what a cell declares is known to the next one, whatever an editor asks about while it runs', async () => {
    const running = value('const { first } = await Promise.resolve({ first: 1 }); const second = 2;');
    session.compiler.draft('const third = fir');
    await running;
    expect(await value('first + second')).toBe(3);
  });

  test('names are declared anew, in shorthand, by destructuring, and with another type', async () => {
    await run(`const a = { b: 1, c: [2, 3] };`);
    expect(await value(`const { b, c: [first, ...others] } = a; ({ b, first, others })`)).toEqual({
      b: 1,
      first: 2,
      others: [3],
    });
    expect(await value(`const a = 'text'; a.length`)).toBe(4);
    expect(await value(`let empty; empty === undefined`)).toBe(true);
    await run('empty = 3');
    expect(await value(`let empty; empty === undefined`)).toBe(true);
  });

  test('types, classes, enums and imports stay known', async () => {
    await run(`import { join } from 'node:path';
interface Point { readonly x: number }
class Place { constructor(readonly at: Point) {} }
enum Colour { red, blue }`);
    expect(
      await value(`const place = new Place({ x: 1 }); join('a', String(place.at.x + Colour.blue))`),
    ).toBe('a/2');
    expect((await error(`const wrong: Point = { y: 1 };`)).evalue).toMatch(
      /^1:24 - .*'y' does not exist in type 'Point'/,
    );
  });

  test('a constant of an earlier cell is not assigned to, a variable is', async () => {
    await run('const fixed = 1; let free = 1;');
    expect((await error('fixed = 2')).evalue).toBe(
      `1:1 - Cannot assign to 'fixed' because it is a constant.`,
    );
    expect(await value('free = 2; free')).toBe(2);
  });

  test('what a failing cell has declared until then is kept, and what stood there before, too', async () => {
    await run(`const old = 'old';`);
    await run(`const before = 1; throw new Error('here'); const after = 2;`);
    expect(await value('before')).toBe(1);
    expect((await error('after')).evalue).toMatch(/Cannot find name 'after'/);
    await run(`throw new Error('early'); const old = 'new';`);
    expect(await value('old')).toBe('old');
  });

  test('awaits, loops that await, and values that are on their way', async () => {
    expect(await value(`const later = await Promise.resolve(1); later + 1`)).toBe(2);
    expect(await value(`let sum = 0; for await (const each of [1, 2]) sum += each; sum`)).toBe(3);
    expect(await value(`(async () => 'awaited')()`)).toBe('awaited');
  });

  test.each(['const x = 1', 'x => x;'.slice(0, 0), 'if (true) { 1 }', 'let y = 0; y = 4', '// nothing'])(
    'there is no value in %j',
    async (text) => expect(await value(text)).toBeUndefined(),
  );
});

describe('packages and files are found', () => {
  test('the library and those it brings, from a folder that has none', async () => {
    expect(await value(`import * as lab from 'transnar-lab';\nlab.algorithm('bfs').name`)).toBe('bfs');
    expect(await value(`import { DataFrame } from 'danfojs-node';\nnew DataFrame([{ a: 1 }]).shape`)).toEqual(
      [1, 1],
    );
    expect((await error(`lab.sampleAt('bfs', '6', 0, 0)`)).evalue).toMatch(
      /not assignable to parameter of type 'number'/,
    );
  });

  test('one that has to be awaited', async () => {
    const path = join(folder, 'node_modules/awaiting');
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, 'package.json'),
      '{"name": "awaiting", "type": "module", "exports": "./index.js"}',
    );
    writeFileSync(join(path, 'index.js'), 'export const answer = await Promise.resolve(42);');
    writeFileSync(join(path, 'index.d.ts'), 'export declare const answer: number;');
    expect(await value(`import { answer } from 'awaiting';\nanswer`)).toBe(42);
  });

  test('a TypeScript file beside the notebook, also once it has changed', async () => {
    writeFileSync(join(folder, 'helper.ts'), `export const help = (n: number): number => n + 1;`);
    expect(await value(`import { help } from './helper.ts';\nhelp(1)`)).toBe(2);
    writeFileSync(join(folder, 'helper.ts'), `export const help = (n: string): string => n + '!';`);
    expect(await value(`import { help } from './helper.ts';\nhelp('a')`)).toBe('a!');
  });

  test('files that import a third one, from wherever, see the same of it', async () => {
    mkdirSync(join(folder, 'inner'), { recursive: true });
    const files = {
      'shared.ts': `export const counter = { value: 0 };`,
      'adds.ts': `import { counter } from './shared.ts';\nexport const add = () => ++counter.value;`,
      'inner/reads.ts': `import { counter } from '../shared';\nexport const read = () => counter.value;`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await run(`import { add } from './adds.ts';\nimport { read } from './inner/reads.ts';`);
    expect(await value(`add();\nadd();\nread()`)).toBe(2);
    expect(await value(`import { counter } from './shared.ts';\ncounter.value`)).toBe(2);
  });

  test('files that import each other, and one that exports a single value, each time that it is asked for', async () => {
    const files = {
      'even.ts': `import { odd } from './odd.ts';\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);`,
      'odd.ts': `import { even } from './even.ts';\nexport const odd = (n: number): boolean => n > 0 && even(n - 1);`,
      'single.ts': `const single = () => 'one';\nexport = single;`,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    expect(await value(`import { even } from './even.ts';\neven(7)`)).toBe(false);
    expect(await value(`import single from './single.ts';\nsingle()`)).toBe('one');
    expect(await value(`import again from './single.ts';\nagain()`)).toBe('one');
  });

  test('a file that failed is tried again, also where another one imports it', async () => {
    writeFileSync(join(folder, 'fails.ts'), `throw new Error('not yet');\nexport const never = 1;`);
    writeFileSync(join(folder, 'around.ts'), `export { never } from './fails.ts';`);
    for (const file of ['fails', 'around', 'around', 'fails']) {
      expect((await error(`import { never } from './${file}.ts';\nnever`)).evalue).toBe('not yet');
    }
  });

  test('one that there is not, in one line', async () => {
    expect((await error(`import { x } from 'no-such-package';`)).evalue).toMatch(
      /^1:19 - Cannot find module 'no-such-package'/,
    );
  });
});

describe('errors', () => {
  test('a cell that is stopped while it is compiled ends before it has begun', async () => {
    const running = error('const begun = true; await new Promise(() => {});');
    session.interrupt();
    expect(await running).toMatchObject({ ename: 'Interrupted' });
    expect(await error('begun')).toMatchObject({
      evalue: expect.stringMatching(/Cannot find name 'begun'/) as string,
    });
  });

  test('say first what is wrong, then where in cells; packages are folded', async () => {
    await run(`import * as lab from 'transnar-lab';\nfunction inner() {\n  return lab.algorithm('bsf');\n}`);
    const { ename, evalue, traceback } = await error(`const x = 1;\n\ninner()`);
    expect([ename, evalue]).toEqual(['Error', expect.stringMatching(/^There is no algorithm "bsf"/)]);
    expect(traceback[0]).toBe(`Error: ${evalue}`);
    expect(traceback.slice(1)).toEqual([
      expect.stringMatching(/^ {4}at inner in cell 1, line 3$/),
      '    at cell 2, line 3',
      expect.stringMatching(/^ {4}… \d+ more inside of packages; TRANSNAR_DEBUG=1 shows them$/),
    ]);
  });

  test('of the compiler show the line and the place', async () => {
    expect((await error(`const fine = 1;\nconst x: number = 'text'`)).traceback).toEqual([
      `2:7 - Type 'string' is not assignable to type 'number'.`,
      `    const x: number = 'text'`,
      '          ^',
    ]);
  });

  test('keep several lines, causes and what is no error', async () => {
    const { traceback } = await error(
      `throw new TypeError('one\\n    at two', { cause: new Error('because') })`,
    );
    expect(traceback).toEqual([
      'TypeError: one',
      '    at two',
      '    at cell 1, line 1',
      'caused by Error: because',
      '    at cell 1, line 1',
    ]);
    expect((await error(`throw 'a text'`)).traceback).toEqual(['a text']);
    expect((await error(`throw undefined`)).evalue).toBe('undefined');
  });
});
