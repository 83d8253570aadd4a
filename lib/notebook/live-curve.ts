/** A training curve that grows in one place while its run trains: what notebooks show below the cell that trains. */
import { type Progress, describeProgress } from '../training/loop/progress.ts';
import { type Run, readMetrics } from '../store/index.ts';
import { figurePng } from '../figure/render.ts';
import { trainingCurves } from '../figure/training-curves.ts';

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

/**
 * Redraws the curve of the run in progress at most every `interval` seconds and after its last update; what measures no
 * loss, such as an evaluation, is shown as a line of text.
 */
export function liveCurve(display: LiveDisplay, { interval = 2 } = {}): LiveCurve {
  let drawings = Promise.resolve();
  let pending = 0;
  let last = -Infinity;

  async function show(series: string, title: string, run: Run | undefined): Promise<void> {
    const lines = run ? readMetrics(run) : [];
    const points = lines.map(({ update, loss }) => ({ series, step: update, loss }));
    if (points.length === 0) display.text(title);
    else display.png(await figurePng(trainingCurves(points, { title })));
    pending--;
    // The interval is the pause between two drawings: training always gets its share of the time.
    last = performance.now() / 1000;
  }

  /** One drawing after the other, so that no older picture follows a newer one. */
  function draw(...what: Parameters<typeof show>): void {
    pending++;
    drawings = drawings.then(() => show(...what));
  }

  return {
    progress(state) {
      const early = pending > 0 || performance.now() / 1000 - last < interval;
      if (!early || state.done >= state.total) draw(state.label, describeProgress(state), state.run);
    },
    async finish({ experiment: { name }, run }) {
      draw(name, `${name}: training loss`, run);
      await drawings;
    },
  };
}
