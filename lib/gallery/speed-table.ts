/** Measured speeds as Markdown: a table for each processor, targets that were missed said so. */
import { z } from 'zod';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { grouped } from '../metric/index.ts';
import { checkedBy, readJsonLines } from '../store/json-lines.ts';

const ratio = z.object({ median: z.number(), min: z.number(), max: z.number() });
const side = z.object({ median_ms: z.number(), peak_mb: z.number(), version: z.string() });

/** What is read of a row that `npm run bench -- table --rows FILE` leaves. */
const speedRow = z.object({
  date: z.string(),
  cpu: z.string(),
  instructionSet: z.string(),
  threads: z.number(),
  name: z.string(),
  target: z.number(),
  pairs: z.number(),
  ratio,
  ours: side,
  peer: side,
});

/** One comparison of the engine. */
export type SpeedRow = z.infer<typeof speedRow>;

/** The rows of a file. Throws one message that names a damaged line. */
export const readSpeeds = (path: string): SpeedRow[] => readJsonLines(path, checkedBy(speedRow));

/** The tables, each under the processor's name; of a comparison that was repeated there the last counts. */
export function speedsAsTables(rows: readonly SpeedRow[]): string {
  return grouped(rows, ({ cpu, instructionSet }) => `${cpu}, ${instructionSet}`)
    .map((own) => {
      const last = [...new Map(own.map((row) => [row.name, row])).values()];
      const [{ cpu, instructionSet, date }] = own;
      return `**${cpu}, ${instructionSet}, ${date.slice(0, 10)}**\n\n${markdownTable(last.map(line))}\n`;
    })
    .join('\n');
}

function line({ name, target, threads, pairs, ratio: { median, min, max }, ours, peer }: SpeedRow): TableRow {
  const reached = median >= target ? 'reached' : 'missed';
  return {
    'ours, the other': name,
    threads,
    'times as fast': `${median} (${min} to ${max})`,
    target: `${target}, ${reached}`,
    pairs,
    ms: `${ours.median_ms}, ${peer.median_ms}`,
    'MiB at the peak': `${ours.peak_mb}, ${peer.peak_mb}`,
    'the other is': /^v\d/.test(peer.version) ? 'ourselves' : peer.version,
  };
}
