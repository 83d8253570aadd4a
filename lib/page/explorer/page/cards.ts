/** What each model answered, and the choice of models. */
import { metricNames, textMetrics } from '../../../metric/text-metrics.ts';
import { markedPrediction } from '../../../metric/marked-answer.ts';
import type { ExplorerAnswer, ExplorerModel, ExplorerProblem } from '../data.ts';
import { type Book, isPartial } from './book.ts';
import { h, percent } from './dom.ts';

export interface ModelBoxes {
  readonly root: HTMLElement;
  readonly set: (models: readonly number[]) => void;
}

/** A box to tick for each model; the last that is ticked stays so. */
export function modelBoxes(
  models: readonly ExplorerModel[],
  chosen: (names: readonly string[]) => void,
): ModelBoxes {
  const boxes = models.map(() => h('input', { type: 'checkbox' }));
  const ticked = () => models.filter((_, i) => boxes[i].checked).map(({ name }) => name);
  boxes.forEach((box) =>
    box.addEventListener('change', () => {
      if (ticked().length === 0) box.checked = true;
      else chosen(ticked());
    }),
  );
  return {
    root: h(
      'fieldset',
      { class: 'boxes' },
      h('legend', {}, 'models'),
      ...models.map((model, i) => h('label', {}, boxes[i], model.name, ...partialMark(model))),
    ),
    set(wanted) {
      boxes.forEach((box, i) => (box.checked = wanted.includes(i)));
    },
  };
}

const partialMark = (model: ExplorerModel) => (isPartial(model) ? [h('i', {}, ' (partial)')] : []);

export function answerCard({ data }: Book, model: number, problem: number): HTMLElement {
  const [own, answer] = [data.models[model], data.answers[model][problem]];
  const title = h('h3', {}, own.name, ...partialMark(own));
  if (!answer) return h('article', { class: 'card' }, title, h('p', { class: 'says' }, 'not asked'));
  const scores = metricNames.map((metric) =>
    h('span', { title: textMetrics[metric].says }, `${metric} ${percentWhole(answer[metric])}`),
  );
  return h(
    'article',
    { class: 'card' },
    h('header', {}, title, badge(answer)),
    h('p', { class: 'text' }, ...marked(data.problems[problem], answer)),
    h('p', { class: 'scores' }, ...scores),
  );
}

export const badge = ({ kind }: ExplorerAnswer): HTMLElement =>
  h(
    'span',
    { class: kind === 'right' ? 'badge right' : 'badge wrong' },
    kind === 'right' ? '✓ right' : `✗ ${kind}`,
  );

/** What was written, with its wrong places marked. */
export function marked(problem: ExplorerProblem, { prediction }: ExplorerAnswer): (HTMLElement | string)[] {
  if (prediction.trim() === '') return [h('i', {}, 'nothing')];
  const pieces = markedPrediction({ ...problem, prediction });
  return pieces.map(({ text, wrong }) => (wrong ? h('mark', {}, text) : text));
}

const percentWhole = (score: number) => percent(score).replace('0.0', '0');
