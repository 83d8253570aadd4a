/** The file of attempts at records: a row for each run, which several processes add to. */
import { updating } from '../store/file-lock.ts';
import { type Check, readJsonLines, readNamedLines, writeLines } from '../store/json-lines.ts';
import { checkExperiment } from './check-experiment.ts';
import { type RecordRow, recordRow } from './records.ts';

const check: Check<RecordRow> = (data, where) => checkExperiment(recordRow, data, where);

/** All attempts of a file. Throws if there is no file, and on the first line that is none. */
export function readRecords(path: string): RecordRow[] {
  return readNamedLines(path, check);
}

/** Adds an attempt; one of the same run is replaced where it stands. Processes that add to one file take turns. */
export function writeRecord(path: string, row: RecordRow): void {
  updating(path, () => {
    const rows = new Map(readJsonLines(path, check).map((each) => [each.run, each]));
    writeLines(path, [...rows.set(row.run, row).values()]);
  });
}
