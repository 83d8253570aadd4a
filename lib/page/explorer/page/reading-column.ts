/** One model's reading: its tokens, what the chosen one looks at in text and graph, and a map of many tokens. */
import type { Trajectory } from '../../../dataset/index.ts';
import type { ExplorerReading } from '../data.ts';
import { attentionGraph } from './attention-graph.ts';
import { h, percent, visible } from './dom.ts';
import { frameRow, heatMap } from './heat-map.ts';
import { type Looks, type LooksChoice, looksOf, strongest } from './looks.ts';
import { roving } from './roving.ts';
import { whenChanged } from './state.ts';

/** Tokens of the map. */
export type Rows = 'answer' | 'question' | 'all';

export interface ReadingColumn {
  readonly root: HTMLElement;
  readonly tokens: number;
  /** The token that writes the first of the answer. */
  readonly writing: number;
  readonly show: (token: number, choice: LooksChoice, rows: Rows) => void;
}

export interface ReadingOptions {
  readonly trajectory: Trajectory;
  /** Stands beside the model's name, such as whether it is right. */
  readonly beside: HTMLElement;
  readonly labels: readonly string[];
  readonly chosen: (token: number) => void;
}

export function readingColumn(
  name: string,
  reading: ExplorerReading,
  { trajectory, beside, labels, chosen }: ReadingOptions,
): ReadingColumn {
  const { tokens, questionTokens, graph } = reading;
  const chips = tokens.map((text, t) =>
    h(
      'span',
      { role: 'option', class: t < questionTokens ? 'question' : 'answer', 'data-token': t },
      visible(text),
    ),
  );
  const strip = h(
    'div',
    { class: 'strip scroll', role: 'listbox', 'aria-label': `tokens of ${name}` },
    ...chips,
  );
  const { stop } = roving(strip, chosen);
  const says = h('p', { class: 'says', 'aria-live': 'polite' });
  const drawn = h('div', { class: 'graph' });
  const map = h('div', { class: 'map scroll', tabindex: 0, role: 'region', 'aria-label': `map of ${name}` });
  map.addEventListener('click', ({ target }) => {
    const row = (target as Element).closest('[data-token]');
    if (row) chosen(Number(row.getAttribute('data-token')));
  });
  const root = h(
    'section',
    { class: 'reading', 'aria-label': name },
    h('header', {}, h('h3', {}, name), beside),
    strip,
    says,
  );
  if (graph.length > 0) root.append(drawn, gates(reading), map);
  else root.append(h('p', { class: 'legend' }, 'This model reads the text alone, and no graph.'));

  let looks: Looks;
  let choice: LooksChoice;
  let mapped: Rows;
  const changeLooks = whenChanged(() => (looks = looksOf(reading, labels.length, choice)));

  const changeMap = whenChanged(() => (map.innerHTML = looks.nodes(0) ? mapOf() : ''));

  function show(token: number, wanted: LooksChoice, rows: Rows): void {
    choice = wanted;
    changeLooks(wanted.layer, wanted.head);
    const at = Math.min(token, tokens.length - 1);
    const [text, nodes, edges] = [looks.text(at), looks.nodes(at), looks.edges(at)];
    const most = Math.max(...(text ?? [1]));
    chips.forEach((chip, t) => {
      chip.setAttribute('aria-selected', String(t === at));
      chip.style.setProperty('--look', `${Math.round((100 * (text?.[t] ?? 0)) / most)}%`);
    });
    stop(at);
    strip.scrollTop = chips[at].offsetTop - strip.clientHeight / 2;
    says.textContent = sentence(at);
    drawn.innerHTML = nodes ? attentionGraph(trajectory, labels, nodes, edges) : 'This layer reads no graph.';
    mapped = rows;
    changeMap(looks, rows);
    frameRow(map, at);
  }

  function sentence(t: number): string {
    const [text, nodes, edges] = [looks.text(t), looks.nodes(t), looks.edges(t)];
    const next =
      t >= looks.writing && t + 1 < tokens.length ? `, after which it wrote “${visible(tokens[t + 1])}”` : '';
    const parts: string[] = [];
    if (text) {
      const at = strongest(text);
      parts.push(
        `most on token ${at + 1}, “${visible(tokens[at])}”, with ${percent(text[at])} of its look at the text`,
      );
    }
    if (nodes) parts.push(`most on node ${strongest(nodes)} with ${percent(Math.max(...nodes))}`);
    if (edges) {
      const at = strongest(edges);
      const way = `${Math.floor(at / labels.length)} → ${at % labels.length}`;
      parts.push(`most on edge ${way} with ${percent(edges[at])} of its look at edges`);
    }
    if (!text) parts.push('what it looks at in the text and on edges is kept only of tokens that write');
    return `Token ${t + 1} of ${tokens.length}, “${visible(tokens[t])}”${next}: ${parts.join('; ')}.`;
  }

  function mapOf(): string {
    const [first, end] = {
      answer: [looks.writing, tokens.length],
      question: [0, questionTokens],
      all: [0, tokens.length],
    }[mapped];
    return heatMap({
      rows: Array.from({ length: end - first }, (_, i) => ({
        token: first + i,
        text: `${first + i + 1} ${visible(tokens[first + i])}`,
      })),
      weights: (token) => looks.nodes(token) ?? [],
      labels,
    });
  }

  return { root, tokens: tokens.length, writing: questionTokens - 1, show };
}

/** How far each layer's gates let through what it read. */
function gates({ graph }: ExplorerReading): HTMLElement {
  const cells = (label: string, values: readonly number[]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, label),
      ...values.map((value) => h('td', { class: 'number' }, twoDigits(value))),
    );
  return h(
    'table',
    { class: 'gates' },
    h('caption', {}, 'Gates (tanh; 0 is closed)'),
    h(
      'thead',
      {},
      h('tr', {}, h('td'), ...graph.map(({ layer }) => h('th', { scope: 'col' }, `layer ${layer + 1}`))),
    ),
    h(
      'tbody',
      {},
      cells(
        'attention',
        graph.map((each) => each.attention),
      ),
      cells(
        'feed-forward',
        graph.map((each) => each.feedForward),
      ),
    ),
  );
}

/** Without a sign before a zero. */
const twoDigits = (value: number) => (Math.round(100 * value) / 100 + 0).toFixed(2);
