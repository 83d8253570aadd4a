/** Where each token of the models' texts looks, in the text and in the graph: a column for each model. */
import type { Trajectory } from '../../../dataset/index.ts';
import type { ExplorerDetail } from '../data.ts';
import type { Book } from './book.ts';
import { badge } from './cards.ts';
import { type Choice, chooser, h, slider } from './dom.ts';
import type { LooksChoice } from './looks.ts';
import { type ReadingColumn, type Rows, readingColumn } from './reading-column.ts';
import { type PageState, whenChanged } from './state.ts';

const rowChoices: readonly Choice<Rows>[] = [
  { value: 'answer', text: 'that write the answer' },
  { value: 'question', text: 'of the question' },
  { value: 'all', text: 'all' },
];

export interface AttentionPart {
  /** A problem, before anything is known of what models looked at. */
  readonly open: (problem: number, trajectory: Trajectory) => void;
  readonly fill: (detail: ExplorerDetail) => void;
  /** What the address says of layer, head and token. */
  readonly show: () => void;
}

/** `elsewhere` says where one sees it of problems that the page does not hold it of. */
export function attentionPart(
  root: HTMLElement,
  book: Book,
  state: PageState,
  elsewhere: string,
): AttentionPart {
  const change = () =>
    state.adjust({ layer: layer.value(), head: head.value(), tokens: rows.value(), token: token.value() });
  const layer = chooser<number | undefined>('layer', [{ value: undefined, text: 'mean of all' }], change);
  const head = chooser<number | undefined>('head', [{ value: undefined, text: 'mean of all' }], change);
  const rows = chooser<Rows>('tokens of the map', rowChoices, change);
  const token = slider('token', change);
  const columns = h('div', { class: 'readings' });
  const tools = h(
    'div',
    {},
    h(
      'div',
      { class: 'controls' },
      layer.root,
      head.root,
      rows.root,
      h('label', { class: 'control wide' }, h('span', {}, 'token'), token.root),
    ),
    h(
      'p',
      { class: 'legend' },
      'Click a token, or go through them with the arrow keys: tokens that it looks at in the text turn orange. In the ' +
        'graph, the size of a node and the width of an orange edge say how much it looks there; an edge bends to the ' +
        'left of its way; grey is the graph itself.',
    ),
    columns,
  );
  const nothing = h(
    'p',
    { class: 'says' },
    `This page does not hold what the models looked at here.${elsewhere}`,
  );
  root.append(h('h2', {}, 'Where each token looked'), tools, nothing);

  let problem: number;
  let trajectory: Trajectory;
  let detail: ExplorerDetail | undefined;
  let shown: readonly ReadingColumn[] = [];

  const changeColumns = whenChanged(() => {
    const readings = book.models(state).flatMap((model) => {
      const reading = detail?.readings[model];
      const answer = book.answer(model, problem);
      return reading && answer
        ? [{ name: book.data.models[model].name, reading, beside: badge(answer) }]
        : [];
    });
    tools.hidden = readings.length === 0;
    nothing.hidden = readings.length > 0;
    const most = (of: (each: (typeof readings)[number]) => number) => Math.max(0, ...readings.map(of));
    layer.offer(counted(most(({ reading }) => reading.text.length)));
    head.offer(counted(most(({ reading }) => Math.max(0, ...reading.text.map((heads) => heads.length)))));
    shown = readings.map(({ name, reading, beside }) =>
      readingColumn(name, reading, {
        trajectory,
        beside,
        labels: detail?.labels ?? [],
        chosen: (index) => state.adjust({ token: index }),
      }),
    );
    columns.replaceChildren(...shown.map((column) => column.root));
  });

  function show(): void {
    changeColumns(detail, state.get('models'));
    if (shown.length === 0) return;
    layer.choose(state.number('layer'));
    head.choose(state.number('head'));
    rows.choose((state.get('tokens') ?? 'answer') as Rows);
    const last = Math.max(...shown.map(({ tokens }) => tokens)) - 1;
    // The last token of the question writes the first of the answer.
    const at = Math.max(0, Math.min(last, state.number('token') ?? shown[0].writing));
    token.set(at, last);
    const choice: LooksChoice = { layer: layer.value(), head: head.value() };
    for (const column of shown) column.show(at, choice, rows.value());
  }

  return {
    open(opening, opened) {
      problem = opening;
      trajectory = opened;
      detail = undefined;
      show();
    },
    fill(filled) {
      detail = filled;
      show();
    },
    show,
  };
}

const counted = (count: number): Choice<number | undefined>[] => [
  { value: undefined, text: 'mean of all' },
  ...Array.from({ length: count }, (_, value) => ({ value, text: String(value + 1) })),
];
