/** The page's state is its address: what is shown can be kept, passed on and gone back to. */

/** Names to values; undefined takes a name out. */
export type Changes = Readonly<Record<string, string | number | undefined>>;

export interface PageState {
  /** What the address says of a name: anything, since anybody can write one. */
  readonly get: (name: string) => string | undefined;
  /** Of numbers; undefined if it is none. */
  readonly number: (name: string) => number | undefined;
  /** Shows something else, to which one can go back. */
  readonly go: (changes: Changes) => void;
  /** Changes how it is shown, which is no place of its own. */
  readonly adjust: (changes: Changes) => void;
  /** Called after every change, by the page or by the reader's going back. */
  readonly watch: (listener: () => void) => void;
}

export function pageState(): PageState {
  const listeners: (() => void)[] = [];
  const told = () => new URLSearchParams(location.hash.slice(1));
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const change = (how: 'pushState' | 'replaceState') => (changes: Changes) => {
    const next = told();
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) next.delete(name);
      else next.set(name, String(value));
    }
    if (`#${next}` === location.hash) return;
    history[how](null, '', `#${next}`);
    tell();
  };
  // Also when somebody edits the address by hand.
  window.addEventListener('popstate', tell);
  const get = (name: string) => told().get(name) ?? undefined;
  return {
    get,
    number(name) {
      const value = Number(get(name) ?? NaN);
      return Number.isInteger(value) ? value : undefined;
    },
    go: change('pushState'),
    adjust: change('replaceState'),
    watch: (listener) => void listeners.push(listener),
  };
}

/** Runs `act` when what it depends on is not what it was the last time. */
export function whenChanged(act: () => void): (...on: readonly unknown[]) => void {
  let before: readonly unknown[] | undefined;
  return (...on) => {
    const same = before?.length === on.length && on.every((value, i) => value === before?.[i]);
    before = on;
    if (!same) act();
  };
}
