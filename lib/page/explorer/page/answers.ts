/** All answers of all models, a problem a row: filtered, sorted, page by page. */
import { answerKinds } from '../../../analysis/failures.ts';
import { metricNames, textMetrics } from '../../../metric/text-metrics.ts';
import type { Metric } from '../../../metric/text-metrics.ts';
import { type Book, isPartial } from './book.ts';
import { badge, marked, modelBoxes } from './cards.ts';
import { type Choice, button, chooser, h, readable } from './dom.ts';
import { type Order, inOrder, outcomes } from './answer-order.ts';
import { type PageState, whenChanged } from './state.ts';

/** Rows of a page. */
const pageRows = 25;
const any = { value: undefined, text: 'any' };

export function answersTool(root: HTMLElement, book: Book, state: PageState): void {
  const { problems } = book.data;
  const filter = <T extends string | number>(key: string, label: string, choices: readonly Choice<T>[]) =>
    chooser<T | undefined>(label, [any, ...choices], function (this: void) {
      state.go({ [key]: filters[key].value(), page: undefined });
    });
  const filters = {
    of: filter('of', 'algorithm', book.algorithms()),
    sized: filter(
      'sized',
      'size',
      book.sizes().map((value) => ({ value, text: String(value) })),
    ),
    outcome: filter(
      'outcome',
      'outcome',
      outcomes.map(({ name }) => ({ value: name, text: name })),
    ),
    kind: filter(
      'kind',
      'some answer is',
      answerKinds.map((value) => ({ value, text: value })),
    ),
  } as Record<string, ReturnType<typeof filter>>;
  const score = chooser<Metric>(
    'score',
    metricNames.map((value) => ({ value, text: textMetrics[value].label })),
    () => state.go({ score: score.value() }),
  );
  score.choose('clrs');
  const count = h('p', { class: 'says', 'aria-live': 'polite' });
  const head = h('tr');
  const body = h('tbody');
  const boxes = modelBoxes(book.data.models, (chosen) => state.go({ models: book.named(chosen) }));
  const page = h('input', { type: 'number', min: 1, 'aria-label': 'page' });
  page.addEventListener('change', () => goTo(page.valueAsNumber - 1));
  const last = h('span', { class: 'where' });
  const table = h('table', { class: 'answers' }, h('thead', {}, head), body);
  root.append(
    h('div', { class: 'controls' }, ...Object.values(filters).map((each) => each.root), score.root),
    h('details', {}, h('summary', {}, 'Which models'), boxes.root),
    count,
    h('div', { class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'answers' }, table),
    h(
      'div',
      { class: 'controls pages' },
      button('◀', 'previous page', () => turn(-1)),
      h('label', { class: 'where' }, 'page ', page, ' ', last),
      button('▶', 'next page', () => turn(1)),
    ),
  );

  let found: readonly number[] = [];
  const pages = () => Math.max(1, Math.ceil(found.length / pageRows));
  const at = () => Math.max(0, Math.min(pages() - 1, state.number('page') ?? 0));
  const turn = (by: number) => goTo(at() + by);
  const goTo = (wanted: number) => state.go({ page: Math.max(0, Math.min(pages() - 1, wanted || 0)) });

  function show(): void {
    if (root.hidden) return;
    filters['of'].choose(state.get('of'));
    filters['sized'].choose(state.number('sized'));
    filters['outcome'].choose(state.get('outcome'));
    filters['kind'].choose(state.get('kind'));
    score.choose((state.get('score') ?? 'clrs') as Metric);
    const order: Order = {
      by: state.get('sort') ?? '',
      down: state.get('down') !== undefined,
      score: score.value(),
    };
    found = inOrder(book.data, [...problems.keys()].filter(passes), book.models(state), order);
    const shown = found.slice(at() * pageRows, (at() + 1) * pageRows);
    count.textContent = `${found.length.toLocaleString('en')} of ${problems.length.toLocaleString('en')} problems.`;
    [page.value, page.max, last.textContent] = [String(at() + 1), String(pages()), `of ${pages()}`];
    const models = book.models(state);
    boxes.set(models);
    head.replaceChildren(
      ...['algorithm', 'size', 'problem'].map((name) => sortable(name, name, order)),
      h('th', { scope: 'col' }, 'truth'),
      ...models.map((model) => {
        const { name } = book.data.models[model];
        return sortable(name, isPartial(book.data.models[model]) ? `${name} (partial)` : name, order);
      }),
    );
    body.replaceChildren(...shown.map((problem) => row(problem, models, score.value())));
  }

  function passes(problem: number): boolean {
    const { algorithm, size } = problems[problem];
    const answers = book.models(state).map((model) => book.answer(model, problem));
    const [of, sized, kind] = [filters['of'].value(), filters['sized'].value(), filters['kind'].value()];
    const outcome = outcomes.find(({ name }) => name === filters['outcome'].value());
    return (
      (of === undefined || of === algorithm) &&
      (sized === undefined || sized === size) &&
      (kind === undefined || answers.some((answer) => answer?.kind === kind)) &&
      (outcome === undefined || outcome.fits(answers.map((answer) => answer?.kind === 'right')))
    );
  }

  function sortable(name: string, text: string, { by, down }: Order): HTMLElement {
    const sorted = by === name;
    const next = button(`${text}${sorted ? (down ? ' ▼' : ' ▲') : ' ↕'}`, `sort by ${text}`, () =>
      state.go({ sort: name, down: sorted && !down ? 1 : undefined, page: undefined }),
    );
    return h(
      'th',
      { scope: 'col', 'aria-sort': sorted ? (down ? 'descending' : 'ascending') : undefined },
      next,
    );
  }

  function row(problem: number, models: readonly number[], metric: Metric): HTMLElement {
    const { algorithm, size, index, answer } = problems[problem];
    const open = button(`no. ${index}`, `compare on ${readable(algorithm)}, size ${size}, no. ${index}`, () =>
      state.go({ ...book.place(problem), view: 'compare', token: undefined, step: undefined }),
    );
    return h(
      'tr',
      {},
      h('td', {}, readable(algorithm)),
      h('td', { class: 'number' }, String(size)),
      h('td', {}, open),
      h('td', { class: 'text' }, answer.trimEnd()),
      ...models.map((model) => {
        const own = book.answer(model, problem);
        if (!own) return h('td', { class: 'says' }, 'not asked');
        const points = h('span', { class: 'points' }, printed(own[metric]));
        return h(
          'td',
          {},
          badge(own),
          points,
          h('div', { class: 'text' }, ...marked(problems[problem], own)),
        );
      }),
    );
  }

  const changed = whenChanged(show);
  const names = ['view', 'of', 'sized', 'outcome', 'kind', 'score', 'sort', 'down', 'page', 'models'];
  const look = () => changed(...names.map(state.get));
  state.watch(look);
  look();
}

/** Most scores of a single answer are all or nothing. */
const printed = (score: number) => (Number.isInteger(score) ? String(score) : score.toFixed(2));
