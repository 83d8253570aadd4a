/** Answers one by one, those that fail first of all: filtered, with their wrong places marked. */
import { answerKinds } from '../../../analysis/failures.ts';
import { metricNames, textMetrics } from '../../../metric/text-metrics.ts';
import { type ExplorerAnswer, type ExplorerData, problemKey } from '../data.ts';
import { type Choice, button, chooser, h, readable } from './dom.ts';
import { markedPrediction } from '../../../metric/marked-answer.ts';

/** More rows than anyone reads; the filters narrow. */
const mostRows = 60;

/** What a filter can say beside a value of its own. */
const anything = 'anything';
const failing = 'failing';
type Wanted<T> = T | typeof anything | typeof failing;

export function answersTool(
  root: HTMLElement,
  { answers }: ExplorerData,
  openAttention: { readonly has: (key: string) => boolean; readonly open: (key: string) => void },
): void {
  const filters = [
    filter('model', ({ model }) => model),
    filter('algorithm', ({ algorithm }) => algorithm, readable),
    filter('size', ({ size }) => size),
    filter('kind', ({ kind }) => kind, String, [{ value: failing, text: 'any failure' }]),
  ];
  const count = h('p', { class: 'says', 'aria-live': 'polite' });
  const body = h('tbody');
  const heads = [
    ...['model', 'algorithm', 'size', 'kind', 'question', 'truth', 'prediction'].map((text) => head(text)),
    ...metricNames.map((metric) => head(metric, textMetrics[metric].says)),
    head(''),
  ];
  root.append(
    h('div', { class: 'controls' }, ...filters.map(({ control }) => control)),
    count,
    h(
      'div',
      { class: 'scroll tall' },
      h('table', { class: 'answers' }, h('thead', {}, h('tr', {}, ...heads)), body),
    ),
  );

  function filter<T extends string | number>(
    label: string,
    of: (answer: ExplorerAnswer) => T,
    say: (value: T) => string = String,
    first: readonly Choice<Wanted<T>>[] = [],
  ) {
    const values = [...new Set(answers.map(of))].sort(inOrder);
    const list = chooser<Wanted<T>>(
      label,
      [...first, { value: anything, text: 'any' }, ...values.map((value) => ({ value, text: say(value) }))],
      show,
    );
    const passes = (answer: ExplorerAnswer) => {
      const wanted = list.value();
      return wanted === anything || (wanted === failing ? answer.kind !== 'right' : wanted === of(answer));
    };
    return { control: list.root, passes };
  }

  function show(): void {
    const found = answers.filter((answer) => filters.every(({ passes }) => passes(answer)));
    const shown = found.slice(0, mostRows);
    const rest = found.length > shown.length ? `; the first ${shown.length} are shown` : '';
    count.textContent = `${found.length} of the ${answers.length} answers on this page${rest}.`;
    body.replaceChildren(...shown.map(row));
  }

  function row(answer: ExplorerAnswer): HTMLTableRowElement {
    const { model, algorithm, size, kind, question, prediction } = answer;
    const key = problemKey(answer);
    const pieces = markedPrediction(answer).map(({ text, wrong }) => (wrong ? h('mark', {}, text) : text));
    const look = openAttention.has(key)
      ? [button('attention', `attention of ${key}`, () => openAttention.open(key))]
      : [];
    const asked = h('details', {}, h('summary', {}, summary(question)), h('pre', {}, question.trimEnd()));
    return h(
      'tr',
      {},
      h('td', {}, model),
      h('td', {}, readable(algorithm)),
      h('td', { class: 'number' }, String(size)),
      h('td', {}, kind),
      h('td', { class: 'question' }, asked),
      h('td', { class: 'text' }, answer.answer.trimEnd()),
      h('td', { class: 'text' }, ...(prediction.trim() === '' ? [h('i', {}, 'nothing')] : pieces)),
      ...metricNames.map((metric) => h('td', { class: 'number' }, printed(answer[metric]))),
      h('td', {}, ...look),
    );
  }

  show();
}

const head = (text: string, title = '') => h('th', { scope: 'col', title }, text);

/** Most scores of a single answer are all or nothing. */
const printed = (score: number) => (Number.isInteger(score) ? String(score) : score.toFixed(2));

/** The second line of a question holds its values. */
const summary = (question: string) => `${question.split('\n')[1].slice(0, 20)}…`;

/** Kinds from right to worst, numbers by size, names by letter. */
function inOrder(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [first, second] = [a, b].map((value) => (answerKinds as readonly (string | number)[]).indexOf(value));
  return first - second || (a < b ? -1 : 1);
}
