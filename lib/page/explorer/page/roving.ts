/** Many things that are one stop of the keyboard: the arrows, Home and End go from one to the next. */

/** How far each key goes. */
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};

export interface Roving {
  /** Makes one of them the stop. */
  readonly stop: (index: number) => void;
}

/** Over the children of an element as they are at the time; `chosen` is told which one a key or a click goes to. */
export function roving(root: HTMLElement, chosen: (index: number) => void): Roving {
  const items = () => [...root.children] as HTMLElement[];
  const current = () => items().findIndex((item) => item.tabIndex === 0);
  const stop = (index: number) => {
    items().forEach((item, i) => (item.tabIndex = i === index ? 0 : -1));
  };
  const go = (index: number) => {
    chosen(index);
    stop(index);
    items()[index].focus({ preventScroll: true });
  };
  root.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(Math.max(0, Math.min(items().length - 1, current() + step)));
  });
  root.addEventListener('click', ({ target }) => {
    const index = items().findIndex((item) => item.contains(target as Node));
    if (index >= 0) go(index);
  });
  return { stop };
}
