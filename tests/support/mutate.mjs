/**
 * Makes the small changes of tests/mutations.md one after the other, each in the library of this checkout, and says
 * which test goes red: `node tests/support/mutate.mjs [text of a row] [--write]`. A change is undone at once, also on an
 * interrupt; a checkout with changes in lib/ is refused. With `--write` the table gets the tests that were found.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const list = join(root, 'tests/mutations.md');
const options = process.argv.slice(2);
const wanted = options.find((option) => !option.startsWith('--')) ?? '';

if (execFileSync('git', ['status', '--porcelain', 'lib'], { cwd: root, encoding: 'utf8' }) !== '') {
  throw new Error(
    'There are changes in lib/: commit them first, since this script changes files there and back.',
  );
}

/** `| file | change | test |`, the change as `before` → `after`; no `after` takes the text out. */
const row = /^\| (lib\/\S+) \| `(.*?)` → (?:`(.*?)`|nothing) \| (.*) \|$/;

const report = join(mkdtempSync(join(tmpdir(), 'mutations-')), 'report.json');
let text = readFileSync(list, 'utf8');
let survivors = 0;
for (const line of text.split('\n')) {
  const parts = row.exec(line);
  if (!parts || !line.includes(wanted)) continue;
  const [file, before, after, tests] = parts.slice(1).map((part) => (part ?? '').replaceAll('\\|', '|'));
  const found = redTest(file, before, after, [...new Set(tests.match(/tests\/\S+?\.test\.ts/g))]);
  if (!found) survivors++;
  console.log(
    `${found ? 'red     ' : 'SURVIVES'} ${file}: ${before} → ${after || 'nothing'}${found ? `\n         ${found}` : ''}`,
  );
  if (found && options.includes('--write')) {
    const cell = line.slice(0, line.lastIndexOf(` | ${parts[4]} |`));
    text = text.replace(line, () => `${cell} | ${found.replaceAll('|', '\\|')} |`);
    writeFileSync(list, text);
  }
}
process.exitCode = survivors > 0 ? 1 : 0;

/** The first test that fails with the change, as `file: name`; undefined if none of the files has one. */
function redTest(file, before, after, files) {
  const path = join(root, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(before).length !== 2) throw new Error(`${file} does not have exactly one "${before}".`);
  const undo = () => writeFileSync(path, original);
  process.once('SIGINT', undo);
  try {
    writeFileSync(
      path,
      original.replace(before, () => after),
    );
    for (const test of files) {
      const vitest = join(root, 'node_modules/vitest/vitest.mjs');
      const reporting = ['--reporter=json', `--outputFile=${report}`, '--bail=1', '--maxWorkers=1'];
      spawnSync(process.execPath, [vitest, 'run', test, ...reporting], { cwd: root, stdio: 'ignore' });
      const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
      for (const { status, assertionResults, message } of testResults) {
        const failed = assertionResults.find((result) => result.status === 'failed');
        if (failed) return `${test}: ${[...failed.ancestorTitles, failed.title].join(' > ')}`;
        if (status === 'failed') return `${test}: ${message.split('\n')[0]}`;
      }
    }
    return undefined;
  } finally {
    undo();
    process.off('SIGINT', undo);
  }
}
