/** The scores of published runs: the rows that are committed beside them, where this machine has not evaluated them itself. */
import type { LanguageExperiment } from '../experiment/index.ts';
import type { ResultRow } from '../metric/index.ts';
import { type Run, committedResults, readRows, rowFilesIn } from '../store/index.ts';
import { lastRead } from '../store/last-read.ts';

/**
 * The committed rows of a published run, if they are those of an evaluation such as the experiment's: all of its algorithms
 * and sizes, on at least as many samples. Undefined for a run of this machine's own. Throws where a file of rows is damaged.
 */
export function publishedRows(
  { name, published }: Run,
  { algorithms, evaluation }: Pick<LanguageExperiment, 'algorithms' | 'evaluation'>,
  folder = committedResults(),
): ResultRow[] | undefined {
  if (published === undefined) return undefined;
  const asked = new Set(
    algorithms.flatMap((algorithm) => evaluation.sizes.map((size) => `${algorithm} ${size}`)),
  );
  const rows = rowFilesIn(folder)
    .flatMap(rowsAt)
    .filter(
      (row) =>
        row.run === name && row.samples >= evaluation.samples && asked.has(`${row.algorithm} ${row.size}`),
    );
  const there = new Set(rows.map(({ algorithm, size }) => `${algorithm} ${size}`));
  return there.size === asked.size ? rows : undefined;
}

/** Kept, since every cell of a campaign is looked for in all of them. */
const rowsAt = lastRead(readRows);
