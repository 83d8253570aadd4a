/** What is read of the table of tests/mutations.md. */

/** One row, without the escapes of Markdown but for `line`. */
export interface Mutation {
  readonly line: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** `test file: name of the test`, or `nothing: why`. */
  readonly seenBy: string;
}

export function mutationsOf(table: string): Mutation[];
export function staleness(root: string, mutation: Pick<Mutation, 'file' | 'before'>): string | undefined;
