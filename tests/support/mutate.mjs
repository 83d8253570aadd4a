/**
 * Makes the small changes of tests/mutations.md one after the other, each in the library of this checkout, and says
 * which test goes red: `node tests/support/mutate.mjs [text of a row] [--write]`. A change is undone at once, also on an
 * interrupt; a checkout with changes in lib/ or scripts/ is refused. With `--write` the table gets the tests that were found.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutationsOf, staleness } from './mutation-table.mjs';

const root = join(import.meta.dirname, '../..');
const list = join(root, 'tests/mutations.md');
const options = process.argv.slice(2);
const wanted = options.find((option) => !option.startsWith('--')) ?? '';

if (
  execFileSync('git', ['status', '--porcelain', 'lib', 'scripts'], { cwd: root, encoding: 'utf8' }) !== ''
) {
  throw new Error(
    'There are changes in lib/ or scripts/: commit them first, since this script changes files there and back.',
  );
}
process.on('SIGINT', () => undefined); // Ends the tests alone: the change has to be undone.

const report = join(mkdtempSync(join(tmpdir(), 'mutations-')), 'report.json');
let text = readFileSync(list, 'utf8');
for (const mutation of mutationsOf(text)) {
  const { line, file, before, after, seenBy } = mutation;
  if (!line.includes(wanted) || seenBy.startsWith('nothing: ')) continue;
  const say = (verdict) => console.log(`${verdict.padEnd(9)} ${file}: ${before} → ${after || 'nothing'}`);
  if (staleness(root, mutation)) {
    say('STALE');
    process.exitCode = 1;
    continue;
  }
  const path = join(root, file);
  const original = readFileSync(path, 'utf8');
  const found = redTest(
    path,
    original,
    original.replace(before, () => after),
    testFilesIn(seenBy),
  );
  say(found ? 'red' : 'SURVIVES');
  if (!found) {
    process.exitCode = 1;
    continue;
  }
  console.log(`${' '.repeat(9)} ${found}`);
  if (options.includes('--write')) {
    const change = line.slice(0, line.lastIndexOf(' | '));
    text = text.replace(line, () => `${change} | ${found.replaceAll('|', '\\|')} |`);
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
