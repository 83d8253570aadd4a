/** Reads the table of tests/mutations.md: what each row changes, which test sees it, and whether it can still be made. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `| file | change | test |`, the change as `before` → `after`, or → nothing, which takes the text out. */
const row = /^\| (\S+) \| `(.*?)` → (?:`(.*?)`|nothing) \| (.*) \|$/;

/** The changes of a table, in order; throws for a row that is none. */
export function mutationsOf(table) {
  const [, , ...lines] = table.split('\n').filter((line) => line.startsWith('|')); // Without the table's head.
  return lines.map((line) => {
    const parts = row.exec(line);
    if (!parts) throw new Error(`This row of the table of mutations is none: ${line}`);
    const [file, before, after, seenBy] = parts.slice(1).map((part) => (part ?? '').replaceAll('\\|', '|'));
    return { line, file, before, after, seenBy };
  });
}

/** Why a change cannot be made in the checkout at `root`: its text must be in its file, once. */
export function staleness(root, { file, before }) {
  const path = join(root, file);
  if (!existsSync(path)) return 'there is no such file';
  const times = readFileSync(path, 'utf8').split(before).length - 1;
  return times === 1 ? undefined : `the text is in the file ${times} times`;
}
