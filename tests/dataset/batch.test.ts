import { describe, expect, test } from 'vitest';
import { collate, preprocess, sampleAt } from '../../lib/dataset/index.ts';

describe('collate', () => {
  test('pads samples of fewer nodes and steps with zeros', () => {
    const samples = [sampleAt('mst_kruskal', 3, 0, 0), sampleAt('mst_kruskal', 5, 0, 1, { p: [0.8] })];
    const batch = collate(samples, { minimumLength: 40 });
    expect([batch.size, batch.nodes, [...batch.nodeCounts]]).toEqual([2, 5, [3, 5]]);
    expect([...batch.lengths]).toEqual(samples.map(({ length }) => length));

    const { A } = batch.inputs;
    expect(A.shape).toEqual([2, 5, 5]);
    const small = samples[0].inputs['A'].data;
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) expect(A.data[i * 5 + j]).toBe(i < 3 && j < 3 ? small[i * 3 + j] : 0);
    }
    expect(A.data.slice(25)).toEqual(samples[1].inputs['A'].data);

    const { phase, u } = batch.hints;
    expect([phase.shape, u.shape]).toEqual([
      [40, 2, 3],
      [40, 2, 5],
    ]);
    for (let t = 0; t < 40; t++) {
      const row = (b: number) => u.data.slice((t * 2 + b) * 5, (t * 2 + b + 1) * 5);
      const own = samples.map(({ hints, nodes }) => [...hints['u'].data.slice(t * nodes, (t + 1) * nodes)]);
      own.forEach((values, b) => {
        expect([...row(b)]).toEqual([...values, ...Array<number>(5 - values.length).fill(0)]);
      });
    }
  });

  test('pads permutation pointers on both sides', () => {
    const [small, large] = [3, 4].map((size) => preprocess(sampleAt('heapsort', size, 0, 0)));
    const { pred, pred_mask } = collate([small, large]).outputs;
    expect(pred.shape).toEqual([2, 4, 4]);
    const own = small.outputs['pred'].data;
    const row = (i: number) => (i < 3 ? [...own.slice(i * 3, i * 3 + 3), 0] : [0, 0, 0, 0]);
    expect([...pred.data.slice(0, 16)]).toEqual([0, 1, 2, 3].flatMap(row));
    expect([...pred_mask.data.slice(0, 4)]).toEqual([...small.outputs['pred_mask'].data, 0]);
  });

  test('refuses nothing, other algorithms, and transformed beside raw samples', () => {
    const raw = sampleAt('minimum', 4, 0, 0);
    expect(() => collate([])).toThrow('at least one');
    expect(() => collate([raw, sampleAt('quickselect', 4, 0, 0)])).toThrow('one algorithm');
    expect(() => collate([preprocess(raw), raw])).toThrow('same transforms');
    expect(() => collate([sampleAt('insertion_sort', 4, 0, 0), sampleAt('bubble_sort', 4, 0, 0)])).toThrow(
      'one algorithm',
    );
  });
});
