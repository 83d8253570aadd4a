/** How the learning rate changes over a training run. */
export interface Schedule {
  /** Highest learning rate. */
  readonly peak: number;
  /** Updates over which it rises linearly from 0. */
  readonly warmup: number;
  /** Share of the peak that a cosine decay ends at; 1 keeps the rate constant. */
  readonly floor: number;
}

/** The learning rate of 0-based `update` in a run of `total` updates. */
export function learningRate({ peak, warmup, floor }: Schedule, update: number, total: number): number {
  if (update < warmup) return (peak * (update + 1)) / warmup;
  const progress = (update - warmup) / Math.max(1, total - warmup);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  return peak * (floor + (1 - floor) * cosine);
}
