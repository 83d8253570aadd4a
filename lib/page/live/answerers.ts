/** Workers that answer questions together: each voice writes at the same time as the others where the machine can. */
import type { Asking, Report, Request, Share } from './protocol.ts';

/** A worker of the page. */
export interface Laboratory {
  readonly send: (request: Request) => void;
  readonly end: () => void;
}

/** What workers are made with, for so many voices on so many processors. */
export interface AnswerersOptions {
  readonly voices: number;
  readonly processors: number;
  /** A worker whose models are being loaded; `heard` is told of everything that it reports. */
  readonly open: (heard: (report: Report) => void) => Laboratory;
}

/** All workers that answer, as one. */
export interface Answerers {
  /** Asks each of them for its share; the answers to the question before end. */
  readonly ask: (id: number, asking: Asking) => void;
  /** Asks what the tokens of a voice's answer look at in the text. */
  readonly look: (id: number, voice: number) => void;
  readonly stop: () => void;
}

/**
 * A worker for each voice where there are as many processors, else one for all. The last one runs the reasoner's steps too:
 * the voices before it have a reasoner's memory to read. `heard` is told of everything that they report, and that a question
 * is done once it is so for all of them.
 */
export function answerers(
  { voices, processors, open }: AnswerersOptions,
  heard: (report: Report) => void,
): Answerers {
  const all = Array.from({ length: voices }, (_, voice) => voice);
  const apart = processors >= voices ? all.map((voice) => [voice]) : [all];
  const shares: Share[] = apart.map((own, i) => ({ steps: i === apart.length - 1, voices: own }));
  let busy = { id: 0, workers: 0 };
  const workers = shares.map(() =>
    open((report) => {
      if (report.kind !== 'done') return heard(report);
      if (report.id !== busy.id) return; // Of a question that was given up.
      busy.workers -= 1;
      if (busy.workers === 0) heard(report);
    }),
  );
  const send = (requestOf: (share: Share) => Request) =>
    workers.forEach((worker, i) => worker.send(requestOf(shares[i])));
  return {
    ask(id, asking) {
      busy = { id, workers: shares.length };
      send((share) => ({ kind: 'ask', id, asking, share }));
    },
    look(id, voice) {
      const own = shares.findIndex(({ voices: spoken }) => spoken.includes(voice));
      workers[own].send({ kind: 'look', id, voice });
    },
    stop: () => send(() => ({ kind: 'stop' })),
  };
}
