/** Details of problems, each unpacked when it is first asked for. */
import type { ExplorerDetail } from '../data.ts';
import { embedded } from './embedded.ts';

export class Details {
  readonly #known = new Map<number, Promise<ExplorerDetail>>();

  /** Rejects for a problem whose details the page does not hold. */
  of(problem: number): Promise<ExplorerDetail> {
    const known = this.#known.get(problem) ?? embedded<ExplorerDetail>(`detail-${problem}`);
    this.#known.set(problem, known);
    return known;
  }
}
