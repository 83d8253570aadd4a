/** The page's state is its address: what is shown can be kept, passed on and gone back to. */

/** Names to values; undefined takes a name out. */
export type Changes = Readonly<Record<string, string | number | undefined>>;

export interface PageState {
  /** What the address says of a name: anything, since anybody can write one. */
  readonly get: (name: string) => string | undefined;
  /** All names that it says something of. */
  readonly names: () => readonly string[];
  /** Of numbers; undefined if it is none. */
  readonly number: (name: string) => number | undefined;
  /** Shows something else, to which one can go back. */
  readonly go: (changes: Changes) => void;
  /** Changes how it is shown, which is no place of its own. */
  readonly adjust: (changes: Changes) => void;
  /** Called after every change, by the page or by the reader's going back. */
  readonly watch: (listener: () => void) => void;
}

/** Milliseconds between two writings of the address: browsers ignore whoever writes it much more often, as a slider would. */
const pause = 100;

export function pageState(): PageState {
  const listeners: (() => void)[] = [];
  const tell = () => listeners.forEach((listener) => listener());
  const told = () => new URLSearchParams(location.hash.slice(1));
  let shown = told();
  let waiting = 0;
  let written = -Infinity;

  function write(how: 'pushState' | 'replaceState'): void {
    window.clearTimeout(waiting);
    waiting = 0;
    written = performance.now();
    history[how](null, '', `#${shown}`);
  }

  /** The same with some changes; undefined if that is no other. */
  function changed(changes: Changes): URLSearchParams | undefined {
    const next = new URLSearchParams(shown);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) next.delete(name);
      else next.set(name, String(value));
    }
    return String(next) === String(shown) ? undefined : next;
  }

  // Also when somebody edits the address by hand.
  window.addEventListener('popstate', () => {
    window.clearTimeout(waiting);
    waiting = 0;
    shown = told();
    tell();
  });
  const get = (name: string) => shown.get(name) ?? undefined;
  return {
    get,
    names: () => [...shown.keys()],
    number(name) {
      const value = Number(get(name) ?? NaN);
      return Number.isInteger(value) ? value : undefined;
    },
    go(changes) {
      const next = changed(changes);
      if (!next) return;
      // What is left is kept as it was last shown.
      if (waiting !== 0) write('replaceState');
      shown = next;
      write('pushState');
      tell();
    },
    adjust(changes) {
      const next = changed(changes);
      if (!next) return;
      shown = next;
      const wait = written + pause - performance.now();
      if (wait <= 0) write('replaceState');
      else if (waiting === 0) waiting = window.setTimeout(write, wait, 'replaceState');
      tell();
    },
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
