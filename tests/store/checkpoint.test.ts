/** Checkpoints that were damaged: each is refused by name before anything changes, or nothing was lost. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { readCheckpoint, saveVariables } from '../../lib/store/checkpoint.ts';
import { loadVariables } from '../../lib/store/index.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';

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
  test('a file that is missing, and a folder', () => {
    expect(() => readCheckpoint(join(folder, 'none'), all)).toThrow(/There is no checkpoint at .*none/);
    expect(() => readCheckpoint(folder, all)).toThrow(/There is no checkpoint at/);
  });
});
