/**
 * Makes the small changes of tests/mutations.md one after the other, each in the library of this checkout, and says
 * which test goes red: `node tests/support/mutate.mjs [text of a row] [--write]`. A change is undone at once, also on an
 * interrupt; a checkout with changes in lib/ is refused. With `--write` the table gets the tests that were found.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
process.on('SIGINT', () => undefined); // Ends the tests alone: the change has to be undone.

/** `| file | change | test |`, the change as `before` → `after`, or → nothing, which takes the text out. */
const row = /^\| (lib\/\S+) \| `(.*?)` → (?:`(.*?)`|nothing) \| (.*) \|$/;

const report = join(mkdtempSync(join(tmpdir(), 'mutations-')), 'report.json');
let text = readFileSync(list, 'utf8');
for (const line of text.split('\n')) {
  const parts = row.exec(line);
  if (!parts || !line.includes(wanted)) continue;
  const [file, before, after, tests] = parts.slice(1).map((part) => (part ?? '').replaceAll('\\|', '|'));
  const say = (verdict) => console.log(`${verdict.padEnd(9)} ${file}: ${before} → ${after || 'nothing'}`);
  const path = join(root, file);
  const original = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (original.split(before).length !== 2) {
    say('STALE');
    process.exitCode = 1;
    continue;
  }
  const found = redTest(
    path,
    original,
    original.replace(before, () => after),
    testFilesIn(tests),
  );
  say(found ? 'red' : 'SURVIVES');
  if (!found) {
    process.exitCode = 1;
    continue;
  }
  console.log(`${' '.repeat(9)} ${found}`);
  if (options.includes('--write')) {
    const cell = line.slice(0, line.lastIndexOf(` | ${parts[4]} |`));
    text = text.replace(line, () => `${cell} | ${found.replaceAll('|', '\\|')} |`);
    writeFileSync(list, text);
  }
}

function testFilesIn(cell) {
  return [...new Set(cell.match(/tests\/\S+?\.test\.ts/g))];
}

/** The first test that fails with the change, as `file: name`; undefined if none of the files has one. */
function redTest(path, original, changed, files) {
  try {
    writeFileSync(path, changed);
    for (const file of files) {
      rmSync(report, { force: true });
      const vitest = join(root, 'node_modules/vitest/vitest.mjs');
      const reporting = ['--reporter=json', `--outputFile=${report}`, '--bail=1', '--maxWorkers=1'];
      spawnSync(process.execPath, [vitest, 'run', file, ...reporting], { cwd: root, stdio: 'ignore' });
      if (!existsSync(report)) throw new Error(`The tests of ${file} were interrupted.`);
      for (const { status, assertionResults, message } of JSON.parse(readFileSync(report, 'utf8'))
        .testResults) {
        const failed = assertionResults.find((result) => result.status === 'failed');
        if (failed) return `${file}: ${[...failed.ancestorTitles, failed.title].join(' > ')}`;
        if (status === 'failed') return `${file}: ${message.split('\n')[0]}`;
      }
    }
    return undefined;
  } finally {
    writeFileSync(path, original);
  }
}
