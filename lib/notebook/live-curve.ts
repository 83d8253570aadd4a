/** A run's curves that grow in one place while it trains: what notebooks show below the cell that trains. */
import { type Progress, describeProgress } from '../training/loop/progress.ts';
import { type Run, readMetrics } from '../store/index.ts';
import { figurePng } from '../figure/render.ts';
import { trainingProgress } from '../figure/training-progress.ts';

/** One output of a notebook that every call writes anew, as `newDisplay()` gives it. */
export interface LiveDisplay {
  png(image: Uint8Array): void;
  text(line: string): void;
}

/** Also the hooks of `pretrainNar`, `trainOnText` and the evaluations, which take its `progress`. */
export interface LiveCurve {
  readonly progress: Progress;
  /**
   * Shows the whole curve of a trained run: the picture that stays, the same whether the run was trained just now or
   * had been before. Rejects if any drawing failed.
   */
  finish(trained: { readonly experiment: { readonly name: string }; readonly run: Run }): Promise<void>;
}

/** How often a live curve is drawn, and what it shows. */
export interface LiveCurveOptions {
  /** Seconds between two drawings, at least. */
  readonly interval?: number;
  /** The share of the time that drawing may take of the training's, at most. */
  readonly share?: number;
  /** Weight of the moving average, 0 (none) to below 1. */
  readonly smoothing?: number;
  /** Other runs to draw in the same chart. */
  readonly beside?: readonly Run[];
}

/**
 * Draws the run in progress again and again, and after its last update: loss, validation by name, gradient norm and
 * speed, with the time left above them; what measures no loss, such as an evaluation, is shown as a line of text.
 */
export function liveCurve(
  display: LiveDisplay,
  { interval = 2, share = 0.05, smoothing = 0, beside = [] }: LiveCurveOptions = {},
): LiveCurve {
  let drawings = Promise.resolve();
  let pending = 0;
  let last = -Infinity;
  let pause = interval;

  async function show(name: string, status: string[], run: Run | undefined): Promise<void> {
    const start = performance.now() / 1000;
    const lines = run ? readMetrics(run) : [];
    if (lines.length === 0) display.text(status.at(-1) ?? name);
    else {
      const others = beside.map((other) => ({ name: other.name, lines: readMetrics(other) }));
      const runs = [{ name, lines }, ...others];
      display.png(
        await figurePng(trainingProgress(runs, { title: name, status, smoothing, interactive: false })),
      );
    }
    pending--;
    // Counted from the end of a drawing: training always gets its share of the time.
    last = performance.now() / 1000;
    pause = Math.max(interval, ((last - start) * (1 - share)) / share);
  }

  /** One drawing after the other, so that no older picture follows a newer one. */
  function draw(...what: Parameters<typeof show>): void {
    pending++;
    drawings = drawings.then(() => show(...what));
  }

  return {
    progress(state) {
      const early = pending > 0 || performance.now() / 1000 - last < pause;
      if (early && state.done < state.total) return;
      draw(state.label, [describeProgress(state)], state.run);
    },
    async finish({ experiment: { name }, run }) {
      draw(name, [], run);
      await drawings;
    },
  };
}
