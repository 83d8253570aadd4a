/** What a model read and looked at for each token of its answer: in the picture, in a sentence, and in the text. */
import { attentionTo } from '../../../analysis/attention-choice.ts';
import type { Attention } from '../../../analysis/attention.ts';
import { type Choice, chooser, h, percent, slider, visible } from '../../explorer/page/dom.ts';
import { strongest } from '../../explorer/page/looks.ts';
import { type Changes, type PageState, whenChanged } from '../../explorer/page/state.ts';
import { type TextLooks, lookOf } from '../text-looks.ts';
import type { Weights } from './picture.ts';

export interface ReadingOptions {
  readonly title: string;
  /** The number of the voice, by which the address tells its choices from those of others. */
  readonly voice: number;
  readonly address: PageState;
  /** Draws onto the picture what a token read. */
  readonly read: (weights: Weights) => void;
  /** Asks what the tokens look at in the text. */
  readonly look: () => void;
}

/** A part of one model's row. */
export interface ReadingPart {
  readonly root: HTMLElement;
  readonly begin: () => void;
  /** The answer is there, in these elements. */
  readonly finish: (tokens: readonly HTMLElement[]) => void;
  readonly attend: (attention: Attention) => void;
  readonly text: (looks: TextLooks) => void;
  /** Shows what the address says. */
  readonly show: () => void;
  /** Shows another token. */
  readonly choose: (token: number) => void;
}

/** Whether a name of the address is that of such a choice, of any voice. */
export const isReadingName = (name: string): boolean => /^(read|layer|head)\d+$/.test(name);

export function readingPart({ title, voice, address, read, look }: ReadingOptions): ReadingPart {
  const [readName, layerName, headName] = ['read', 'layer', 'head'].map((name) => name + voice);
  const change = (changes: Changes = {}) =>
    address.adjust({
      [readName]: at.value(),
      [layerName]: layer.value(),
      [headName]: head.value(),
      ...changes,
    });
  const layer = chooser<number | undefined>('layer', numbered(0), () => change());
  const head = chooser<number | undefined>('head', numbered(0), () => change());
  const at = slider(`token of ${title}'s answer whose attention is shown`, () => change());
  const says = h('p', { class: 'note', 'aria-live': 'polite' });
  const chips = h('p', {
    class: 'text looks',
    role: 'img',
    'aria-label': `the text, darker where the chosen token of ${title}'s answer looked`,
  });
  const inText = h('details', {}, h('summary', {}, 'What its tokens look at in the text'), chips);
  const choices = h('div', {}, h('div', { class: 'controls' }, layer.root, head.root, at.root), says);
  const root = h('div', { class: 'attention', hidden: '' }, choices, inText);

  let spans: readonly HTMLElement[] = [];
  let seen: Attention | undefined;
  let looks: TextLooks | undefined;

  inText.addEventListener('toggle', () => {
    if (inText.open && spans.length > 0 && !looks) look();
  });

  function offer(): void {
    const layers = Math.max(
      looks?.layers ?? 0,
      1 + Math.max(-1, ...(seen?.layers ?? []).map((l) => l.layer)),
    );
    layer.offer(numbered(layers));
    head.offer(numbered(seen?.heads ?? looks?.heads ?? 0));
    choices.hidden = !seen && !looks;
  }

  // Whatever else the address comes to say, the picture is drawn once.
  const drawWhenOther = whenChanged(draw);
  const show = () => drawWhenOther(...[readName, layerName, headName].map(address.get), spans, seen, looks);

  function draw(): void {
    if (spans.length === 0 || (!seen && !looks)) return;
    const token = address.number(readName);
    layer.choose(address.number(layerName));
    head.choose(address.number(headName));
    at.set(Math.max(0, Math.min(spans.length - 1, token ?? 0)), spans.length - 1);
    if (token === undefined) {
      says.textContent = 'Point at a token, or move the slider, to see what it was written by.';
      return;
    }
    const now = at.value();
    spans.forEach((span, i) => span.classList.toggle('looking', i === now));
    const chosen = { layer: layer.value(), head: head.value() };
    const found = [...(seen ? [inGraph(seen, now)] : []), ...(looks ? [inTokens(looks, now)] : [])];
    says.textContent =
      `Token ${now + 1} of ${spans.length}, “${visible(spans[now].textContent)}”, was written ` +
      `${found.join(', and ')}.`;

    function inGraph(attention: Attention, index: number): string {
      if (!attention.layers.some((each) => chosen.layer === undefined || each.layer === chosen.layer)) {
        return 'in a layer that reads no graph';
      }
      // A token is written by what the token before it has read.
      const row = attention.tokens.filter(({ part }) => part === 'question').length - 1 + index;
      const count = attention.nodes.length;
      const nodes = attentionTo('nodes', attention, chosen).subarray(row * count, (row + 1) * count);
      const edges =
        attention.toEdges &&
        attentionTo('edges', attention, chosen).subarray(row * count ** 2, (row + 1) * count ** 2);
      read({ nodes, ...(edges && { edges }) });
      const node = strongest(nodes);
      const most = `reading most of node ${node} (${percent(nodes[node])})`;
      if (!edges) return most;
      const edge = strongest(edges);
      const way = `${Math.floor(edge / count)} → ${edge % count}`;
      return `${most} and of edge ${way} (${percent(edges[edge])} of its look at edges)`;
    }

    function inTokens(text: TextLooks, index: number): string {
      const weights = lookOf(text, index, chosen);
      const most = strongest(weights);
      [...chips.children].forEach((chip, t) => {
        const share = Math.round((100 * weights[t]) / weights[most]);
        (chip as HTMLElement).style.setProperty('--look', `${share}%`);
      });
      return `looking most at token ${most + 1} of the text, “${visible(text.tokens[most])}” (${percent(weights[most])})`;
    }
  }

  return {
    root,
    begin() {
      [spans, seen, looks] = [[], undefined, undefined];
      says.replaceChildren();
      chips.replaceChildren();
      root.hidden = true;
    },
    finish(tokens) {
      spans = tokens;
      root.hidden = spans.length === 0;
      offer();
      if (inText.open && spans.length > 0) look();
    },
    attend(next) {
      seen = next;
      offer();
      show();
    },
    text(next) {
      looks = next;
      chips.replaceChildren(
        ...next.tokens.map((token, t) =>
          h('span', { class: t < next.questionTokens ? undefined : 'own' }, visible(token)),
        ),
      );
      offer();
      show();
    },
    show,
    choose: (token) => change({ [readName]: token }),
  };
}

const numbered = (count: number): Choice<number | undefined>[] => [
  { value: undefined, text: 'mean' },
  ...Array.from({ length: count }, (_, value) => ({ value, text: String(value + 1) })),
];
