/** What is said of a training whose loss or gradient is no finite number any more. */

/** Where it happened, and what there is to go back to. */
export interface Divergence {
  readonly update: number;
  readonly loss: number;
  /** What the batch was. */
  readonly batch: string;
  readonly checkpoint: string;
  /** What is known of the checkpoint that is there, if one is: this sitting wrote it or its checksum is right, or not. */
  readonly known: 'good' | 'unvouched' | undefined;
}

export function diverged({ update, loss, batch, checkpoint, known }: Divergence): Error {
  const saved = {
    good: `The last good checkpoint is ${checkpoint}.`,
    unvouched: `It went on from ${checkpoint}, which is older than checksums: that file may be damaged.`,
    none: 'No checkpoint had been written yet.',
  }[known ?? 'none'];
  return new Error(
    `Training diverged at update ${update} (loss ${loss}) on ${batch}. ${saved} ` +
      'Lower the learning rate or the clipping norm.',
  );
}
