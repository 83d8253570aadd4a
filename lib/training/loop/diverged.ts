/** What is said of a training whose loss, gradient or parameters are no finite numbers any more. */

/** Where it happened, and what there is to go back to. */
export interface Divergence {
  readonly update: number;
  /** What is no finite number. */
  readonly sign: string;
  /** What the batch was. */
  readonly batch: string;
  readonly checkpoint: string;
  /** What is known of the checkpoint that is there, if one is: this sitting wrote it or its checksum is right, or not. */
  readonly known: 'good' | 'unvouched' | undefined;
}

export function diverged({ update, sign, batch, checkpoint, known }: Divergence): Error {
  const saved = {
    good: `The last good checkpoint is ${checkpoint}.`,
    unvouched: `It went on from ${checkpoint}, which is older than checksums: that file may be damaged.`,
    none: 'No checkpoint had been written yet.',
  }[known ?? 'none'];
  return new Error(
    `Training diverged at update ${update} (${sign}) on ${batch}. ${saved} ` +
      'Lower the learning rate or the clipping norm.',
  );
}
