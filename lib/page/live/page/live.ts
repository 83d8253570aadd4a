/** The laboratory of the page: a question, the models' answers to it, the reasoner's steps, a training. */
import { button, chooser, h } from '../../explorer/page/dom.ts';
import type { PageState } from '../../explorer/page/state.ts';
import { answerers } from '../answerers.ts';
import type { Problem } from '../edit.ts';
import type { MemoryChoice, Report } from '../protocol.ts';
import { answerRow } from './answer-row.ts';
import { problemPart } from './problem.ts';
import { stepsPart } from './steps.ts';
import { trainingPart } from './training.ts';
import { workshop } from './workers.ts';

/** Milliseconds after which the rest of the page is loaded, whether the first question is answered or not. */
const latest = 4000;

const memories: readonly { value: MemoryChoice; text: string }[] = [
  { value: 'own', text: "the problem's own" },
  { value: 'other', text: "another problem's" },
  { value: 'off', text: 'none: gates closed' },
];

/** Whether the page carries models to run. */
export const hasLive = (): boolean => document.getElementById('live-data') !== null;

/**
 * Fills the section and starts its workers. What fails is said in its place. Comes to its end when the first question is
 * answered, or is late. The question, whose memory is read and the positions' seed are those of the address, and stand there
 * once they have been changed.
 */
export async function startLive(root: HTMLElement, address: PageState): Promise<void> {
  const state = h('p', { class: 'note', role: 'status' }, 'The models are being unpacked …');
  root.append(
    h('h2', { id: 'live-title' }, 'Ask the models'),
    h(
      'p',
      {},
      'These trained models run here, in your browser. Draw or change a problem: the reasoner runs the algorithm, ' +
        'TransNAR reads its memory while it writes, the Transformer has the text alone.',
    ),
    state,
  );
  try {
    await fill(root, state, address);
  } catch (error) {
    state.textContent = `The models cannot run here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function fill(root: HTMLElement, state: HTMLElement, address: PageState): Promise<void> {
  const shop = await workshop();
  const first = Promise.withResolvers<void>();
  window.setTimeout(first.resolve, latest);
  const { data, open } = shop;
  let asked = 0;
  const laboratory = answerers(
    { voices: data.voices.length, processors: navigator.hardwareConcurrency, open },
    hear,
  );
  const steps = stepsPart();
  const memory = chooser('memory that TransNAR reads', memories, askAgain);
  memory.choose(memories.find(({ value }) => value === address.get('memory'))?.value ?? 'own');
  const other = h('input', { type: 'number', min: 0, max: 9999, value: address.number('other') ?? 0 });
  const whose = h('label', { class: 'control' }, h('span', {}, 'of problem no.'), other);
  const positions = h('input', { type: 'number', min: 0, max: 999_999, placeholder: 'evaluated' });
  positions.value = String(address.number('positions') ?? '');
  for (const input of [other, positions]) input.addEventListener('change', askAgain);
  const rows = data.voices.map(({ title }) => answerRow(title, (weights) => problem.read(weights)));
  // What its first model has learned is what the page can do best.
  const [opening] = data.voices[0].models[0].experiment.algorithms;
  const problem = problemPart(data.nar.algorithms, opening, ask, address.get('question'));
  root.append(
    h(
      'div',
      { class: 'bench' },
      problem.root,
      h(
        'div',
        { class: 'answers-live' },
        h(
          'div',
          { class: 'controls' },
          memory.root,
          whose,
          h('label', { class: 'control' }, h('span', {}, "positions' seed"), positions),
          button('as evaluated', 'as evaluated: the positions of the evaluation', () => {
            positions.value = '';
            askAgain();
          }),
        ),
        ...rows.map((row) => row.root),
      ),
    ),
    steps.root,
    trainingPart(shop),
  );
  await first.promise;

  function askAgain(): void {
    ask(problem.problem());
  }

  function ask(current: Problem | undefined): void {
    asked += 1;
    whose.hidden = memory.value() !== 'other';
    // Until there is a question again, these are answers to another one.
    for (const { root: row } of rows) row.classList.toggle('stale', !current);
    if (!current) return laboratory.stop();
    for (const row of rows) row.begin(current.question);
    steps.begin(current);
    const asking = {
      question: current.question,
      memory: memory.value(),
      other: Math.max(0, Math.trunc(Number(other.value)) || 0),
      positions: positions.value === '' ? undefined : Math.trunc(Number(positions.value)),
    };
    // What the page opens with is in no need of an address.
    if (asked > 1) {
      address.adjust({
        question: asking.question,
        memory: asking.memory === 'own' ? undefined : asking.memory,
        other: asking.memory === 'other' ? asking.other : undefined,
        positions: asking.positions,
      });
    }
    delete root.dataset['answered'];
    performance.mark('live asked');
    laboratory.ask(asked, asking);
  }

  function hear(report: Report): void {
    performance.mark(`live ${report.kind}`);
    if (report.kind === 'done' || report.kind === 'failed') first.resolve();
    if (report.kind === 'ready') state.textContent = `They compute with ${report.engine}.`;
    if (report.kind === 'failed') state.textContent = `The models cannot run here: ${report.message}`;
    if (!('id' in report) || report.id !== asked) return;
    if (report.kind === 'steps') steps.show(report.trajectory, report.ms);
    if (report.kind === 'no-steps') steps.fail(report.message);
    if (report.kind === 'token') rows[report.voice].token(report.text);
    if (report.kind === 'answer') rows[report.voice].finish(report.answer);
    if (report.kind === 'no-answer') rows[report.voice].fail(report.message);
    if (report.kind === 'attention') rows[report.voice].attend(report.attention);
    if (report.kind === 'done') root.dataset['answered'] = String(asked);
  }
}
