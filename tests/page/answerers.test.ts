/** How workers share a question, played by lists of what they are sent. */
import { describe, expect, test } from 'vitest';
import { answerers } from '../../lib/page/live/answerers.ts';
import type { Report, Request } from '../../lib/page/live/protocol.ts';

const asking = { question: 'minimum:\n', memory: 'own', other: 0, positions: undefined } as const;

/** A page of two voices on a machine with so many processors. */
function page(processors: number) {
  const sent: Request[][] = [];
  const speak: ((report: Report) => void)[] = [];
  const open = (hear: (report: Report) => void) => {
    const own: Request[] = [];
    sent.push(own);
    speak.push(hear);
    return { send: (request: Request) => void own.push(request), end: () => undefined };
  };
  const heard: Report[] = [];
  const both = answerers({ voices: 2, processors, open }, (report) => heard.push(report));
  return { ...both, sent, speak, heard };
}

describe('the answers to a question', () => {
  test('are shared by two workers where there are two processors: each voice and the steps are asked for once', () => {
    const { ask, sent } = page(2);
    ask(1, asking);
    expect(sent).toEqual([
      [{ kind: 'ask', id: 1, asking, share: { steps: false, voices: [0] } }],
      [{ kind: 'ask', id: 1, asking, share: { steps: true, voices: [1] } }],
    ]);
  });

  test('are one worker’s where there is one processor', () => {
    const { ask, sent } = page(1);
    ask(1, asking);
    expect(sent).toEqual([[{ kind: 'ask', id: 1, asking, share: { steps: true, voices: [0, 1] } }]]);
  });

  test('are there when both have said so, of this question; what else they report is passed on at once', () => {
    const { ask, speak, heard } = page(2);
    const token = { kind: 'tokens', id: 2, voice: 1, texts: ['0'] } as const;
    ask(1, asking);
    speak[0]({ kind: 'done', id: 1 });
    ask(2, asking);
    speak[1]({ kind: 'done', id: 1 });
    speak[1](token);
    speak[1]({ kind: 'done', id: 2 });
    expect(heard).toEqual([token]);
    speak[0]({ kind: 'done', id: 2 });
    expect(heard).toEqual([token, { kind: 'done', id: 2 }]);
  });

  test('are looked into by the worker that gave them', () => {
    for (const processors of [1, 2]) {
      const { look, sent } = page(processors);
      look(4, 1);
      expect(sent.at(-1)).toEqual([{ kind: 'look', id: 4, voice: 1 }]);
      expect(sent.flat()).toHaveLength(1);
    }
  });

  test('end in all workers', () => {
    const { stop, sent } = page(2);
    stop();
    expect(sent).toEqual([[{ kind: 'stop' }], [{ kind: 'stop' }]]);
  });
});
