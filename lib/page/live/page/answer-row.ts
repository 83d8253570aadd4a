/** One model's answer: token by token as it is written, beside the truth, and what each token was written by. */
import type { Attention } from '../../../analysis/attention.ts';
import { markedPrediction } from '../../../metric/marked-answer.ts';
import { h } from '../../explorer/page/dom.ts';
import type { LiveAnswer } from '../protocol.ts';
import type { TextLooks } from '../text-looks.ts';
import { type ReadingOptions, readingPart } from './reading.ts';

/** One model's row. */
export interface AnswerRow {
  readonly root: HTMLElement;
  /** Empties the row for a new question. */
  readonly begin: (question: string) => void;
  readonly write: (texts: readonly string[]) => void;
  readonly finish: (answer: LiveAnswer) => void;
  /** Says that an answer that has not come to its end will not. */
  readonly halt: () => void;
  readonly fail: (message: string) => void;
  readonly attend: (attention: Attention) => void;
  readonly text: (looks: TextLooks) => void;
  /** Shows what the address says. */
  readonly show: () => void;
}

export function answerRow(options: ReadingOptions): AnswerRow {
  const { title } = options;
  const state = h('span', { class: 'state', role: 'status' });
  const written = h('p', { class: 'written text' });
  const truth = h('p', { class: 'truth text' });
  const notes = h('p', { class: 'note' });
  const reading = readingPart(options);
  const root = h(
    'article',
    { class: 'answer-row', 'aria-label': `answer of ${title}` },
    h('h3', {}, title, ' ', state),
    written,
    truth,
    notes,
    reading.root,
  );

  let question = '';
  let spans: HTMLElement[] = [];
  const writing = 'writes …';
  const unfinished = () => ['', writing].includes(state.textContent);

  written.addEventListener('pointerover', ({ target }) => {
    const index = spans.indexOf(target as HTMLElement);
    if (index >= 0) reading.choose(index);
  });

  return {
    root,
    begin(next) {
      [question, spans] = [next, []];
      for (const part of [written, truth, notes]) part.replaceChildren();
      reading.begin();
      root.classList.remove('right', 'wrong');
      state.textContent = '';
    },
    write(texts) {
      if (!unfinished()) return; // It was on its way when the answer was stopped.
      // Said once: it is read aloud.
      if (spans.length === 0) state.textContent = writing;
      const more = texts.map((text) => h('span', { class: text === '\n' ? 'line-end' : undefined }, text));
      spans.push(...more);
      written.append(...more);
    },
    finish({ text, plain, truth: answer, run, ended, unfamiliar, ms }) {
      const pieces = markedPrediction({ question, answer, prediction: text });
      markSpans(spans, plain, pieces);
      const right = text === answer;
      root.classList.add(right ? 'right' : 'wrong');
      const form = ended ? '' : ', without an end';
      state.textContent = `${right ? '✓ right' : '✗ not right'}${form}, ${(ms / 1000).toFixed(2)} s`;
      truth.replaceChildren(h('span', { class: 'label' }, 'truth '), answer.trimEnd());
      const hints = plain.includes('') ? ['Pale: the numbers of elements, which it writes for itself.'] : [];
      notes.textContent = [...unfamiliar, ...hints, `Written by ${run}.`].join(' ');
      reading.finish(spans);
    },
    halt() {
      if (!unfinished()) return;
      state.textContent = 'stopped';
      notes.textContent =
        'Truth, and what tokens looked at, are shown of answers that have come to their end.';
    },
    fail(message) {
      state.textContent = 'cannot answer';
      notes.textContent = message;
    },
    attend: reading.attend,
    text: reading.text,
    show: reading.show,
  };
}

/** Marks the tokens that say something wrong, and those that are hints: pieces are of what the others say. */
function markSpans(
  spans: readonly HTMLElement[],
  plain: readonly string[],
  pieces: ReturnType<typeof markedPrediction>,
): void {
  let end = 0;
  const wrong = pieces.flatMap(({ text, wrong: isWrong }) => {
    const start = end;
    end += text.length;
    return isWrong ? [{ start, end }] : [];
  });
  let at = 0;
  spans.forEach((span, i) => {
    const [start, stop] = [at, at + plain[i].length];
    span.classList.toggle('hint', start === stop);
    span.classList.toggle(
      'wrong',
      wrong.some((piece) => piece.start < stop && start < piece.end),
    );
    at = stop;
  });
}
