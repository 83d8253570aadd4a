/** The laboratory of the page, as far as it needs no browser: what it carries, what clicks change, what the worker reports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { textAttention } from '../../lib/analysis/index.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { formatSample, parseQuestion, sampleAt, withoutIndexHints } from '../../lib/dataset/index.ts';
import { presetNamed } from '../../lib/experiment/index.ts';
import { solve } from '../../lib/model/transnar/solve.ts';
import { type Problem, changed, problemOf } from '../../lib/page/live/edit.ts';
import { apart, together } from '../../lib/page/live/float16-planes.ts';
import { type LiveParts, liveScripts } from '../../lib/page/live/index.ts';
import type { AnswerReport, TrainingReport } from '../../lib/page/live/protocol.ts';
import { lookOf } from '../../lib/page/live/text-looks.ts';
import { answer, textOf } from '../../lib/page/live/worker/answers.ts';
import { type Models, modelsOf } from '../../lib/page/live/worker/models.ts';
import { trainTiny } from '../../lib/page/live/worker/training.ts';
import { loadTrained } from '../../lib/training/index.ts';
import { liveParts, voices } from '../../scripts/live/parts.ts';

let parts: LiveParts;
let models: Models;
beforeAll(async () => {
  await chooseBackend();
  parts = await liveParts();
  models = modelsOf(parts.data, parts.weights);
});

describe('what the page carries', () => {
  test.each([[[]], [[1]], [[1, 2, 3, 4]], [[1, 2, 3, 4, 5]]])('bytes %j come back', (bytes) => {
    expect([...together(apart(Uint8Array.from(bytes)))]).toEqual(bytes);
  });

  test('is the first bytes of all pairs, then the second ones', () => {
    expect([...apart(Uint8Array.of(1, 2, 3, 4, 5))]).toEqual([1, 3, 5, 2, 4]);
  });

  test('leaves room for the rest of the page, and asks Node for nothing when it is loaded', () => {
    expect(liveScripts(parts).length).toBeLessThan(7_000_000);
    expect(parts.worker).not.toMatch(/from"node:|require\("node:|import\("node:/);
    expect(parts.worker).not.toContain('</script');
  });

  test('is the weights of committed runs as they are, of the algorithms that are asked for', async () => {
    const [{ experiment: transnar }] = voices;
    expect([...parts.data.nar.algorithms].sort()).toEqual([...transnar.algorithms].sort());
    const trained = await loadTrained(transnar);
    const { question } = formatSample(sampleAt('quickselect', 6, 'live', 0, { truncateDecimals: 3 }));
    const [library, page] = [
      await solve(question, { ...trained, seed: transnar.seed }),
      await solve(question, models.voices[0].solver()),
    ];
    expect(page.tokens).toEqual(library.tokens);
    trained.dispose();
  });

  test('is refused where a tensor is missing', () => {
    const data = { ...parts.data, nar: { ...parts.data.nar, algorithms: ['dijkstra' as const] } };
    expect(() => modelsOf(data, parts.weights)).toThrow(/no tensor "nar\.algorithms\.dijkstra/);
  });
});

describe('a question that is changed by a click', () => {
  const problem = (text: string): Problem => {
    const found = problemOf(text);
    if ('fault' in found) throw new Error(found.fault);
    return found;
  };

  test.each([
    ['minimum:\nkey: [0.3 0.1 0.2]\nmin:\n', { probe: 'key', at: 2, value: 0.05 }, 'key: [0.3 0.1 0.05]'],
    ['bfs:\ns: 0, A: [[0 1], [1 0]]\npi:\n', { probe: 's', at: 0, value: 1 }, 's: 1, A: [[0 1], [1 0]]'],
    // A graph without directions keeps having none; one with directions keeps them.
    ['bfs:\ns: 0, A: [[0 0], [0 0]]\npi:\n', { probe: 'A', at: 1, value: 1 }, 'A: [[0 1], [1 0]]'],
    ['bfs:\ns: 0, A: [[0 1], [0 0]]\npi:\n', { probe: 'A', at: 3, value: 1 }, 'A: [[0 1], [0 1]]'],
  ])('%j with %j', (text, change, says) => {
    const after = changed(problem(text), change);
    expect(after).toContain(says);
    expect(parseQuestion(after).ok).toBe(true);
  });

  test('is one that can be answered, or is refused', () => {
    const graph = problem('bfs:\ns: 0, A: [[0 1], [1 0]]\npi:\n');
    expect(() => changed(graph, { probe: 's', at: 0, value: 7 })).toThrow();
  });

  test('says what is wrong with it, and where', () => {
    expect(problemOf('bfs:\ns: 3, A: [[0 1], [1 0]]\npi:\n')).toMatchObject({ at: 8 });
    expect(problemOf('sort:\n')).toMatchObject({ at: 0 });
  });
});

describe('the worker', () => {
  const { question } = formatSample(sampleAt('insertion_sort', 5, 'live', 1, { truncateDecimals: 3 }));
  const asking = { question, memory: 'own', other: 0, positions: undefined } as const;
  const share = { steps: true, voices: [0, 1] };

  test('reports the steps, then all tokens before their answer, and attention of whom reads', async () => {
    const reports: AnswerReport[] = [];
    await answer(models, 3, { asking, share }, (each) => reports.push(each), new AbortController().signal);
    expect(reports.every(({ id }) => id === 3)).toBe(true);
    const kinds = reports.map((each) => ('voice' in each ? `${each.kind} ${each.voice}` : each.kind));
    expect([...new Set(kinds)]).toEqual([
      'steps',
      ...['tokens 0', 'answer 0', 'attention 0', 'tokens 1', 'answer 1'],
      'done',
    ]);
    const tokens = reports.flatMap((each) => (each.kind === 'tokens' && each.voice === 0 ? each.texts : []));
    const [first] = reports.flatMap((each) => (each.kind === 'answer' ? [each.answer] : []));
    expect(withoutIndexHints(tokens.join(''))).toBe(first.text);
    expect(first.plain).toHaveLength(tokens.length);
    expect(first.plain.join('')).toBe(first.text);
    // What it says can be told to another thread.
    expect(structuredClone(reports)).toEqual(reports);
  });

  test('runs the reasoner once for an answer and all that is read of it, and leaves nothing behind', async () => {
    const runs = vi.spyOn(models.nar, 'memory');
    const only = { steps: false, voices: [0] };
    const ask = () =>
      answer(models, 3, { asking, share: only }, () => undefined, new AbortController().signal);
    await ask();
    const before = tf.memory().numTensors;
    runs.mockClear();
    await ask();
    expect(runs).toHaveBeenCalledTimes(1);
    expect(tf.memory().numTensors).toBe(before);
    runs.mockRestore();
  });

  test.each([
    [{ steps: false, voices: [0] }, ['tokens 0', 'answer 0', 'attention 0', 'done']],
    [{ steps: true, voices: [1] }, ['steps', 'tokens 1', 'answer 1', 'done']],
  ])('says no more than its share %j', async (share, expected) => {
    const kinds: string[] = [];
    const hear = (each: AnswerReport) =>
      void kinds.push('voice' in each ? `${each.kind} ${each.voice}` : each.kind);
    await answer(models, 3, { asking, share }, hear, new AbortController().signal);
    expect([...new Set(kinds)]).toEqual(expected);
  });

  test('answers what it was not trained on as far as it can be', async () => {
    const runsFor = async (name: 'minimum' | 'dijkstra') => {
      const text = formatSample(sampleAt(name, 4, 'live', 2, { truncateDecimals: 3 })).question;
      const reports: AnswerReport[] = [];
      const hear = (each: AnswerReport) => reports.push(each);
      await answer(
        models,
        0,
        { asking: { ...asking, question: text, memory: 'off' }, share },
        hear,
        new AbortController().signal,
      );
      return reports.flatMap((each) => (each.kind === 'answer' ? [each.answer.run] : []));
    };
    const runs = parts.data.voices.map(({ run }) => run);
    expect(await runsFor('minimum')).toEqual(runs);
    // The page's reasoner has no dijkstra, so TransNAR cannot answer it.
    expect(await runsFor('dijkstra')).toEqual([runs[1]]);
  });

  test('tells what the tokens of an answer look at in the text: those rows of the library’s attention that write', async () => {
    const answered = await answer(
      models,
      3,
      { asking, share },
      () => undefined,
      new AbortController().signal,
    );
    expect([...answered.keys()]).toEqual([0, 1]);
    for (const each of answered.values()) {
      const { prompt, tokens } = each.solution;
      const looks = textOf(each);
      expect(withoutIndexHints(looks.tokens.join(''))).toBe(question + each.solution.text);
      expect(looks.questionTokens).toBe(prompt.length);
      const { layers, heads, toTokens } = textAttention(each.solution, each.solver);
      const count = looks.tokens.length;
      for (const w of [0, tokens.length - 1]) {
        const row = (head: number) => [
          ...toTokens.subarray(
            (head * count + prompt.length - 1 + w) * count,
            (head * count + prompt.length + w) * count,
          ),
        ];
        expect([...lookOf(looks, w, { layer: 1, head: 2 })]).toEqual(row(heads + 2));
        const all = Array.from({ length: layers * heads }, (_, head) => row(head));
        lookOf(looks, w, {}).forEach((weight, t) =>
          expect(weight).toBeCloseTo(all.reduce((sum, own) => sum + own[t], 0) / all.length, 6),
        );
      }
      expect(structuredClone(looks)).toEqual(looks);
    }
  });

  test('stops within a token when it is asked to', async () => {
    const stop = new AbortController();
    const reports: AnswerReport[] = [];
    const hear = (each: AnswerReport) => {
      reports.push(each);
      if (each.kind === 'tokens') stop.abort();
    };
    await answer(models, 0, { asking, share }, hear, stop.signal);
    expect(reports.map(({ kind }) => kind)).toEqual(['steps', 'tokens']);
  });

  test('trains as any training: the same losses, and scores when they are due', async () => {
    const experiment = {
      ...presetNamed('smoke').nar,
      algorithms: parts.data.tiny.algorithms,
      validation: { every: 3, size: 4, samples: 4 },
    };
    const reports: TrainingReport[] = [];
    const short = { ...experiment, training: { ...experiment.training, updates: 4 } };
    await trainTiny(short, (each) => reports.push(each), new AbortController().signal);
    expect(reports.map(({ kind }) => kind)).toEqual(['update', 'update', 'update', 'scores', 'update']);
    const again: TrainingReport[] = [];
    await trainTiny(short, (each) => again.push(each), new AbortController().signal);
    expect(again).toEqual(reports);
  });
});

test('the rules of the laboratory use the colours of the figures', async () => {
  const { palette } = await import('../../lib/figure/theme.ts');
  const style = readFileSync(join(import.meta.dirname, '../../lib/page/live/page/style.css'), 'utf8');
  expect(style).toContain(`--live-accent: ${palette.blue.toLowerCase()};`);
});
