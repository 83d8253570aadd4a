/** The question: drawn by number, written as text, clicked in its picture; text and picture follow each other. */
import { type AlgorithmName, algorithm, formatSample, transnarSampleAt } from '../../../dataset/index.ts';
import { button, chooser, h, readable } from '../../explorer/page/dom.ts';
import { type Problem, editableFields, problemOf } from '../edit.ts';
import { editor } from './editor.ts';
import { type Selection, type Weights, pictureOf } from './picture.ts';

/** Milliseconds without a key after which a text is read. */
const patience = 350;
const largestSize = 64;

/** The part that holds the question. */
export interface ProblemPart {
  readonly root: HTMLElement;
  readonly problem: () => Problem | undefined;
  /** Puts another question in its place, which is then asked. */
  readonly write: (question: string) => void;
  /** Draws onto the picture what a token reads; undefined: nothing. */
  readonly read: (weights: Weights | undefined) => void;
}

/**
 * `asked` is told of every new question, and of undefined while the text is none. The first one is `first`, if it is given,
 * else of the algorithm `opening`.
 */
export function problemPart(
  algorithms: readonly AlgorithmName[],
  opening: AlgorithmName,
  asked: (problem: Problem | undefined) => void,
  first?: string,
): ProblemPart {
  const name = chooser(
    'algorithm',
    algorithms.map((value) => ({ value, text: readable(value), group: algorithm(value).family })),
    drawProblem,
  );
  const size = h('input', { type: 'number', min: 2, max: largestSize, value: 8 });
  const seed = h('input', { type: 'number', min: 0, max: 9999, value: 0 });
  const text = h('textarea', {
    ...{ id: 'live-question', rows: 6, spellcheck: 'false', autocomplete: 'off' },
    'aria-describedby': 'live-fault',
  });
  const fault = h('p', { id: 'live-fault', class: 'fault', role: 'status' });
  const picture = h('div', { class: 'graph card' });
  const hint = h('p', { class: 'note' });
  const edit = editor((question) => write(question));
  const numbered = (label: string, input: HTMLElement) =>
    h('label', { class: 'control' }, h('span', {}, label), input);
  const root = h(
    'div',
    { class: 'problem' },
    h(
      'div',
      { class: 'controls' },
      name.root,
      numbered('size', size),
      numbered('problem no.', seed),
      button('another', 'draw another problem', () => {
        seed.value = String(Number(seed.value) + 1);
        drawProblem();
      }),
    ),
    h(
      'label',
      { class: 'control', for: 'live-question' },
      h('span', {}, 'question, as CLRS-Text: change anything'),
    ),
    text,
    fault,
    picture,
    hint,
    edit.root,
  );

  let problem: Problem | undefined;
  let selection: Selection = {};
  let weights: Weights | undefined;
  let timer = 0;

  for (const input of [size, seed]) input.addEventListener('change', drawProblem);
  text.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(take, patience);
  });
  picture.addEventListener('click', ({ target }) => {
    const hit = (target as Element).closest<SVGElement>('[data-node], [data-edge]');
    if (!hit || !problem) return;
    const { node, edge } = hit.dataset;
    if (node === undefined) {
      const [from, to] = edge!.split(' ').map(Number);
      selection = { from, to };
    } else if (selection.from === undefined || selection.to !== undefined) selection = { from: Number(node) };
    else selection = { ...selection, to: Number(node) };
    edit.show(problem, selection);
    draw();
  });
  edit.selected((next) => {
    selection = next;
    draw();
  });

  function drawProblem(): void {
    const { minimumSize } = algorithm(name.value());
    const wanted = Math.min(
      largestSize,
      Math.max(minimumSize, Math.trunc(Number(size.value)) || minimumSize),
    );
    const index = Math.min(9999, Math.max(0, Math.trunc(Number(seed.value)) || 0));
    [size.min, size.value, seed.value] = [String(minimumSize), String(wanted), String(index)];
    selection = {};
    write(formatSample(transnarSampleAt('evaluation', name.value(), wanted, 0, index)).question);
  }

  function write(question: string): void {
    text.value = question;
    take();
  }

  function take(): void {
    window.clearTimeout(timer);
    // A text area drops the line end that every question ends with where a reader does not see it.
    const written = text.value.trimEnd() === '' ? '' : `${text.value.trimEnd()}\n`;
    const found = problemOf(written);
    weights = undefined;
    problem = 'fault' in found ? undefined : found;
    text.setAttribute('aria-invalid', String(problem === undefined));
    fault.replaceChildren(...('fault' in found ? faultLine(found.fault, found.at, written) : []));
    if (problem) {
      const { nodes, algorithm: own } = problem.parsed;
      const known = algorithms.find((each) => each === own);
      if (known) name.choose(known);
      size.value = String(nodes);
      hint.textContent = hintFor(problem);
      if (Math.max(selection.from ?? 0, selection.to ?? 0) >= nodes) selection = {};
      edit.show(problem, selection);
      draw();
    }
    picture.classList.toggle('stale', problem === undefined);
    asked(problem);
  }

  function faultLine(says: string, at: number | undefined, written: string): Node[] {
    if (at === undefined) return [document.createTextNode(`This problem cannot be: ${says}.`)];
    const line = written.slice(0, at).split('\n').length;
    const show = button('show', `show the place of the fault, character ${at}`, () => {
      text.focus();
      text.setSelectionRange(at, Math.min(text.value.length, at + 1));
    });
    return [document.createTextNode(`No question yet: ${says} (line ${line}, character ${at}). `), show];
  }

  function draw(): void {
    if (problem) picture.innerHTML = pictureOf(problem, selection, weights);
  }

  name.choose(opening);
  if (first === undefined) drawProblem();
  else write(first);
  return {
    root,
    problem: () => problem,
    write,
    read(next) {
      weights = next;
      draw();
    },
  };
}

/** How values are changed in the picture. */
const hintFor = ({ parsed }: Problem) =>
  editableFields(parsed).some(({ shape }) => shape === 'matrix')
    ? 'Click at a node, then at another for the edge between them: a value makes one, 0 takes it away.'
    : 'Click at a node to change its values.';
