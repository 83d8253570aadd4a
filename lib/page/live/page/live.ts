/** The laboratory of the page: a question, the models' answers to it, the reasoner's steps, a training. */
import { messageOf } from '../../../message.ts';
import { button, h } from '../../explorer/page/dom.ts';
import type { Changes, PageState } from '../../explorer/page/state.ts';
import { answerers } from '../answerers.ts';
import type { Problem } from '../edit.ts';
import type { Report } from '../protocol.ts';
import { answerRow } from './answer-row.ts';
import { askingNames, askingPart } from './asking.ts';
import { problemPart } from './problem.ts';
import { isReadingName } from './reading.ts';
import { stepName, stepsPart } from './steps.ts';
import { trainingPart } from './training.ts';
import { workshop } from './workers.ts';

/** Milliseconds after which the rest of the page is loaded, whether the first question is answered or not. */
const latest = 4000;

/** Whether the page carries models to run. */
export const hasLive = (): boolean => document.getElementById('live-data') !== null;

/** How the address asks a question, as in an evaluation. */
export const askedThere = (address: PageState, question: string): Changes => ({
  ...Object.fromEntries(askingNames.map((name) => [name, undefined])),
  ...withoutAnswers(address),
  question,
});

/** Without what is shown of the answers to one question, and of those to no other. */
const withoutAnswers = (address: PageState): Changes =>
  Object.fromEntries(
    address
      .names()
      .filter((name) => name === stepName || isReadingName(name))
      .map((name) => [name, undefined]),
  );

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
    state.textContent = `The models cannot run here: ${messageOf(error)}`;
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
  const steps = stepsPart(address);
  const how = askingPart(address, askAgain);
  const stop = button('■ stop', 'stop the answers that are being written', halt);
  stop.disabled = true;
  how.root.append(stop);
  const rows = data.voices.map(({ title }, voice) =>
    answerRow({
      ...{ title, voice, address },
      read: (weights) => problem.read(weights),
      look: () => laboratory.look(asked, voice),
    }),
  );
  const told = () => JSON.stringify(['question', ...askingNames].map(address.get));
  const [opening] = data.voices[0].experiment.algorithms;
  let known = told();
  let isTelling = false;
  const problem = problemPart(data.nar.algorithms, opening, ask, address.get('question'));
  const usual = problem.problem()?.question;
  address.watch(follow);
  root.append(
    h(
      'div',
      { class: 'bench' },
      problem.root,
      h('div', { class: 'answers-live' }, how.root, ...rows.map((row) => row.root)),
    ),
    steps.root,
    trainingPart(shop),
  );
  await first.promise;

  function askAgain(): void {
    ask(problem.problem());
  }

  /** Asks what the address says, where that is another question, and shows of the answers what it says. */
  function follow(): void {
    if (root.hidden) return steps.stop();
    if (isTelling) return;
    if (told() === known) {
      steps.look();
      for (const row of rows) row.show();
      return;
    }
    known = told();
    how.follow();
    const question = address.get('question') ?? usual;
    if (question === undefined || question === problem.problem()?.question) askAgain();
    else problem.write(question);
  }

  function ask(current: Problem | undefined): void {
    asked += 1;
    // Until there is a question again, these are answers to another one.
    for (const { root: row } of rows) row.classList.toggle('stale', !current);
    stop.disabled = !current;
    if (!current) return laboratory.stop();
    for (const row of rows) row.begin(current.question);
    steps.begin(current);
    // What the page opens with is in no need of an address.
    if (asked > 1) tell(current.question);
    delete root.dataset['answered'];
    performance.mark('live asked');
    laboratory.ask(asked, { question: current.question, ...how.value() });
  }

  /** What is written stands, and can be looked into where it has come to its end. */
  function halt(): void {
    stop.disabled = true;
    laboratory.stop();
    for (const row of rows) row.halt();
  }

  function tell(question: string): void {
    const isOther = question !== (address.get('question') ?? usual);
    isTelling = true;
    address.adjust({ question, ...(isOther && withoutAnswers(address)), ...how.told() });
    isTelling = false;
    known = told();
  }

  function hear(report: Report): void {
    performance.mark(`live ${report.kind}`);
    if (report.kind === 'done' || report.kind === 'failed') first.resolve();
    if (report.kind === 'ready') state.textContent = `They compute with ${report.engine}.`;
    if (report.kind === 'failed') state.textContent = `The models cannot run here: ${report.message}`;
    if (!('id' in report) || report.id !== asked) return;
    if (report.kind === 'steps') steps.show(report.trajectory, report.ms);
    if (report.kind === 'no-steps') steps.fail(report.message);
    if (report.kind === 'tokens') rows[report.voice].write(report.texts);
    if (report.kind === 'answer') rows[report.voice].finish(report.answer);
    if (report.kind === 'no-answer') rows[report.voice].fail(report.message);
    if (report.kind === 'attention') rows[report.voice].attend(report.attention);
    if (report.kind === 'text') rows[report.voice].text(report.looks);
    if (report.kind !== 'done') return;
    stop.disabled = true;
    root.dataset['answered'] = String(asked);
  }
}
