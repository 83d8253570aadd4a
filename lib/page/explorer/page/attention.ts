/** Where each token of a text looks in the graph: by layer, head and token. */
import { type Trajectory, parseQuestion, retrace } from '../../../dataset/index.ts';
import { type ExplorerAttention, type ExplorerData, problemKey } from '../data.ts';
import { unpackWeights } from '../weights.ts';
import { attentionGraph } from './attention-graph.ts';
import { chooser, h, percent, readable, slider } from './dom.ts';
import { drawBars, drawHeatMap } from './plots.ts';

/** All layers or heads: their mean. */
const mean = -1;
const rowChoices = [
  { value: 'answer', text: 'that write the answer' },
  { value: 'question', text: 'of the question' },
  { value: 'all', text: 'all' },
] as const;

export interface AttentionTool {
  readonly has: (key: string) => boolean;
  readonly open: (key: string) => void;
}

export function attentionTool(root: HTMLElement, { attention }: ExplorerData): AttentionTool {
  if (attention.length === 0) {
    root.append(h('p', {}, 'This page holds no attention: it was made from runs that read no graph.'));
    return { has: () => false, open: () => undefined };
  }
  const byKey = new Map(attention.map((sample) => [problemKey(sample), sample]));
  const problem = chooser(
    'problem',
    attention.map((sample) => ({
      value: problemKey(sample),
      text: `${readable(sample.algorithm)}, size ${sample.size}, no. ${sample.index}`,
      group: sample.model,
    })),
    changeProblem,
  );
  const layer = chooser<number>('layer', [{ value: mean, text: 'mean of all' }], changeWeights);
  const head = chooser<number>('head', [{ value: mean, text: 'mean of all' }], changeWeights);
  const rows = chooser('tokens', rowChoices, changeWeights);
  const token = slider('token', () => showToken(token.value()));
  const says = h('p', { class: 'says', 'aria-live': 'polite' });
  const strip = h('div', { class: 'strip scroll', role: 'group', 'aria-label': 'tokens' });
  const graph = h('div', { class: 'graph' });
  const key = h(
    'p',
    { class: 'legend' },
    'Size of a node, width of an orange edge: attention to it. An edge bends to the left of its way. Grey: the graph itself.',
  );
  const map = h('div', { class: 'scroll heat' });
  const gates = h('div');
  root.append(
    h('div', { class: 'controls' }, problem.root, layer.root, head.root, rows.root),
    h(
      'div',
      { class: 'controls' },
      h('label', { class: 'control wide' }, h('span', {}, 'token'), token.root),
    ),
    strip,
    says,
    h('div', { class: 'columns' }, h('div', {}, graph, key, gates), map),
  );

  let sample: ExplorerAttention;
  let trajectory: Trajectory;
  /** [T, N] and [T, N * N] of the chosen layer and head. */
  let toNodes: Float64Array;
  let toEdges: Float64Array | undefined;

  function changeProblem(): void {
    sample = byKey.get(problem.value())!;
    const parsed = parseQuestion(sample.question);
    if (!parsed.ok) throw new Error(`The question of ${problem.value()} cannot be read.`);
    trajectory = retrace(parsed);
    layer.offer([
      { value: mean, text: 'mean of all' },
      ...sample.layers.map((each) => ({ value: each.layer, text: String(each.layer + 1) })),
    ]);
    head.offer([
      { value: mean, text: 'mean of all' },
      ...sample.layers[0].heads.map((_, i) => ({ value: i, text: String(i + 1) })),
    ]);
    const chips = sample.tokens.map((text, t) => {
      const part = t < sample.questionTokens ? 'question' : 'answer';
      const chip = h('button', { type: 'button', class: part, 'data-token': t }, visible(text));
      chip.addEventListener('click', () => showToken(t));
      return chip;
    });
    strip.replaceChildren(...chips);
    showGates();
    token.set(sample.questionTokens - 1, sample.tokens.length - 1);
    changeWeights();
  }

  function showGates(): void {
    void drawBars(gates, {
      title: 'Gates by layer: tanh, 0 is closed',
      groups: sample.layers.map((each) => `layer ${each.layer + 1}`),
      series: [
        { name: 'cross-attention', values: sample.layers.map((each) => each.attention) },
        { name: 'feed-forward', values: sample.layers.map((each) => each.feedForward) },
      ],
    });
  }

  function changeWeights(): void {
    const heads = sample.layers
      .filter((each) => layer.value() === mean || each.layer === layer.value())
      .flatMap((each) => each.heads)
      .filter((_, i) => head.value() === mean || i % sample.layers[0].heads.length === head.value());
    toNodes = meanOf(heads.map(({ nodes }) => unpackWeights(nodes)));
    const edges = heads.flatMap((each) => (each.edges === undefined ? [] : [unpackWeights(each.edges)]));
    toEdges = edges.length > 0 ? meanOf(edges) : undefined;
    showToken(token.value());
  }

  function showToken(t: number): void {
    token.set(t, sample.tokens.length - 1);
    for (const chip of strip.children) chip.setAttribute('aria-pressed', String(chip === strip.children[t]));
    const chip = strip.children[t] as HTMLElement;
    strip.scrollTop = chip.offsetTop - strip.offsetTop - strip.clientHeight / 2;

    const count = sample.labels.length;
    const nodes = toNodes.subarray(t * count, (t + 1) * count);
    const edges = toEdges?.subarray(t * count * count, (t + 1) * count * count);
    graph.innerHTML = attentionGraph(trajectory, sample.labels, nodes, edges);
    says.textContent = sentence(t, nodes, edges);
    showMap(t);
  }

  function sentence(t: number, nodes: Float64Array, edges: Float64Array | undefined): string {
    const next = sample.tokens[t + 1];
    const strongest = nodes.indexOf(Math.max(...nodes));
    const writes =
      t >= sample.questionTokens - 1 && next !== undefined
        ? `, after which the model wrote “${visible(next)}”`
        : '';
    const edge = edges ? edges.indexOf(Math.max(...edges)) : -1;
    const count = nodes.length;
    const edgeSays = edges
      ? `; most on one edge: ${Math.floor(edge / count)} → ${edge % count} with ${percent(edges[edge])} of its attention to edges`
      : '';
    return (
      `Token ${t + 1} of ${sample.tokens.length}, “${visible(sample.tokens[t])}”${writes}: ` +
      `most on node ${strongest} with ${percent(nodes[strongest])}${edgeSays}.`
    );
  }

  function showMap(t: number): void {
    // The last token of the question is the first that writes.
    const writing = sample.questionTokens - 1;
    const [first, end] = {
      answer: [writing, sample.tokens.length],
      question: [0, sample.questionTokens],
      all: [0, sample.tokens.length],
    }[rows.value()];
    const shown = Array.from({ length: end - first }, (_, i) => first + i);
    const count = sample.labels.length;
    void drawHeatMap(map, {
      title: 'Attention of tokens to nodes',
      values: shown.map((each) => [...toNodes.subarray(each * count, (each + 1) * count)]),
      rows: shown.map((each) => `${each + 1} ${visible(sample.tokens[each])}`),
      columns: sample.labels,
      rowTitle: '',
      columnTitle: 'node',
      marked: t - first,
      clicked: (row) => showToken(first + row),
    });
  }

  changeProblem();
  // Also when the tool comes into sight: out of it, nothing has a width.
  new ResizeObserver(() => {
    showGates();
    showMap(token.value());
  }).observe(root);
  return {
    has: (key) => byKey.has(key),
    open(key) {
      problem.choose(key);
      changeProblem();
    },
  };
}

function meanOf(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, i) => arrays.reduce((sum, own) => sum + own[i], 0) / arrays.length);
}

/** Line ends and spaces as signs. */
const visible = (text: string) => text.replaceAll('\n', '↵').replaceAll(' ', '␣');
