import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRecords, recordExperiment } from '../../lib/experiment/index.ts';
import { type Manifest, readMetrics } from '../../lib/store/index.ts';
import { settings, startTransnar, transnar, until } from '../support/command-line.ts';
import { tensorsOf } from '../support/saved-tensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const changes = [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.heads=2',
  'training.optimizer={"muon":{"factor":4,"momentum":0.95}}',
  'data={"sizes":[4,5],"samples":100,"hints":false,"batch":32,"groups":2}',
  'training.updates=60',
  'training.until.every=20',
  'training.logEvery=5',
  'training.checkpointMinutes=0.0001',
];
const tiny = settings(changes);
const environment = (data: string) => ({ TRANSNAR_DATA: join(folder, data) });

/** The only run of a folder of data; undefined until there is one. */
function runIn(data: string) {
  const runs = join(folder, data, 'runs');
  if (!existsSync(runs)) return undefined;
  const file = (name: string) => join(runs, readdirSync(runs)[0], name);
  return {
    checkpoint: file('checkpoint.safetensors'),
    metrics: file('metrics.jsonl'),
    manifest: file('manifest.json'),
  };
}

const parametersOf = (data: string) => tensorsOf(runIn(data)!.checkpoint);

describe('record', () => {
  test('killed with SIGKILL and started again leaves the same row and parameters as without that', async () => {
    const command = ['record', 'searches', '--change', "it's tiny", '--seeds', '3', ...tiny];
    expect(transnar(command, { env: environment('whole') }).code).toBe(0);

    const { child, ended } = startTransnar(command, environment('killed'));
    const looked = () => {
      const run = runIn('killed');
      if (run === undefined || !existsSync(run.checkpoint)) return false;
      return readMetrics(run).some(({ score }) => score !== undefined);
    };
    await until(looked, child);
    child.kill('SIGKILL');
    await ended;
    expect(readFileSync(runIn('killed')!.manifest, 'utf8')).not.toContain('"finished"');
    expect(existsSync(join(folder, 'killed/results/records.jsonl'))).toBe(false);
    expect(transnar(command, { env: environment('killed') }).code).toBe(0);

    const [whole, killed] = ['whole', 'killed'].map((data) =>
      readRecords(join(folder, data, 'results/records.jsonl')),
    );
    const { seconds, checking, date } = killed[0];
    expect(killed).toEqual([{ ...whole[0], seconds, checking, date }]);
    expect(killed[0]).toMatchObject({ updates: 60, change: "it's tiny" });
    expect(killed[0].command).toContain(`--change 'it'\\''s tiny' --seeds 3`);
    expect(killed[0].curve).toHaveLength(3);
    const { manifest } = runIn('killed')!;
    const { commit, hardware, backend } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
    const sitting = { from: 20, started: '', versions: {}, commit: 'ffff', hardware, backend };
    const text = readFileSync(manifest, 'utf8').replace('{', `{"continued": ${JSON.stringify([sitting])},`);
    writeFileSync(manifest, text);
    expect(transnar(command, { env: environment('killed') }).code).toBe(0);
    expect(readRecords(join(folder, 'killed/results/records.jsonl'))).toEqual([
      { ...killed[0], commit: `${commit} + ffff` },
    ]);
    expect(parametersOf('killed').equals(parametersOf('whole'))).toBe(true);
    const lines = (data: string) =>
      readMetrics(runIn(data)!).map(({ update, loss, tokens }) => ({ update, loss, tokens }));
    expect(lines('killed')).toEqual(lines('whole'));
  });

  test('as a dry run shows the configuration, what differs from the preset, and the runs; it trains nothing', () => {
    const { code, stdout } = transnar(['record', 'searches', '--dry-run', '--seeds', '3,4', ...tiny], {
      env: environment('whole'),
    });
    expect(code).toBe(0);
    const [configuration, rest] = stdout.split(/(?=^differences from )/m);
    const experiment = recordExperiment({ set: 'searches', model: 'transformer', changes, seed: 3 });
    expect(JSON.parse(configuration)).toEqual(experiment);
    expect(rest).toMatch(/^differences from transformer-laptop-first:$/m);
    expect(rest).toMatch(/^ {2}transformer\.width: 8 instead of \d+$/m);
    expect(rest).toMatch(/^ {2}training\.optimizer: \{"muon":.*\} instead of none$/m);
    expect(rest).toMatch(/^ {2}seed 3: transformer-laptop-[0-9a-f]+, trained already$/m);
    expect(rest).toMatch(/^ {2}seed 4: transformer-laptop-[0-9a-f]+, to be trained$/m);
    expect(readdirSync(join(folder, 'whole/runs'))).toHaveLength(1);
  });

  test.each([
    [['record', 'nine', '--change', 'x'], /no set "nine"; there are searches, four, ten\.$/],
    [['record', 'nine'], /no set "nine"; there are searches, four, ten\.$/],
    [['record', '--dry-run'], /Name the set that is learned; there are searches, four, ten\.$/],
    [['record', '--change', 'x'], /Name the set that is learned; there are/],
    [['record', 'searches', ...tiny.slice(0, 2)], /--set without --change: say with --change what is tried/],
    [['record', 'four', '--model', 'transnar', '--seeds', '3'], /--model, --seeds without --change/],
    [['record', 'searches', '--change', ' ', ...tiny], /the line is empty\.$/],
    [
      ['record', 'four', '--change', 'x', '--set', 'data.sizes=[10]'],
      /cannot train on 10: sizes that are for/,
    ],
    [
      ['record', 'four', '--dry-run', '--set', 'training.until.value=0'],
      /cannot change training\.until\.value/,
    ],
  ])('%j ends with one clear message', (command, message) => {
    const { code, stderr } = transnar(command, { env: environment('wrong') });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });
});
