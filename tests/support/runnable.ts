/**
 * Modules of the project as other processes run them: from the build where it is current, as `npm test` leaves it, since from
 * source Node takes three times as long to start; else from source, so that nothing old is ever tested.
 */
import { join } from 'node:path';
import { projectFolder } from '../../lib/store/folders.ts';
import { isBuilt } from '../../scripts/built.mjs';

const root = projectFolder();
const current = isBuilt(root);

/** Options of a Node that runs what `runnable` names. */
export const loading: readonly string[] = current ? [] : ['--import', 'tsx'];

/** The file to run for a source of the project, such as `scripts/lab.ts`. */
export const runnable = (source: string): string =>
  join(root, current ? join('dist', source.replace(/\.ts$/, '.js')) : source);
