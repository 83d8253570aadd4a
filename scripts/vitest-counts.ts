/** What a run of Vitest came to, from its own report. */
import { existsSync, readFileSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** By their full names. */
  readonly skipped: readonly string[];
}

/** Options of Vitest that write the report to this file, beside what it prints. */
export const reportingTo = (file: string): string[] => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${file}`,
];

/** The counts of a report; a run that fails without a failed test, or without a report, counts as one failure. */
export function countsOf(file: string, status: number | null | undefined): Counts {
  const report: Report = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Report)
    : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  const unexplained = status !== 0 && report.numFailedTests === 0 ? 1 : 0;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unexplained,
    skipped: tests.filter(({ status: of }) => of === 'skipped').map(({ fullName }) => fullName),
  };
}
