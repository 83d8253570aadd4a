/** The page: asks again and again, and shows what it is told. */
import { messageOf } from '../../../message.ts';
import type { WatchView } from '../view.ts';
import { h } from '../../explorer/page/dom.ts';
import { runRow, whatIsDamaged, whereParts } from './rows.ts';
import { figureIn } from './figure.ts';

/** Milliseconds between two looks. */
const pause = 2000;
/** Pixels of a panel with its axis. */
const panelWidth = 365;

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const smoothing = element<HTMLInputElement>('smoothing');
const over = element<HTMLSelectElement>('over');
const dark = matchMedia('(prefers-color-scheme: dark)');
const figure = figureIn(element('figure'));

/** What the address says is what is shown, so that a view can be kept and passed on. */
function query(): URLSearchParams {
  return new URLSearchParams(location.search);
}

function change(name: string, values: readonly string[]): void {
  const asked = query();
  asked.delete(name);
  for (const value of values) asked.append(name, value);
  history.replaceState(null, '', `?${asked}`);
  void look();
}

async function look(): Promise<void> {
  const asked = query();
  if (dark.matches) asked.set('dark', '1');
  asked.set('columns', `${Math.max(1, Math.floor(element('figure').clientWidth / panelWidth))}`);
  try {
    const answer = await fetch(`view?${asked}`);
    if (!answer.ok) throw new Error(await answer.text());
    await show((await answer.json()) as WatchView);
    element('problem').textContent = '';
  } catch (error) {
    const lost = error instanceof TypeError;
    element('problem').textContent = lost
      ? 'The command that serves this page has ended: start "npx transnar watch" again.'
      : messageOf(error);
  }
}

async function show(view: WatchView): Promise<void> {
  const chosen = new Set(view.chosen);
  const rows = view.runs.map((run) =>
    runRow(run, chosen.has(run.name), (wanted) => {
      if (wanted) chosen.add(run.name);
      else chosen.delete(run.name);
      change('run', [...chosen]);
    }),
  );
  // A list that is rebuilt under the pointer loses its focus.
  const focused = document.activeElement?.id;
  element('runs').replaceChildren(...rows);
  if (focused) document.getElementById(focused)?.focus();
  const shown = view.runs.filter(({ name }) => chosen.has(name));
  element('parts').replaceChildren(...whatIsDamaged(shown), ...whereParts(shown));
  element('when').textContent = `as of ${new Date().toLocaleTimeString()}`;
  if (view.figure) await figure.show(view.figure);
  else
    figure.say(
      view.runs.length > 0 ? 'There is no line of a curve to be drawn yet.' : 'There are no runs yet.',
    );
  document.body.dataset['ready'] = 'true';
}

function connect(): void {
  smoothing.value = query().get('smoothing') ?? '0.6';
  over.value = query().get('over') ?? 'updates';
  const tell = () => (element('weight').textContent = Number(smoothing.value).toFixed(2));
  tell();
  smoothing.addEventListener('input', () => {
    tell();
    change('smoothing', [smoothing.value]);
  });
  over.addEventListener('change', () => change('over', [over.value]));
  dark.addEventListener('change', () => void look());
  addEventListener('resize', () => void look());
  document.addEventListener('visibilitychange', () => void (document.hidden || look()));
  if (!query().has('smoothing')) change('smoothing', [smoothing.value]);
  else void look();
  setInterval(() => void (document.hidden || look()), pause);
  element('figure').append(h('p', {}, 'Looking…'));
}

connect();
