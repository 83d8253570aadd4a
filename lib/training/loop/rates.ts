/** How fast updates are: what a line of the curve says of the speed since the line before. */
import { peakFlops, productFlops } from '../../backend/index.ts';
import type { MetricLine } from '../../store/index.ts';

/** What a line says of speed. */
export type Speed = Pick<MetricLine, 'tokensPerSecond' | 'flopsPerSecond' | 'utilisation'>;

/** A stop watch for updates, batches included; what happens between two of them does not count. */
export class Rates {
  readonly #measure: () => number | undefined;
  #peak: number | undefined;
  #began = 0;
  #flopsBefore = 0;
  #seconds = 0;
  #flops = 0;
  /** Undefined until an update has had tokens. */
  #tokens: number | undefined;

  /** `peak` is asked once, before the first update: a run that has ended measures nothing. */
  constructor(peak: () => number | undefined = peakFlops) {
    let known: { readonly peak: number | undefined } | undefined;
    this.#measure = () => (known ??= { peak: peak() }).peak;
  }

  begin(): void {
    this.#peak = this.#measure();
    this.#began = performance.now();
    this.#flopsBefore = productFlops() ?? 0;
  }

  /** Ends what `begin` began; `elsewhere` are operations that the engine of this thread has not counted. */
  end(tokens: number | undefined, elsewhere = 0): void {
    this.#seconds += (performance.now() - this.#began) / 1000;
    this.#flops += (productFlops() ?? 0) - this.#flopsBefore + elsewhere;
    if (tokens !== undefined) this.#tokens = (this.#tokens ?? 0) + tokens;
  }

  /** The speed of the updates since it was last asked for. */
  take(): Speed {
    const [seconds, flops, tokens] = [this.#seconds, this.#flops, this.#tokens];
    [this.#seconds, this.#flops, this.#tokens] = [0, 0, undefined];
    return {
      ...(tokens !== undefined && { tokensPerSecond: short(tokens / seconds) }),
      ...(this.#peak !== undefined && {
        flopsPerSecond: short(flops / seconds),
        utilisation: short(flops / seconds / this.#peak),
      }),
    };
  }
}

/** No clock is more exact. */
const short = (value: number) => Number(value.toPrecision(4));
