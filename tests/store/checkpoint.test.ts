/** Checkpoints that were damaged: each is refused by name before anything changes, or nothing was lost. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { readCheckpoint, saveVariables } from '../../lib/store/checkpoint.ts';
import { loadVariables } from '../../lib/store/index.ts';
import { finishRun } from '../../lib/store/new-run.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { freshRun } from '../support/trainings.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-checkpoint-'));
const path = join(folder, 'checkpoint.safetensors');
const metadata = { config: '{"name":"x"}', update: '7' };
let variables: ReadonlyMap<string, tf.Variable>;

beforeAll(async () => {
  await chooseBackend();
  const values = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
  variables = new Map([
    ['weight', tf.variable(tf.tensor2d(values, [6, 4]))],
    ['adam.first.weight', tf.variable(tf.tensor2d(values, [6, 4]))],
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const all = () => true;

test('a checkpoint says what it was given, and is vouched for', () => {
  saveVariables(path, variables, metadata);
  const { tensors, metadata: read, vouched } = readCheckpoint(path, all);
  expect(read).toEqual(metadata);
  expect(vouched).toBe(true);
  expect([...tensors.get('weight')!.data]).toEqual([...variables.get('weight')!.dataSync()]);
});

test('every flipped bit of every byte is seen, but for the name of the checksum itself', () => {
  saveVariables(path, variables, metadata);
  const whole = readFileSync(path);
  const name = whole.indexOf('"sha256"') + 1;
  let seen = 0;
  for (let at = 0; at < whole.length; at++) {
    if (at >= name && at < name + 'sha256'.length) continue;
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1 << (at % 8);
    writeFileSync(path, damaged);
    expect(() => readCheckpoint(path, all), `byte ${at}`).toThrow(path);
    seen++;
  }
  expect(seen).toBe(whole.length - 6);
});

test('a checkpoint of before there were checksums is loaded, unless it holds no numbers', () => {
  const older = (value: number) =>
    encodeSafetensors(new Map([['weight', { shape: [2], data: Float32Array.of(1, value) }]]), metadata);
  writeFileSync(path, older(2));
  const weight = tf.variable(tf.tensor1d([0, 0]));
  expect(loadVariables(path, new Map([['weight', weight]]))).toEqual(metadata);
  expect([...weight.dataSync()]).toEqual([1, 2]);
  expect(readCheckpoint(path, all).vouched).toBe(false);
  for (const value of [NaN, Infinity]) {
    writeFileSync(path, older(value));
    expect(() => loadVariables(path, new Map([['weight', weight]]))).toThrow(
      /is damaged: tensor "weight" holds something that is no finite number/,
    );
    expect([...weight.dataSync()]).toEqual([1, 2]);
  }
});

describe('what is no checkpoint', () => {
  test('a file of somebody’s own that is missing or no file is said in the words of the system', () => {
    const none = join(folder, 'none');
    expect(() => readCheckpoint(none, all)).toThrow(`Cannot read ${none}: ENOENT: no such file or directory`);
    expect(() => readCheckpoint(folder, all)).toThrow(`Cannot read ${folder}: EISDIR: `);
    saveVariables(path, variables, metadata);
    damage(path);
    expect(() => readCheckpoint(path, all)).toThrow(/is not what its checksum says\. Restore it\.$/);
  });

  const damage = (place: string) => {
    const whole = readFileSync(place);
    writeFileSync(place, whole.fill(0, whole.length - 8));
  };
  const remedy = {
    missing: ': restore it, or remove its folder to train it again.',
    alone: '. Restore it, or remove it to train again.',
    whole: '. Restore it, or remove its folder to train it again.',
  };

  test('of a run, it is told what helps: of one that has ended, to remove the file alone does not', () => {
    const run = freshRun('ended');
    const refusal = () => refusalOf(run.checkpoint);
    saveVariables(run.checkpoint, variables, metadata);
    damage(run.checkpoint);
    expect(refusal()).toContain(`what its checksum says${remedy.alone}`);
    finishRun(run, {});
    expect(refusal()).toContain(`what its checksum says${remedy.whole}`);
    const wrong = new Map([['weight', { shape: [1], data: Float32Array.of(NaN) }]]);
    writeFileSync(run.checkpoint, encodeSafetensors(wrong, metadata));
    expect(refusal()).toContain(`no finite number${remedy.whole}`);
    rmSync(run.checkpoint);
    expect(refusal()).toBe(`There is no checkpoint at ${run.checkpoint}${remedy.missing}`);
    mkdirSync(run.checkpoint);
    expect(refusal()).toContain(`Cannot read ${run.checkpoint}: EISDIR: `);
  });

  function refusalOf(place: string): string {
    try {
      readCheckpoint(place, all);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }
});
