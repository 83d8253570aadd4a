/** What the page was made from. */
import { type Book, isPartial } from './book.ts';
import { h } from './dom.ts';
import { meanClrs, sharedProblems } from './shared.ts';

const heads = [
  'model',
  'updates',
  'training',
  'trained sizes',
  'CLRS, trained sizes',
  'CLRS, unseen sizes',
  'CLRS, shared problems',
  'answers not right',
  'finished',
  'run',
];

export function modelsTable(root: HTMLElement, book: Book): void {
  const { models, problems } = book.data;
  const shared = sharedProblems(book.data);
  root.append(
    h(
      'p',
      {},
      'Scores are means over all algorithms and answers of a run’s evaluation, on problems that no training has seen. ' +
        'A reasoner’s answers are its decisions, written as text.' +
        (shared.length < problems.length
          ? ' Not every model was asked everything, so that these are means over different problems: those over the ' +
            `${shared.length.toLocaleString('en')} shared problems, which all have answered, can be compared.`
          : ''),
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'models' },
      h(
        'table',
        { class: 'models' },
        h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...models.map((_, model) => row(book, model, shared))),
      ),
    ),
  );
}

function row(book: Book, index: number, shared: readonly number[]): HTMLElement {
  const model = book.data.models[index];
  const { name, run, updates, seconds, trainedSizes, clrsTrained, clrsUnseen, evaluated, failed } = model;
  const score = (value: number | null) => (value === null ? 'not measured' : value.toFixed(3));
  const partial = isPartial(model)
    ? [h('strong', { class: 'partial' }, ` partial: ${model.asked} asked`)]
    : [];
  return h(
    'tr',
    {},
    h('th', { scope: 'row', title: `commit ${model.commit}, ${model.command}` }, name),
    h('td', { class: 'number' }, updates.toLocaleString('en')),
    h(
      'td',
      { class: 'number' },
      seconds < 5400 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`,
    ),
    h('td', {}, trainedSizes.join(', ')),
    h('td', { class: 'number' }, score(clrsTrained)),
    h('td', { class: 'number' }, score(clrsUnseen)),
    h('td', { class: 'number' }, score(meanClrs(book.data, index, shared))),
    h(
      'td',
      { class: 'number' },
      `${failed.toLocaleString('en')} of ${evaluated.toLocaleString('en')}`,
      ...partial,
    ),
    h('td', {}, model.finished.slice(0, 10)),
    h('td', {}, h('code', {}, run)),
  );
}
