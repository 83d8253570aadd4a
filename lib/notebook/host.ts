/** What shows the outputs of a notebook's cells: the kernel, which leaves itself under a symbol; nobody in a plain script. */

/** One output in several formats, by MIME type: every viewer takes the best that it knows. Images are in base64. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The id of an output that can be updated, and whether this is the update of the one that has it. */
export interface Place {
  readonly id: string;
  readonly update: boolean;
}

/** What a kernel does for the cell that runs. */
export interface NotebookHost {
  /** Shows an output below the cell; with an id, or in the place of the one that has this id. */
  readonly display: (bundle: MimeBundle, place?: Place) => void;
  /** The cell ends after this work, awaited or not; if the work fails, so does the cell. */
  readonly waitFor: (work: Promise<unknown>) => void;
}

/** Where a kernel leaves itself. */
export const hostSymbol = Symbol.for('transnar-lab.notebook-host');

type WithHost = typeof globalThis & { [hostSymbol]?: NotebookHost };

/** The kernel that this code runs in, if it runs in one. */
export const notebookHost = (): NotebookHost | undefined => (globalThis as WithHost)[hostSymbol];
