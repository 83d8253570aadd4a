/** Models side by side on one problem: who is right, what each looked at, and what the reasoner decided on the way. */
import { parseQuestion, retrace } from '../../../dataset/index.ts';
import { traceView } from '../../trace/view.ts';
import { attentionPart } from './attention.ts';
import type { Book } from './book.ts';
import { answerCard, modelBoxes } from './cards.ts';
import { Details } from './details.ts';
import { button, chooser, h } from './dom.ts';
import { reasonerPart } from './reasoner.ts';
import { type PageState, whenChanged } from './state.ts';

/** `ask` shows the models that run in the page on a question; absent in a page without them. */
export function compareTool(
  root: HTMLElement,
  book: Book,
  state: PageState,
  ask?: (question: string) => void,
): void {
  const { problems, details } = book.data;
  const stored = new Details();
  const now = () => book.asked(state);
  const goTo = (problem: number) => state.go({ ...book.place(problem), token: undefined, step: undefined });
  const beside = (by: number) => (now() + by + problems.length) % problems.length;

  const name = chooser('algorithm', book.algorithms(), () =>
    goTo(nearest(name.value(), problems[now()].size, problems[now()].index)),
  );
  const size = chooser<number>('size', [], () =>
    goTo(nearest(name.value(), size.value(), problems[now()].index)),
  );
  const number = chooser<number>('problem', [], () => goTo(number.value()));
  const boxes = modelBoxes(book.data.models, (chosen) => state.go({ models: book.named(chosen) }));
  const says = h('p', { class: 'says', 'aria-live': 'polite' });
  const question = h('pre');
  const truth = h('p', { class: 'truth' });
  const cards = h('div', { class: 'cards' });
  const looks = h('div');
  const steps = h('div');
  root.append(
    h(
      'div',
      { class: 'controls' },
      name.root,
      size.root,
      number.root,
      button('◀', 'previous problem', () => goTo(beside(-1))),
      button('▶', 'next problem', () => goTo(beside(1))),
      button('next with attention', 'next with attention', () =>
        goTo(details[(details.indexOf(now()) + 1) % details.length]),
      ),
      ...(ask
        ? [
            button(
              'ask it live',
              'ask it live: the models that run in this page, with what they look at',
              () => ask(problems[now()].question),
            ),
          ]
        : []),
    ),
    boxes.root,
    says,
    h('details', {}, h('summary', {}, 'The question'), question),
    h('h2', {}, 'What each model answered'),
    truth,
    cards,
    looks,
    steps,
  );
  const attention = attentionPart(
    looks,
    book,
    state,
    ask
      ? ' “Ask it live”, above, shows that of the models which run in the page, and the reasoner’s steps.'
      : '',
  );
  const reasoner = reasonerPart(steps, state);

  function nearest(algorithm: string, wanted: number, index: number): number {
    const sizes = book.sizes(algorithm);
    const own = book.of(algorithm, sizes.includes(wanted) ? wanted : sizes[0]);
    return own.find((problem) => problems[problem].index === index) ?? own[0];
  }

  const changeProblem = whenChanged(() => {
    const problem = now();
    const { algorithm, size: wanted, question: asked, answer } = problems[problem];
    name.choose(algorithm);
    size.offer(book.sizes(algorithm).map((value) => ({ value, text: String(value) })));
    size.choose(wanted);
    number.offer(
      book.of(algorithm, wanted).map((value) => {
        const marks = book.data.models.map((_, model) => {
          const kind = book.answer(model, value)?.kind;
          return kind === undefined ? '·' : kind === 'right' ? '✓' : '✗';
        });
        const more = book.detailed.has(value) ? ' ◉' : '';
        return { value, text: `no. ${problems[value].index}  ${marks.join('')}${more}` };
      }),
    );
    number.choose(problem);
    question.textContent = asked.trimEnd();
    truth.replaceChildren(h('b', {}, 'Truth '), h('code', {}, answer.trimEnd()));
    const parsed = parseQuestion(asked);
    if (!parsed.ok) throw new Error(`The question of ${algorithm} ${wanted} cannot be read.`);
    const trajectory = retrace(parsed);
    attention.open(problem, trajectory);
    reasoner.open(traceView(trajectory));
    if (!book.detailed.has(problem)) return;
    void stored.of(problem).then((detail) => {
      if (now() !== problem) return;
      attention.fill(detail);
      reasoner.fill(detail.hints);
    });
  });

  const changeCards = whenChanged(() => {
    const [problem, models] = [now(), book.models(state)];
    boxes.set(models);
    cards.replaceChildren(...models.map((model) => answerCard(book, model, problem)));
    const right = models.filter((model) => book.answer(model, problem)?.kind === 'right').length;
    const asked = models.filter((model) => book.answer(model, problem) !== null).length;
    const { algorithm, size: wanted, index } = problems[problem];
    const missed = (
      [
        ['algorithm', algorithm],
        ['size', wanted],
        ['problem', index],
      ] as const
    ).flatMap(([key, value]) => {
      const told = state.get(key);
      return told === undefined || told === String(value) ? [] : [`${key} ${told}`];
    });
    says.textContent =
      `${right} of ${asked} models shown are right. Problems marked ◉ (${details.length} of ` +
      `${problems.length.toLocaleString('en')}) come with attention and the reasoner’s steps.` +
      (missed.length > 0 ? ` The address asks for ${missed.join(', ')}, which this page has not.` : '');
  });

  function show(): void {
    if (root.hidden) return reasoner.stop();
    const problem = now();
    changeProblem(problem);
    changeCards(
      problem,
      state.get('models'),
      state.get('algorithm'),
      state.get('size'),
      state.get('problem'),
    );
    attention.show();
    reasoner.show();
  }

  state.watch(show);
  show();
}
