/** The page: what it was made from, and three tools in tabs. */
import type { ExplorerData, ExplorerModel } from '../data.ts';
import { startLive } from '../../live/page/live.ts';
import { answersTool } from './answers.ts';
import { attentionTool } from './attention.ts';
import { h } from './dom.ts';
import { embedded, loadPlotly } from './embedded.ts';
import { stepper } from './stepper.ts';

const names = ['attention', 'trajectories', 'answers'] as const;
type Name = (typeof names)[number];

const tab = (name: Name) => document.getElementById(`tab-${name}`) as HTMLButtonElement;
const panel = (name: Name) => document.getElementById(name)!;

function openTab(name: Name): void {
  for (const each of names) {
    panel(each).hidden = each !== name;
    tab(each).setAttribute('aria-selected', String(each === name));
    tab(each).tabIndex = each === name ? 0 : -1;
  }
}

function connectTabs(): void {
  names.forEach((name, i) => {
    tab(name).addEventListener('click', () => openTab(name));
    tab(name).addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = names[(i + step + names.length) % names.length];
      openTab(next);
      tab(next).focus();
    });
  });
}

function describe(model: ExplorerModel): HTMLElement {
  const { name, run, updates, seconds, trainedSizes, clrsTrained, clrsUnseen, evaluated, failed } = model;
  const score = (value: number | null) => (value === null ? 'not measured' : value.toFixed(3));
  return h(
    'tr',
    {},
    h('th', { scope: 'row', title: `run ${run}, commit ${model.commit}, ${model.command}` }, name),
    h('td', { class: 'number' }, updates.toLocaleString('en')),
    h(
      'td',
      { class: 'number' },
      seconds < 5400 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`,
    ),
    h('td', {}, trainedSizes.join(', ')),
    h('td', { class: 'number' }, score(clrsTrained)),
    h('td', { class: 'number' }, score(clrsUnseen)),
    h('td', { class: 'number' }, `${failed.toLocaleString('en')} of ${evaluated.toLocaleString('en')}`),
    h('td', {}, model.finished.slice(0, 10)),
    h('td', {}, h('code', {}, run)),
  );
}

async function start(): Promise<void> {
  await startLive(document.getElementById('live'));
  const data = JSON.parse(await embedded('data')) as ExplorerData;
  document.getElementById('models')!.append(...data.models.map(describe));
  await loadPlotly();
  connectTabs();
  const attention = attentionTool(panel('attention'), data);
  stepper(panel('trajectories'));
  answersTool(panel('answers'), data, {
    has: attention.has,
    open(key) {
      openTab('attention');
      attention.open(key);
    },
  });
  openTab('attention');
  document.body.dataset['ready'] = 'true';
}

start().catch((error: unknown) => {
  document.getElementById('problem')!.textContent = `This page cannot be shown: ${String(error)}`;
  throw error;
});
