/** A trace as text for a terminal: nodes are columns, probes are rows, what has just changed stands out. */
import { styleText } from 'node:util';
import type { Cell, Panel, TraceView } from './view.ts';

/** All steps one below the other; `colours` marks changes, without it they carry a star. */
export function renderTerminal({ trajectory, inputs, steps, outputs }: TraceView, colours: boolean): string {
  const { algorithm, nodes, length } = trajectory;
  const draw = (panels: readonly Panel[]) => renderPanels(panels, nodes, colours);
  const title = (text: string) => (colours ? styleText('bold', text) : text);
  const parts = [
    `${title(`${algorithm}, ${nodes} nodes, ${length} steps`)}\n${draw(inputs)}`,
    ...steps.map((panels, t) => `${title(`step ${t + 1} of ${length}`)}\n${draw(whatMatters(panels, t))}`),
    `${title('output')}\n${draw(outputs)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Matrices take much room: after the first step only those that change are shown. */
function whatMatters(panels: readonly Panel[], step: number): readonly Panel[] {
  return panels.filter(
    ({ location, rows }) => step === 0 || location !== 'edge' || rows.flat().some(({ changed }) => changed),
  );
}

function renderPanels(panels: readonly Panel[], nodes: number, colours: boolean): string {
  const cells = panels.flatMap(({ rows }) => rows.flat());
  const width = Math.max(
    String(nodes - 1).length,
    ...cells.map(({ text }) => text.length + (colours ? 0 : 1)),
  );
  const margin = Math.max(4, ...panels.map(({ name }) => name.length)) + 4;
  const row = (label: string, line: readonly Cell[]) =>
    `  ${label.padEnd(margin)}${line.map((cell) => paint(cell, width, colours)).join(' ')}`.trimEnd();
  const header = `  ${'node'.padEnd(margin)}${Array.from({ length: nodes }, (_, i) => String(i).padStart(width)).join(' ')}`;

  const byNode = panels.filter(({ location }) => location === 'node');
  const lines = byNode.length > 0 ? [colours ? styleText('dim', header) : header] : [];
  for (const { name, rows } of byNode) lines.push(row(name, rows[0]));
  for (const { name, location, rows } of panels) {
    if (location === 'graph') lines.push(row(name, rows[0]));
    if (location === 'edge') rows.forEach((line, i) => lines.push(row(i === 0 ? name : '', line)));
  }
  return lines.join('\n');
}

function paint({ text, changed }: Cell, width: number, colours: boolean): string {
  if (!colours) return `${text}${changed ? '*' : ''}`.padStart(width);
  const padded = text.padStart(width);
  if (changed) return styleText(['yellow', 'bold'], padded);
  return text === '·' || text === '0' ? styleText('dim', padded) : padded;
}
