/** Which code and which machine a result comes from. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { ResultRow } from '../metric/index.ts';
import { commitOfCode } from './commit.ts';
import { projectFolder } from './folders.ts';

/** What a result needs beside its configuration to be made again. */
export interface Provenance {
  readonly commit: string;
  readonly hardware: string;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** What made a result, and when: as its row says it. */
export type Origin = Pick<ResultRow, 'commit' | 'hardware' | 'date'>;

/** Of what is made now, by this code, engine and machine. */
export function originNow(): Origin {
  const { commit, hardware, backend } = provenance();
  return { commit, hardware: `${hardware}, engine ${backend}`, date: new Date().toISOString() };
}

export function provenance(): Provenance {
  const manifest = readFileSync(join(projectFolder(), 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  return {
    commit: commitOfCode(),
    hardware: [
      cpus()[0]?.model.trim() ?? 'unknown processor',
      `${cpus().length} threads`,
      `${Math.round(totalmem() / 2 ** 30)} GiB`,
      ...gpuInUse(),
    ].join(', '),
    backend: tf.getBackend(),
    versions: { [name]: version, '@tensorflow/tfjs': tf.version.tfjs, node: process.versions.node },
  };
}

/** Where an engine says which GPU computes. */
function gpuInUse(): string[] {
  const backend: object = tf.getBackend() ? tf.backend() : {};
  return 'gpuName' in backend ? [String(backend.gpuName)] : [];
}
