/** A trace as text for a terminal: nodes are columns, probes are rows, what has just changed stands out. */
import type { ProbeCell, ProbeTable, TraceView } from '../../lib/page/trace/view.ts';

/** How the kinds of text look; none changes the width. */
interface Style {
  readonly title: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly changed: (text: string) => string;
}

// Written out here, since `styleText` asks whether standard output is a terminal, whatever it is told.
const escape = (start: string, end: string) => (text: string) => `\x1b[${start}m${text}\x1b[${end}m`;
const coloured: Style = {
  title: escape('1', '22'),
  faint: escape('2', '22'),
  changed: escape('1;33', '22;39'),
};
const plain: Style = {
  title: (text) => text,
  faint: (text) => text,
  changed: (text) => `${text.slice(0, -1)}*`,
};

/** All steps one below the other; what changed is coloured, or has a star where there are no colours. */
export function renderTerminal({ trajectory, inputs, steps, outputs }: TraceView, colours: boolean): string {
  const { algorithm, nodes, length } = trajectory;
  const style = colours ? coloured : plain;
  const block = (title: string, panels: readonly ProbeTable[]) =>
    [style.title(title), ...tableLines(panels, nodes, style)].join('\n');
  const blocks = [
    block(`${algorithm}, ${nodes} nodes, ${length} steps`, inputs),
    ...steps.map((panels, t) =>
      block(`step ${t + 1} of ${length}`, t === 0 ? panels : withoutIdleMatrices(panels)),
    ),
    block('output', outputs),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Matrices take much room: only those that change are worth it. */
function withoutIdleMatrices(panels: readonly ProbeTable[]): readonly ProbeTable[] {
  return panels.filter(
    ({ location, rows }) => location !== 'edge' || rows.flat().some(({ changed }) => changed),
  );
}

/** The nodes' rows under a header, then single values and matrices. */
function tableLines(panels: readonly ProbeTable[], nodes: number, style: Style): string[] {
  const texts = panels.flatMap(({ rows }) => rows.flat().map(({ text }) => text));
  const width = Math.max(...[String(nodes - 1), ...texts].map((text) => text.length)) + 1;
  const margin = Math.max(4, ...panels.map(({ name }) => name.length)) + 2;
  // The last character of a cell is free for the star.
  const align = (text: string) => `${text} `.padStart(width + 1);
  const row = (label: string, cells: readonly string[]) =>
    `  ${label.padEnd(margin)}${cells.join('')}`.trimEnd();
  const valueRow = (label: string, cells: readonly ProbeCell[]) =>
    row(
      label,
      cells.map(({ text, changed }) => look(align(text), changed, style)),
    );

  const lines: string[] = [];
  const byNode = panels.filter(({ location }) => location === 'node');
  if (byNode.length > 0) {
    lines.push(
      style.faint(
        row(
          'node',
          Array.from({ length: nodes }, (_, i) => align(String(i))),
        ),
      ),
    );
  }
  for (const { name, rows } of byNode) lines.push(valueRow(name, rows[0]));
  for (const { name, location, rows } of panels) {
    if (location !== 'node') rows.forEach((cells, i) => lines.push(valueRow(i === 0 ? name : '', cells)));
  }
  return lines;
}

function look(cell: string, changed: boolean, { changed: emphasise, faint }: Style): string {
  if (changed) return emphasise(cell);
  return /^ *[·0] $/.test(cell) ? faint(cell) : cell;
}
