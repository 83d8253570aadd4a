/** Published runs: finished ones as small folders that are committed, so that nobody has to train them again. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { replacing } from './atomic-file.ts';
import { isOptimizerState, loadVariables, readCheckpoint, saveTensors } from './checkpoint.ts';
import { checkpointsFolder } from './folders.ts';
import { hashOfFile } from './hash.ts';
import { type Publication, readManifest, writeManifest } from './manifest.ts';
import { type MetricLine, readMetrics, writeMetrics } from './metrics.ts';
import type { Run } from './run.ts';
import type { NamedTensors } from './safetensors.ts';

/** A longer curve is thinned to about this many lines. */
const curveLines = 400;

/**
 * Makes a folder `<run name>/` of a finished run: manifest.json, metrics.jsonl, and best.safetensors with the parameters
 * in float16, the best by validation or, where training has none, the final ones. Returns the folder, which appears as
 * a whole or not at all.
 */
export function publishRun(run: Run, published = checkpointsFolder()): string {
  const [{ name }, manifest] = [run, readManifest(run)];
  if (!manifest.finished) {
    throw new Error(`${name} has not been trained to its end: ${manifest.command} goes on with it.`);
  }
  const folder = join(published, name);
  if (existsSync(folder)) throw new Error(`${name} is published already: remove ${folder} first.`);
  const hasBest = existsSync(run.best);
  const source = hasBest ? run.best : run.checkpoint;
  const { tensors, metadata } = readCheckpoint(source, (tensor) => !isOptimizerState(tensor));
  checkRange(tensors, source);
  const written = readMetrics(run);
  const kept = thinned(written, curveLines);
  mkdirSync(published, { recursive: true });
  replacing(folder, (temporary) => {
    const at = (part: string) => join(temporary, part);
    mkdirSync(temporary);
    saveTensors(at('best.safetensors'), tensors, metadata, 'F16');
    writeMetrics({ metrics: at('metrics.jsonl') }, kept);
    const publication: Publication = {
      parameters: hasBest ? 'best by validation' : 'final',
      stored: 'float16',
      sha256: hashOfFile(at('best.safetensors')),
      metricLines: { kept: kept.length, written: written.length },
    };
    writeManifest({ manifest: at('manifest.json') }, { ...manifest, published: publication });
  });
  return folder;
}

/** Fills variables from a published run. Throws if its file of parameters is not the one that was published. */
export function loadPublished(run: Run, variables: ReadonlyMap<string, tf.Variable>): void {
  const { published } = readManifest(run);
  const found = existsSync(run.best) ? hashOfFile(run.best) : 'no file';
  if (found !== published?.sha256) {
    throw new Error(
      `${run.best} is not what was published (${found.slice(0, 8)} instead of ${published?.sha256.slice(0, 8)}): ` +
        `restore it, or remove ${run.published} and train the run again.`,
    );
  }
  loadVariables(run.best, variables);
}

/**
 * About `limit` lines for a curve: each stands for as many neighbours, with the mean of their losses, weighted by their
 * updates, and the rest of the last of them. A line with a validation score stays a line's last.
 */
export function thinned(lines: readonly MetricLine[], limit: number): MetricLine[] {
  const together = Math.ceil(lines.length / limit);
  const kept: MetricLine[] = [];
  let before = 0;
  let group: { updates: number; loss: number }[] = [];
  lines.forEach((line, i) => {
    group.push({ updates: line.update - (lines[i - 1]?.update ?? 0), loss: line.loss });
    if (group.length < together && line.score === undefined && i + 1 < lines.length) return;
    const sum = group.reduce((total, { updates, loss }) => total + updates * loss, 0);
    kept.push(group.length === 1 ? line : { ...line, loss: sum / (line.update - before) });
    before = line.update;
    group = [];
  });
  return kept;
}

function checkRange(tensors: NamedTensors, source: string): void {
  const largest = 65_504;
  for (const [name, { data }] of tensors) {
    if (data.every((value) => Math.abs(value) <= largest)) continue;
    throw new Error(
      `${source}: tensor "${name}" holds numbers beyond ±${largest}, the largest that float16 stores.`,
    );
  }
}
