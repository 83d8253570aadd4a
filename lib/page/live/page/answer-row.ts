/** One model's answer: token by token as it is written, beside the truth, and what each token reads. */
import { attentionTo } from '../../../analysis/attention-choice.ts';
import type { Attention } from '../../../analysis/attention.ts';
import { markedPrediction } from '../../../metric/marked-answer.ts';
import { chooser, h, percent, slider } from '../../explorer/page/dom.ts';
import type { LiveAnswer } from '../protocol.ts';
import type { Weights } from './picture.ts';

/** All layers or heads: their mean. */
const mean = -1;

/** One model's row. */
export interface AnswerRow {
  readonly root: HTMLElement;
  /** Empties the row for a new question. */
  readonly begin: (question: string) => void;
  readonly token: (text: string) => void;
  readonly finish: (answer: LiveAnswer) => void;
  readonly fail: (message: string) => void;
  readonly attend: (attention: Attention) => void;
}

/** `read` is told what the chosen token reads; undefined: nothing. */
export function answerRow(title: string, read: (weights: Weights | undefined) => void): AnswerRow {
  const state = h('span', { class: 'state', role: 'status' });
  const written = h('p', { class: 'written text' });
  const truth = h('p', { class: 'truth text' });
  const notes = h('p', { class: 'note' });
  const layer = chooser<number>('layer', [{ value: mean, text: 'mean' }], () => look(at.value()));
  const head = chooser<number>('head', [{ value: mean, text: 'mean' }], () => look(at.value()));
  const at = slider(`token of ${title}'s answer whose attention is shown`, () => look(at.value()));
  const says = h('p', { class: 'note' });
  const attention = h(
    'div',
    { class: 'attention', hidden: '' },
    h('div', { class: 'controls' }, layer.root, head.root, at.root),
    says,
  );
  const root = h(
    'article',
    { class: 'answer-row', 'aria-label': `answer of ${title}` },
    h('h3', {}, title, ' ', state),
    written,
    truth,
    notes,
    attention,
  );

  let question = '';
  let spans: HTMLElement[] = [];
  let seen: Attention | undefined;

  written.addEventListener('pointerover', ({ target }) => {
    const index = spans.indexOf(target as HTMLElement);
    if (index >= 0 && seen) look(index);
  });

  function look(index: number): void {
    if (!seen) return;
    at.set(index, spans.length - 1);
    spans.forEach((span, i) => span.classList.toggle('looking', i === index));
    const choice = (value: number) => (value === mean ? undefined : value);
    const chosen = { layer: choice(layer.value()), head: choice(head.value()) };
    // A token is written by what the token before it has read.
    const row = seen.tokens.filter(({ part }) => part === 'question').length - 1 + index;
    const count = seen.nodes.length;
    const nodes = attentionTo('nodes', seen, chosen).subarray(row * count, (row + 1) * count);
    const edges =
      seen.toEdges &&
      attentionTo('edges', seen, chosen).subarray(row * count * count, (row + 1) * count * count);
    read({ nodes, ...(edges && { edges }) });
    const strongest = nodes.indexOf(Math.max(...nodes));
    says.textContent =
      `Token ${index + 1} of ${spans.length}, “${visible(spans[index].textContent)}”, was written reading ` +
      `most of node ${strongest} (${percent(nodes[strongest])}).`;
  }

  return {
    root,
    begin(next) {
      [question, spans, seen] = [next, [], undefined];
      for (const part of [written, truth, notes, says]) part.replaceChildren();
      attention.hidden = true;
      root.classList.remove('right', 'wrong');
      state.textContent = '';
    },
    token(text) {
      const span = h('span', { class: text === '\n' ? 'line-end' : undefined }, text);
      spans.push(span);
      written.append(span);
      state.textContent = 'writes …';
    },
    finish({ text, truth: answer, run, ended, unfamiliar, ms }) {
      const pieces = markedPrediction({ question, answer, prediction: text });
      markSpans(spans, pieces);
      const right = text === answer;
      root.classList.add(right ? 'right' : 'wrong');
      const form = ended ? '' : ', without an end';
      state.textContent = `${right ? '✓ right' : '✗ not right'}${form}, ${(ms / 1000).toFixed(2)} s`;
      truth.replaceChildren(h('span', { class: 'label' }, 'truth '), answer.trimEnd());
      notes.textContent = [...unfamiliar, `Written by ${run}.`].join(' ');
    },
    fail(message) {
      state.textContent = 'cannot answer';
      notes.textContent = message;
    },
    attend(next) {
      seen = next;
      const numbered = (count: number, value: (i: number) => number) => [
        { value: mean, text: 'mean' },
        ...Array.from({ length: count }, (_, i) => ({ value: value(i), text: String(value(i) + 1) })),
      ];
      layer.offer(numbered(next.layers.length, (i) => next.layers[i].layer));
      head.offer(numbered(next.heads, (i) => i));
      at.set(0, spans.length - 1);
      attention.hidden = spans.length === 0;
      says.textContent = 'Point at a token, or move the slider: the picture shows what it read.';
    },
  };
}

/** Marks the tokens that say something wrong. */
function markSpans(spans: readonly HTMLElement[], pieces: ReturnType<typeof markedPrediction>): void {
  let end = 0;
  const wrong = pieces.flatMap(({ text, wrong: isWrong }) => {
    const start = end;
    end += text.length;
    return isWrong ? [{ start, end }] : [];
  });
  let at = 0;
  for (const span of spans) {
    const [start, stop] = [at, at + span.textContent.length];
    span.classList.toggle(
      'wrong',
      wrong.some((piece) => piece.start < stop && start < piece.end),
    );
    at = stop;
  }
}

/** Line ends and spaces as signs. */
const visible = (text: string) => text.replaceAll('\n', '↵').replaceAll(' ', '␣');
