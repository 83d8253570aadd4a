/** A figure that lives: new points come into the view that is there, so that it keeps its zoom. */
import type * as VegaLibrary from 'vega';
import type { WatchedFigure } from '../view.ts';
import { h } from '../../explorer/page/dom.ts';

declare const vega: typeof VegaLibrary;

export function figureIn(place: HTMLElement) {
  const hint = h('div', { class: 'hint', hidden: '' });
  document.body.append(hint);
  let view: VegaLibrary.View | undefined;
  let key = '';

  /** The rows of a tooltip beside the pointer. */
  function point(_: unknown, event: MouseEvent, __: unknown, value: unknown): void {
    hint.hidden = typeof value !== 'object' || value === null;
    if (hint.hidden) return;
    const told = Object.entries(value as Record<string, string>).filter(([, said]) => said !== '');
    hint.replaceChildren(...told.map(([name, said]) => h('div', {}, h('span', {}, name), ` ${said}`)));
    hint.style.left = `${Math.min(event.clientX + 14, innerWidth - hint.offsetWidth - 8)}px`;
    hint.style.top = `${Math.min(event.clientY + 14, innerHeight - hint.offsetHeight - 8)}px`;
  }

  return {
    async show(figure: WatchedFigure): Promise<void> {
      if (figure.key !== key) {
        view?.finalize();
        place.replaceChildren();
        view = new vega.View(vega.parse(figure.spec), {
          renderer: 'svg',
          container: place,
          hover: true,
          tooltip: point,
        });
        key = figure.key;
      }
      view!.data('progress', [...figure.points]).signal('last', figure.last);
      await view!.runAsync();
    },
    say(text: string): void {
      view?.finalize();
      [view, key] = [undefined, ''];
      place.replaceChildren(h('p', {}, text));
    },
  };
}
