/** Which code and which machine a result comes from. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { projectFolder } from './folders.ts';

/** What a result needs beside its configuration to be made again. */
export interface Provenance {
  readonly commit: string;
  readonly hardware: string;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function provenance(): Provenance {
  const manifest = readFileSync(join(projectFolder(), 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  return {
    commit: commit(),
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

/** The checked-out commit, marked if tracked files differ from it; "unknown" outside a git checkout. */
function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: projectFolder(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      'lib',
      'native',
      'package.json',
    );
    return git('rev-parse', '--short=12', 'HEAD') + (changed ? '+changes' : '');
  } catch {
    return 'unknown';
  }
}
