/** How a question is asked: whose memory TransNAR reads, and at which positions; in controls and in the address. */
import { button, chooser, h } from '../../explorer/page/dom.ts';
import type { Changes, PageState } from '../../explorer/page/state.ts';
import type { Asking, MemoryChoice } from '../protocol.ts';

const memories: readonly { value: MemoryChoice; text: string }[] = [
  { value: 'own', text: "the problem's own" },
  { value: 'other', text: "another problem's" },
  { value: 'off', text: 'none: gates closed' },
];

/** The names that stand for it in the address. */
export const askingNames = ['memory', 'other', 'positions'] as const;

export interface AskingPart {
  readonly root: HTMLElement;
  readonly value: () => Omit<Asking, 'question'>;
  /** The same for the address, which leaves out what is usual. */
  readonly told: () => Changes;
  /** Takes what the address says. */
  readonly follow: () => void;
}

/** `changed` is told when a reader chooses something else. */
export function askingPart(address: PageState, changed: () => void): AskingPart {
  const memory = chooser('memory that TransNAR reads', memories, changed);
  const other = h('input', { type: 'number', min: 0, max: 9999 });
  const whose = h('label', { class: 'control' }, h('span', {}, 'of problem no.'), other);
  const positions = h('input', { type: 'number', min: 0, max: 999_999, placeholder: 'evaluated' });
  for (const input of [other, positions]) input.addEventListener('change', changed);
  const root = h(
    'div',
    { class: 'controls' },
    memory.root,
    whose,
    h('label', { class: 'control' }, h('span', {}, "positions' seed"), positions),
    button('as evaluated', 'as evaluated: the positions of the evaluation', () => {
      positions.value = '';
      changed();
    }),
  );

  function value(): Omit<Asking, 'question'> {
    whose.hidden = memory.value() !== 'other';
    return {
      memory: memory.value(),
      other: Math.max(0, Math.trunc(Number(other.value)) || 0),
      positions: positions.value === '' ? undefined : Math.trunc(Number(positions.value)),
    };
  }

  function follow(): void {
    memory.choose(memories.find((each) => each.value === address.get('memory'))?.value ?? 'own');
    other.value = String(address.number('other') ?? 0);
    positions.value = String(address.number('positions') ?? '');
  }

  follow();
  return {
    root,
    value,
    told() {
      const asking = value();
      return {
        memory: asking.memory === 'own' ? undefined : asking.memory,
        other: asking.memory === 'other' ? asking.other : undefined,
        positions: asking.positions,
      };
    },
    follow,
  };
}
