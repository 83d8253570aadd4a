/** What figures take from published runs, data/checkpoints of the project, whatever other runs this machine has. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type MetricLine, projectFolder, readManifest, readMetrics } from '../store/index.ts';

const fileOf = (run: string, file: string) => join(projectFolder(), 'data/checkpoints', run, file);

/** Whether a run came with the project. */
export const isPublished = (run: string): boolean => existsSync(fileOf(run, 'manifest.json'));

export const curveOf = (run: string): MetricLine[] => readMetrics({ metrics: fileOf(run, 'metrics.jsonl') });

/** What made the run. */
export const commandBehind = (run: string): string =>
  readManifest({ manifest: fileOf(run, 'manifest.json') }).command;
