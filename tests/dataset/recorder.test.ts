import { describe, expect, test } from 'vitest';
import {
  type Arguments,
  type Probes,
  algorithm,
  defineAlgorithm,
  formatSample,
  hint,
  input,
  output,
  parseQuestion,
  preprocess,
  retrace,
} from '../../lib/dataset/index.ts';

const spec = {
  pos: input('node', 'scalar'),
  A: input('edge', 'scalar'),
  s: input('node', 'mask_one'),
  found: output('graph', 'mask'),
  color: hint('node', 'categorical', 3),
  phase: hint('graph', 'categorical', 2),
  i: hint('node', 'mask_one'),
  next: hint('edge', 'pointer'),
};
type Run = (probes: Probes<typeof spec>) => void;

const trace = (run: Run) =>
  defineAlgorithm({
    name: 'bfs',
    family: 'graphs',
    spec,
    minimumSize: 2,
    sample: (): Arguments => ({}),
    restore: () => ({}),
    run: (_, probes) => run(probes),
  }).trace({});

const inputs = { pos: [0, 0.5], A: [0, 1, 1, 0], s: 1 };
const step = { color: [2, -1], phase: 1, i: 0, next: [0, 1, 1, 0] };

describe('the recorder', () => {
  test('expands compact values to the dense form', () => {
    const {
      nodes,
      length,
      inputs: recorded,
      outputs,
      hints,
    } = trace((probes) => {
      probes.input(inputs);
      probes.hint(step);
      probes.hint({ ...step, i: 1 });
      probes.output({ found: 1 });
    });
    expect([nodes, length]).toEqual([2, 2]);
    expect([...recorded['s'].data]).toEqual([0, 1]);
    expect(outputs['found']).toMatchObject({ shape: [], data: Float64Array.of(1) });
    expect(hints['i']).toMatchObject({ shape: [2, 2], data: Float64Array.of(1, 0, 0, 1) });
    // Class 2, and an item that is not scored.
    expect(hints['color'].shape).toEqual([2, 2, 3]);
    expect([...hints['color'].data.slice(0, 6)]).toEqual([0, 0, 1, 0, 0, -1]);
    expect(hints['phase']).toMatchObject({ shape: [2, 2], data: Float64Array.of(0, 1, 0, 1) });
    expect(hints['next'].shape).toEqual([2, 2, 2]);
  });

  test('copies what it is given: the algorithm may go on changing it', () => {
    const color = [0, 0];
    const { hints } = trace((probes) => {
      probes.input(inputs);
      probes.hint({ ...step, color });
      color[0] = 1;
      probes.hint({ ...step, color });
      probes.output({ found: 0 });
    });
    expect([...hints['color'].data]).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0]);
  });

  test.each<[string, Run, string]>([
    [
      'a value of the wrong length',
      (p) => p.input({ ...inputs, A: [1, 2, 3] }),
      '"A" needs 4 values for 2 nodes, got 3',
    ],
    ['an input that is not a number', (p) => p.input({ ...inputs, pos: [0, NaN] }), '"pos" got NaN'],
    [
      'an input index out of range',
      (p) => p.input({ ...inputs, s: 2 }),
      '"s" got 2; it needs an integer in 0..1',
    ],
    ['a problem of one node', (p) => p.input({ pos: [0], A: [0], s: 0 }), 'at least 2 nodes, got 1'],
    ['no step', (p) => p.input(inputs), 'no step'],
    [
      'no output',
      (p) => {
        p.input(inputs);
        p.hint(step);
      },
      'ended without an output',
    ],
    [
      'a hint index out of range',
      (p) => {
        p.input(inputs);
        p.hint({ ...step, i: -2 });
        p.output({ found: 0 });
      },
      '"i" got -2',
    ],
    [
      'a class out of range',
      (p) => {
        p.input(inputs);
        p.hint({ ...step, color: [3, 0] });
        p.output({ found: 0 });
      },
      '"color" got 3; it needs an integer in 0..2',
    ],
  ])('refuses %s', (_, run, message) => {
    expect(() => trace(run)).toThrow(message);
  });

  test('starts afresh after an error', () => {
    let fails = true;
    const record = defineAlgorithm({
      name: 'bfs',
      family: 'graphs',
      spec,
      minimumSize: 2,
      sample: (): Arguments => ({}),
      restore: () => ({}),
      run(_, probes) {
        probes.input(inputs);
        probes.hint(step);
        if (fails) throw new Error('half-way');
        probes.output({ found: 1 });
      },
    });
    expect(() => record.trace({})).toThrow('half-way');
    fails = false;
    expect(record.trace({}).length).toBe(1);
  });
});

describe('a run that keeps no hints', () => {
  const read: string[] = [];
  /** Hints that tell when they are looked at. */
  const watched = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(step).map(([name, value]) => [
        name,
        {
          get() {
            read.push(name);
            return value;
          },
        },
      ]),
    ),
  ) as typeof step;
  const record = defineAlgorithm({
    name: 'watched',
    family: 'graphs',
    spec,
    minimumSize: 2,
    sample: (): Arguments => ({}),
    restore: () => ({}),
    run(_, probes) {
      probes.input(inputs);
      for (let t = 0; t < 5; t++) probes.hint(watched);
      probes.output({ found: 1 });
    },
  });

  test('counts its hints and reads none; the next run keeps them again', () => {
    const full = record.trace({});
    expect(read).toHaveLength(5 * 4);
    read.length = 0;
    expect(record.trace({}, { hints: false })).toEqual({ ...full, hints: {} });
    expect(read).toEqual([]);
    expect(record.trace({})).toEqual(full);
  });

  test('still sorts 400 keys', () => {
    const A = Float64Array.from({ length: 400 }, (_, i) => (i * 149) % 400);
    const { length, hints, outputs } = algorithm('bubble_sort').trace({ A }, { hints: false });
    expect([length, hints]).toEqual([1 + (400 * 399) / 2, {}]);
    expect(A[outputs['pred'].data[A.indexOf(7)]]).toBe(6);
    expect(Object.values(outputs)[0].data.buffer.byteLength).toBeLessThan(400 * 8 * 4);
  });

  test('is enough for a question and its answer, and no trace', () => {
    const full = algorithm('minimum').trace({ A: Float64Array.of(0.5, 0.25, 0.75) });
    const { question, answer } = formatSample(full);
    const parsed = parseQuestion(question);
    if (!parsed.ok) throw new Error(parsed.problem);
    const answered = retrace(parsed, { hints: false });
    expect(answered.hints).toEqual({});
    expect(formatSample(answered)).toEqual({ question, answer });
    expect(() => formatSample(answered, { hints: true })).toThrow('kept no hints');
    expect(() => preprocess(answered)).toThrow('kept no hints');
  });
});

test('steps that no memory holds are refused before they are kept', () => {
  const A = Float64Array.from({ length: 20_000 }, (_, i) => i);
  expect(() => algorithm('minimum').trace({ A })).toThrow(
    'The steps of a problem with 20000 nodes are more than fits memory: choose a smaller one, or leave its hints out.',
  );
  expect(algorithm('minimum').trace({ A }, { hints: false }).length).toBe(20_000);
});

test('wrong probes do not compile', () => {
  const misuse = (probes: Probes<typeof spec>) => {
    // @ts-expect-error a probe is missing
    probes.hint({ color: [0, 0], phase: 0, i: 0 });
    // @ts-expect-error a probe is unknown
    probes.output({ found: 1, lost: 0 });
    // @ts-expect-error an input is no hint
    probes.hint({ ...step, s: 0 });
    // @ts-expect-error a mask_one is the index of its node, not a row
    probes.hint({ ...step, i: [1, 0] });
    // @ts-expect-error node values are an array
    probes.input({ ...inputs, pos: 0 });
    // @ts-expect-error a graph probe is a number
    probes.output({ found: [1] });
  };
  expect(misuse).toBeTypeOf('function');
  // @ts-expect-error there is no such location
  expect(input('corner', 'scalar').location).toBe('corner');
});
