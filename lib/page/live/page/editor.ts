/** What is chosen in the picture as fields: values of a node, of an edge, of the whole; for the keyboard as well. */
import type { TextField } from '../../../dataset/text/index.ts';
import { messageOf } from '../../../message.ts';
import { button, h } from '../../explorer/page/dom.ts';
import { type Problem, changed, editableFields } from '../edit.ts';
import type { Selection } from './picture.ts';

/** The fields beneath a picture. */
export interface Editor {
  readonly root: HTMLElement;
  readonly show: (problem: Problem, selection: Selection) => void;
  /** Calls `choose` when another node or edge is chosen by these fields. */
  readonly selected: (choose: (selection: Selection) => void) => void;
}

/** `write` is given the question with a value changed. */
export function editor(write: (question: string) => void): Editor {
  const root = h('div', {
    class: 'controls editor',
    role: 'group',
    'aria-label': 'change a value of the question',
  });
  const refusal = h('p', { class: 'fault', role: 'status' });
  let chosen: (selection: Selection) => void = () => undefined;

  function show(problem: Problem, selection: Selection): void {
    const { from, to } = selection;
    const { nodes } = problem.parsed;
    const fields = editableFields(problem.parsed);
    const of = (shape: TextField['shape']) => fields.filter((field) => field.shape === shape);
    const choose = (next: Selection) => {
      chosen(next);
      show(problem, next);
    };
    refusal.textContent = '';
    root.replaceChildren(
      ...of('number')
        .filter(({ type }) => type !== 'mask_one')
        .map((field) => valueOf(problem, field, 0, field.name)),
      nodeList('node', nodes, from, (node) => choose(node === undefined ? {} : { from: node })),
      ...(from === undefined
        ? []
        : of('list').map((field) => valueOf(problem, field, from, `${field.name} of ${from}`))),
      ...(from === undefined
        ? []
        : fields
            .filter(({ type }) => type === 'mask_one')
            .map(({ probe }) =>
              button(`make node ${from} ${probe}`, `make node ${from} ${probe}`, () =>
                set(problem, probe, 0, from),
              ),
            )),
      ...(from === undefined || of('matrix').length === 0
        ? []
        : [
            nodeList('edge to', nodes, to, (node) =>
              choose(node === undefined ? { from } : { from, to: node }),
            ),
          ]),
      ...(from === undefined || to === undefined
        ? []
        : of('matrix').map((field) =>
            valueOf(problem, field, from * nodes + to, `${field.name} of ${from} → ${to}`),
          )),
      refusal,
    );
  }

  function set(problem: Problem, probe: string, at: number, value: number): void {
    try {
      if (!Number.isFinite(value)) throw new Error('this is no number');
      write(changed(problem, { probe, at, value }));
    } catch (error) {
      refusal.textContent = `This change cannot be: ${messageOf(error)}`;
    }
  }

  function valueOf(problem: Problem, { probe, float }: TextField, at: number, label: string): HTMLElement {
    const value = problem.parsed.inputs[probe];
    const input = h('input', {
      ...{ type: 'number', step: float ? 0.001 : 1 },
      value: typeof value === 'number' ? value : value[at],
    });
    input.addEventListener('change', () => set(problem, probe, at, input.valueAsNumber));
    return h('label', { class: 'control' }, h('span', {}, label), input);
  }

  return { root, show, selected: (choose) => (chosen = choose) };
}

function nodeList(
  label: string,
  nodes: number,
  value: number | undefined,
  choose: (node: number | undefined) => void,
): HTMLElement {
  const options = Array.from({ length: nodes }, (_, node) => h('option', { value: node }, String(node)));
  const list = h('select', {}, h('option', { value: '' }, 'none'), ...options);
  list.value = value === undefined ? '' : String(value);
  list.addEventListener('change', () => choose(list.value === '' ? undefined : Number(list.value)));
  return h('label', { class: 'control' }, h('span', {}, label), list);
}
