/** What was trained in a data folder, and whether on TensorFlow: a command that took another engine would pass unseen. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tensorflowBackend } from '../../lib/backend/tensorflow.ts';
import type { Outcome } from './outcome.ts';

/** A failure where any run is another engine's; else this, and how many runs there are by now. */
export function trainedOnTensorflow(data: string, note: string): Outcome {
  const folder = join(data, 'runs');
  const runs = existsSync(folder) ? readdirSync(folder) : [];
  const elsewhere = runs.flatMap((run) => {
    const manifest = readFileSync(join(folder, run, 'manifest.json'), 'utf8');
    const { backend } = JSON.parse(manifest) as { readonly backend?: string };
    return backend === tensorflowBackend ? [] : [`${run} was trained on ${backend ?? 'an unknown engine'}`];
  });
  if (elsewhere.length > 0) return { failed: elsewhere.join('; ') };
  return { note: `${note}; ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} so far, all TensorFlow's` };
}
