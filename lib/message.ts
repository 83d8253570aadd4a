/** What is said of something that was thrown, whatever that is. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The first line of it. */
export const firstLineOf = (thrown: unknown): string => messageOf(thrown).split('\n')[0] ?? '';
