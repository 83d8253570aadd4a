/** Runs in numbers: a row for each, and the last validation of the chosen ones by name. */
import { duration } from '../../../training/loop/progress.ts';
import { h, percent, readable } from '../../explorer/page/dom.ts';
import type { Standing } from '../standing.ts';

/** A row with a box to choose the run. */
export function runRow(run: Standing, chosen: boolean, choose: (wanted: boolean) => void): HTMLElement {
  const id = `run-${run.name}`;
  const box = h('input', { type: 'checkbox', id });
  box.checked = chosen;
  box.addEventListener('change', () => choose(box.checked));
  const { last, validated, updates, update, state, secondsLeft } = run;
  const planned = updates === undefined ? '' : ` of ${updates.toLocaleString('en')}`;
  const number = (value: number | undefined, say: (value: number) => string) =>
    h('td', { class: 'number' }, value === undefined ? '' : say(value));
  return h(
    'tr',
    { class: chosen ? 'chosen' : undefined },
    h('th', { scope: 'row' }, h('label', { for: id, title: run.command }, box, ` ${run.name}`)),
    h(
      'td',
      { class: state, title: state === 'stopped' ? `goes on with: ${run.command}` : run.reason },
      state,
    ),
    h('td', { class: 'number' }, `${update.toLocaleString('en')}${planned}`),
    state === 'running'
      ? number(secondsLeft, duration)
      : h(
          'td',
          { class: 'number', title: 'time of training' },
          run.seconds > 0 ? `took ${duration(run.seconds)}` : '',
        ),
    number(last?.loss, (value) => value.toPrecision(3)),
    number(validated?.score, (value) => value.toFixed(3)),
    number(last?.gradientNorm, (value) => value.toPrecision(3)),
    number(last?.tokensPerSecond, (value) => Math.round(value).toLocaleString('en')),
    number(last?.utilisation, percent),
  );
}

/** What is wrong with those that cannot be read. */
export const whatIsDamaged = (runs: readonly Standing[]): HTMLElement[] =>
  runs.flatMap(({ name, reason }) =>
    reason === undefined ? [] : h('p', { class: 'damaged' }, `${name}: ${reason}`),
  );

/** The last validation by name, lowest first; nothing where there is none, or but one name. */
export function whereParts(runs: readonly Standing[]): HTMLElement[] {
  return runs.flatMap(({ name, validated }) => {
    const scores = Object.entries(validated?.scores ?? {}).sort(([, a], [, b]) => a - b);
    if (!validated || scores.length < 2) return [];
    const bar = (score: number) => h('div', { class: 'bar', style: `width: ${100 * score}%` });
    return [
      h('h2', {}, `${name}: validation after update ${validated.update.toLocaleString('en')}, lowest first`),
      h(
        'div',
        { class: 'parts' },
        ...scores.map(([part, score]) =>
          h(
            'div',
            { class: 'part' },
            h('span', {}, readable(part)),
            h('span', { class: 'number' }, score.toFixed(3)),
            h('div', { class: 'track' }, bar(score)),
          ),
        ),
      ),
    ];
  });
}
