/** What a stage came to. */
export interface Outcome {
  /** In words what was wrong, if anything was. */
  readonly failed?: string;
  readonly note?: string;
}
