/** Elements and controls of the page. */

type Child = Node | string;

/** An element with attributes (an empty value sets a flag, undefined leaves out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

export interface Choice<T> {
  readonly value: T;
  readonly text: string;
  /** Choices of a group stand together under its name. */
  readonly group?: string;
}

/** A labelled list of which one is chosen. */
export interface Chooser<T> {
  readonly root: HTMLElement;
  readonly value: () => T;
  /** Replaces the choices; keeps the chosen one if it is still there. */
  readonly offer: (choices: readonly Choice<T>[]) => void;
  readonly choose: (value: T) => void;
}

export function chooser<T>(label: string, choices: readonly Choice<T>[], changed: () => void): Chooser<T> {
  const list = h('select');
  let offered = choices;
  const index = (value: T) => offered.findIndex((choice) => choice.value === value);
  const fill = () => {
    const grouped = Map.groupBy(
      offered.map(({ text, group }, i) => ({ group, option: h('option', { value: i }, text) })),
      ({ group }) => group,
    );
    const parts = [...grouped].map(([group, own]) => {
      const options = own.map(({ option }) => option);
      return group === undefined ? options : [h('optgroup', { label: group }, ...options)];
    });
    list.replaceChildren(...parts.flat());
  };
  fill();
  list.addEventListener('change', changed);
  return {
    root: h('label', { class: 'control' }, h('span', {}, label), list),
    value: () => offered[Number(list.value)].value,
    offer(next) {
      const before = offered[Number(list.value)]?.value;
      offered = next;
      fill();
      list.value = String(Math.max(0, index(before)));
    },
    choose(value) {
      list.value = String(Math.max(0, index(value)));
    },
  };
}

/** `title` says what it does; where `text` is words, these are among them, so that it can be called by what is read. */
export function button(text: string, title: string, clicked: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button' });
  rename(element, text, title);
  element.addEventListener('click', clicked);
  return element;
}

/** Has a button say that it does something else from now on. */
export function rename(element: HTMLButtonElement, text: string, title: string): void {
  element.textContent = text;
  element.title = title;
  element.setAttribute('aria-label', title);
}

/** A slider over 0 to a changing last value. */
export interface Slider {
  readonly root: HTMLInputElement;
  readonly value: () => number;
  readonly set: (value: number, last: number) => void;
}

export function slider(label: string, changed: () => void): Slider {
  const root = h('input', { type: 'range', min: 0, 'aria-label': label });
  root.addEventListener('input', changed);
  return {
    root,
    value: () => Number(root.value),
    set(value, last) {
      root.max = String(last);
      root.value = String(value);
    },
  };
}

export const readable = (name: string) => name.replaceAll('_', ' ');

export const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Line ends and spaces as signs. */
export const visible = (text: string) => text.replaceAll('\n', '↵').replaceAll(' ', '␣');
