/** What a run of Vitest came to, from its own report. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly Assertion[];
  }[];
}

interface Assertion {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** The file, the test's full name and the first line of what went wrong, for each that failed. */
  readonly failures: readonly string[];
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
    failures: report.testResults.flatMap(failuresOf),
    skipped: tests.filter(({ status: of }) => of === 'skipped').map(({ fullName }) => fullName),
  };
}

/** Of one file: its tests that failed, or the file itself where it ended before there was a test. */
function failuresOf({ name, status, message, assertionResults }: Report['testResults'][number]): string[] {
  const file = relative(process.cwd(), name);
  const told = assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName, failureMessages: [why = ''] }) => `${file} > ${fullName}: ${firstLine(why)}`);
  return told.length > 0 || status !== 'failed' ? told : [`${file}: ${firstLine(message)}`];
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';
