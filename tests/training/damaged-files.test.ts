/**
 * A run and its evaluation with one file damaged, 250 times: the file is refused by name, or training and evaluation end
 * as if nothing had happened. `DAMAGES=1000` tries more of them.
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { keyed } from '../../lib/random/index.ts';
import { evaluateLanguageModel, trainOnText } from '../../lib/training/index.ts';
import { valuesOf } from '../support/parameter-values.ts';
import { forgetDataFolder, newDataFolder } from '../support/runs.ts';

const count = Number(process.env['DAMAGES'] ?? 250);

const experiment = override(presets.smoke.transformer, [
  'algorithms=["minimum"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3],"samples":4,"hints":false,"batch":2,"groups":1}',
  'training.updates=6',
  'training.logEvery=1',
  'evaluation={"sizes":[3,4],"samples":2}',
]);

type Random = ReturnType<typeof keyed>;
const below = (random: Random, limit: number) => Math.floor(random.double() * limit);

/** What can happen to any file; a text that is not a checkpoint has nothing that would tell of a flipped digit. */
const damages: Readonly<Record<string, (whole: Buffer, random: Random) => Buffer>> = {
  emptied: () => Buffer.alloc(0),
  'cut off': (whole, random) => whole.subarray(0, below(random, whole.length)),
  'a block of zeros': (whole, random) => {
    const damaged = Buffer.from(whole);
    const at = below(random, whole.length);
    return damaged.fill(0, at, Math.min(whole.length, at + 16));
  },
  'another file’s block': (whole, random) => {
    const damaged = Buffer.from(whole);
    const at = below(random, whole.length);
    return damaged.fill('\u0007{"', at, Math.min(whole.length, at + 1 + below(random, 60)));
  },
  'a line lost': (whole, random) => {
    const lines = whole.toString('latin1').split('\n');
    lines.splice(below(random, lines.length), 1);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
};
const flipped = (whole: Buffer, random: Random) => {
  const damaged = Buffer.from(whole);
  damaged[below(random, whole.length)] ^= 1 << below(random, 8);
  return damaged;
};

/** The files of a run that was interrupted, and of one that has ended and was evaluated. */
const states: Record<'interrupted' | 'ended', { folder: string; files: readonly string[] }> = {
  interrupted: { folder: '', files: [] },
  ended: { folder: '', files: [] },
};
let expected: unknown;
let place: string;

beforeAll(async () => {
  await chooseBackend();
  newDataFolder();
  place = process.env['TRANSNAR_DATA']!;
  const controller = new AbortController();
  const progress = () => controller.abort(); // after the first update
  await expect(trainOnText(experiment, { signal: controller.signal, progress })).rejects.toThrow(
    'Interrupted',
  );
  keep('interrupted');
  expected = await outcome();
  keep('ended');
});
afterAll(forgetDataFolder);

function keep(state: keyof typeof states): void {
  const folder = mkdtempSync(join(tmpdir(), 'transnar-damage-'));
  cpSync(place, folder, { recursive: true });
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  states[state] = { folder, files: files.sort() };
}

/** Parameters and scores in the end. */
async function outcome(): Promise<unknown> {
  const trained = await trainOnText(experiment);
  try {
    const rows = await evaluateLanguageModel(trained);
    return {
      parameters: valuesOf(trained.parameters.entries()),
      scores: rows.map(({ algorithm, size, metric, value, samples }) => [
        algorithm,
        size,
        metric,
        value,
        samples,
      ]),
    };
  } finally {
    trained.dispose();
  }
}

test('a damaged file is refused by its name, or nothing was lost', async () => {
  const seen: Record<string, Record<string, number>> = {};
  for (let trial = 0; trial < count; trial++) {
    const random = keyed('damage', trial);
    const state = states[trial % 2 === 0 ? 'interrupted' : 'ended'];
    const file = state.files[below(random, state.files.length)];
    const isLines = /(predictions|results)\.jsonl$/.test(file);
    const kinds = Object.entries(
      isLines ? damages : { ...damages, ...{ flipped, 'flipped again': flipped } },
    );
    const [kind, damage] = kinds[below(random, kinds.length)];
    rmSync(place, { recursive: true, force: true });
    cpSync(state.folder, place, { recursive: true, preserveTimestamps: false });
    writeFileSync(join(place, file), damage(readFileSync(join(place, file)), random));
    const name = file.split('/').at(-1)!;
    const what = `trial ${trial}: ${file}, ${kind}`;
    const result = await outcome().catch((error: unknown) => error as Error);
    if (result instanceof Error) {
      // One message, of the file or, where it no longer says whose it is, of the run's folder.
      expect(result.message.split('\n'), what).toHaveLength(1);
      expect(result.message, what).toContain(name === 'manifest.json' ? 'manifest.json' : file);
      // What to do.
      expect(result.message, what).toMatch(/restore|remove/i);
    } else expect(result, what).toEqual(expected);
    const counts = (seen[name] ??= {});
    const end = result instanceof Error ? 'refused' : 'right';
    counts[end] = (counts[end] ?? 0) + 1;
  }
  const numbers = Object.entries(seen).map(([name, counts]) => `${name}: ${JSON.stringify(counts)}`);
  process.stdout.write(`${count} damaged files. ${numbers.join('; ')}\n`);
  expect(Object.keys(seen).sort()).toEqual(
    ['checkpoint.safetensors', 'manifest.json', 'metrics.jsonl', 'predictions.jsonl', 'results.jsonl'].sort(),
  );
});
