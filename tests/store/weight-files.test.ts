/** Weights in shards: where each tensor is, and what is wrong where it is not. */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { contentOf } from '../../lib/store/content.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { readSafetensors } from '../../lib/store/safetensors-file.ts';
import { readWeights, weightFilesOf } from '../../lib/store/weight-files.ts';
import { goldenPath } from '../support/golden.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transnar-shards-'));
  cpSync(goldenPath('gpt-neox/sharded'), folder, { recursive: true });
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
});

const all = () => true;
const index = () => join(folder, 'model.safetensors.index.json');
const changeIndex = (change: (map: Record<string, unknown>) => unknown) => {
  const read = JSON.parse(readFileSync(index(), 'utf8')) as { weight_map: Record<string, unknown> };
  writeFileSync(index(), JSON.stringify({ ...read, weight_map: change(read.weight_map) }));
};

test('all shards together hold what one file holds', () => {
  const whole = readWeights(goldenPath('gpt-neox/plain'), all);
  const sharded = readWeights(folder, all);
  expect([...sharded.keys()].sort()).toEqual([...whole.keys()].sort());
  for (const [name, tensor] of whole) expect(sharded.get(name), name).toEqual(tensor);
  expect(weightFilesOf(folder)).toHaveLength(6);
  expect(weightFilesOf(goldenPath('gpt-neox/plain'))).toHaveLength(1);
});

test('a tensor is read from the shard that the index names, whatever another one holds', () => {
  const last = join(folder, 'model-00005-of-00005.safetensors');
  const { tensors } = readSafetensors(last);
  const stale = { shape: [24, 16], data: new Float32Array(24 * 16) };
  writeFileSync(last, encodeSafetensors(tensors.set('gpt_neox.embed_in.weight', stale)));
  const whole = readWeights(goldenPath('gpt-neox/plain'), all);
  expect(readWeights(folder, all).get('gpt_neox.embed_in.weight')).toEqual(
    whole.get('gpt_neox.embed_in.weight'),
  );
});

test('a shard, or the index, that was replaced is other content; the same again is the same', () => {
  const source = { kind: 'gpt-neox', path: folder } as const;
  const before = contentOf(source);
  for (const name of readdirSync(folder)) {
    const whole = readFileSync(join(folder, name));
    const other = Buffer.from(whole);
    other[other.length - 1] ^= 1;
    writeFileSync(join(folder, name), name.endsWith('index.json') ? `${whole.toString()} ` : other);
    expect(contentOf(source), name).not.toBe(before);
    writeFileSync(join(folder, name), whole);
    expect(contentOf(source), name).toBe(before);
  }
});

test('a shard that is missing is named', () => {
  rmSync(join(folder, 'model-00003-of-00005.safetensors'));
  expect(() => readWeights(folder, all)).toThrow(/model-00003-of-00005\.safetensors/);
  expect(() => contentOf({ kind: 'gpt-neox', path: folder })).toThrow(
    /has no readable model-00003-of-00005\.safetensors/,
  );
});

test('an index that names another shard than the one with the tensor is refused, and one that leads elsewhere', () => {
  const name = 'embed_out.weight';
  changeIndex((map) => ({ ...map, [name]: 'model-00001-of-00005.safetensors' }));
  expect(() => readWeights(folder, all)).toThrow(
    /model-00001-of-00005\.safetensors has no tensor "embed_out\.weight", which .*index\.json says/,
  );
  changeIndex((map) => ({ ...map, [name]: '../model.safetensors' }));
  expect(() => readWeights(folder, all)).toThrow(
    /index\.json is not an index of weights: weight_map\.embed_out/,
  );
  changeIndex(() => 5);
  expect(() => weightFilesOf(folder)).toThrow(/index\.json is not an index of weights: weight_map/);
  writeFileSync(index(), '{');
  expect(() => weightFilesOf(folder)).toThrow(/index\.json is not an index of weights/);
});
