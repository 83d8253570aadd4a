/** A notebook of code for this project's kernel, as it is before anybody has run it. */
import { notebookMetadata } from '../kernel/language.ts';
import { type Notebook, parseNotebook } from '../notebook/format.ts';

/** `what` names it in errors. */
export const codeNotebook = (what: string, cells: readonly string[]): Notebook =>
  parseNotebook(
    {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: notebookMetadata,
      cells: cells.map((source, i) => ({
        ...{ cell_type: 'code', id: `cell-${i}`, metadata: {}, source, outputs: [], execution_count: null },
      })),
    },
    what,
  );
