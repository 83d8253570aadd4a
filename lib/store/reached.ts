/** How far a run has come: what the next sitting goes on from, and not what was measured after that and is lost. */
import { isRecord, jsonOr } from './json.ts';
import { type MetricLine, readMetrics } from './metrics.ts';
import { holderOf } from './run-lock.ts';
import { type Run, isTrained } from './run.ts';
import { headerJson } from './safetensors-header.ts';
import { withFile } from './safetensors-file.ts';

/** Updates that a run has behind it, and its curve there; the latter is absent before the first line. */
export type Reached = Pick<MetricLine, 'update'> & Partial<MetricLine>;

/**
 * How far a run has come. Of one that has ended or that somebody works on, the last line of its curve; else its
 * checkpoint: who was killed after it has lost what came then. Undefined where nothing is saved. `lines` is the curve, for
 * who has read it already.
 */
export function reached(run: Run, lines: readonly MetricLine[] = readMetrics(run)): Reached | undefined {
  if (isTrained(run) || holderOf(run)) return lines.at(-1);
  const saved = savedUpdate(run.checkpoint);
  if (saved === undefined) return undefined;
  return { ...lines.findLast(({ update }) => update <= saved), update: saved };
}

/** The lines of a curve that a run goes on from which has come so far: those that come later are lost, and measured again. */
export const keptLines = (lines: readonly MetricLine[], { update }: Pick<Reached, 'update'>): MetricLine[] =>
  lines.filter((line) => line.update <= update);

/** The update of a checkpoint, of which only the header is read; undefined where there is none, or none to be read. */
function savedUpdate(checkpoint: string): number | undefined {
  const header = jsonOr(headerOf(checkpoint), undefined);
  const metadata = isRecord(header) ? header['__metadata__'] : undefined;
  const update = isRecord(metadata) ? Number(metadata['update']) : NaN;
  return Number.isSafeInteger(update) ? update : undefined;
}

/** The JSON in which a safetensors file says what it holds; empty where that cannot be read. */
function headerOf(path: string): string {
  try {
    return withFile(path, (source) => headerJson(source, path).json);
  } catch {
    return '';
  }
}
