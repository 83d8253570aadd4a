/** How the learning rate changes over a training run. */
export interface Schedule {
  /** Highest learning rate. */
  readonly peak: number;
  /** Updates over which it rises linearly from 0. */
  readonly warmup: number;
  /** Share of the peak that a cosine decay ends at; 1 keeps the rate constant. */
  readonly floor: number;
  /**
   * Share of all updates over which it decays, the last ones; before, the rate stays at the peak, and what is learned does
   * not depend on how long the run is. Absent: from the end of the warm-up on.
   */
  readonly decay?: number | undefined;
}

/** The learning rate of 0-based `update` in a run of `total` updates. */
export function learningRate(schedule: Schedule, update: number, total: number): number {
  const { peak, warmup, floor, decay = 1 } = schedule;
  if (update < warmup) return (peak * (update + 1)) / warmup;
  const start = Math.max(warmup, Math.round(total * (1 - decay)));
  const progress = Math.max(0, update - start) / Math.max(1, total - start);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  return peak * (floor + (1 - floor) * cosine);
}
