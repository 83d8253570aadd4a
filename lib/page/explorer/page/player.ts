/** Controls to go through steps, one by one or by themselves. */
import { button, h, rename, slider } from './dom.ts';

/** Milliseconds that a step is shown while playing. */
const pace = 700;
const playing = ['▶ play', 'play the steps'] as const;

export interface Player {
  readonly root: HTMLElement;
  /** Says where one is; playing ends at the last step. */
  readonly set: (step: number, count: number) => void;
  readonly stop: () => void;
}

/** `wanted` is told of a step from 0 that may be beyond either end. */
export function player(wanted: (step: number) => void): Player {
  const [now, last] = [() => position.value(), () => Number(position.root.max)];
  const position = slider('step', () => wanted(now()));
  const where = h('output', { class: 'where' });
  const play = button(...playing, toggle);
  let timer = 0;

  function toggle(): void {
    if (timer !== 0) return stop();
    if (now() === last()) wanted(0);
    rename(play, '❚❚ pause', 'pause at this step');
    timer = window.setInterval(() => wanted(now() + 1), pace);
  }

  function stop(): void {
    window.clearInterval(timer);
    timer = 0;
    rename(play, ...playing);
  }

  return {
    root: h(
      'div',
      { class: 'controls' },
      button('|◀', 'first step', () => wanted(0)),
      button('◀', 'previous step', () => wanted(now() - 1)),
      play,
      button('▶', 'next step', () => wanted(now() + 1)),
      button('▶|', 'last step', () => wanted(last())),
      position.root,
      where,
    ),
    set(step, count) {
      position.set(step, count - 1);
      where.textContent = `step ${step + 1} of ${count}`;
      if (step === count - 1) stop();
    },
    stop,
  };
}
