import { expect, test } from 'vitest';
import type { Feature, Features, Location, ProbeType } from '../../lib/dataset/index.ts';
import { evaluate, evaluateHints } from '../../lib/metric/index.ts';
import { golden } from '../support/golden.ts';

interface GoldenProbe {
  name: string;
  location: Location;
  type: ProbeType;
  truth: unknown;
  pred?: unknown;
  preds?: unknown;
}
interface GoldenCase {
  kind: 'evaluate' | 'evaluate_hints';
  note: string;
  outputs: GoldenProbe[];
  hints: GoldenProbe[];
  lengths: number[];
  expected: Record<string, number | 'NaN' | number[]>;
}

const { cases } = golden<{ cases: GoldenCase[] }>('metrics/metrics.json.gz');

const ofKind = (kind: GoldenCase['kind']) =>
  cases.filter((one) => one.kind === kind).map((one) => [one.note, one] as const);

test.each(ofKind('evaluate'))('%s', (_, { outputs, expected }) => {
  const { score, byOutput } = evaluate(features(outputs, 'truth'), features(outputs, 'pred'));
  expectScores({ ...byOutput, score }, expected);
});

test.each(ofKind('evaluate_hints'))('%s', (_, { hints, lengths, expected }) => {
  const { byHint, alongTime } = evaluateHints(features(hints, 'truth'), features(hints, 'preds'), lengths);
  const along = Object.entries(alongTime).map(([name, scores]) => [`${name}_along_time`, [...scores]]);
  expectScores({ ...byHint, ...(Object.fromEntries(along) as Record<string, number[]>) }, expected);
});

/** Everything is exact but the mean squared error: NumPy adds the squares in another order. */
function expectScores(actual: Record<string, number | number[]>, expected: GoldenCase['expected']): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const [ours, theirs] = [[actual[name]].flat(), [value].flat().map(Number)];
    const error = ours.map((score, i) => (Object.is(score, theirs[i]) ? 0 : Math.abs(score - theirs[i])));
    expect(Math.max(...error), `${name} is ${ours.join()}, expected ${theirs.join()}`).toBeLessThan(1e-15);
  }
}

function features(probes: readonly GoldenProbe[], key: 'truth' | 'pred' | 'preds'): Features {
  const named = probes.map(({ name, location, type, ...data }): [string, Feature] => {
    const shape = shapeOf(data[key]);
    const flat = Float64Array.from([data[key]].flat(Infinity) as number[]);
    const classes = type === 'categorical' ? shape[shape.length - 1] : 0;
    return [name, { name, location, type, classes, shape, data: flat }];
  });
  return Object.fromEntries(named);
}

const shapeOf = (data: unknown): number[] => (Array.isArray(data) ? [data.length, ...shapeOf(data[0])] : []);
