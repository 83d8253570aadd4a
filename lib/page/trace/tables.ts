/** The probes of one moment as HTML tables. */
import { escaped } from '../../figure/escaped.ts';
import type { ProbeCell, ProbeTable } from './view.ts';

/** Probes over nodes share one table; matrices have their own; single values are a line. */
export function probeTables(panels: readonly ProbeTable[], nodes: number): string {
  const heads = Array.from({ length: nodes }, (_, i) => `<th>${i}</th>`).join('');
  const row = (label: string, cells: readonly ProbeCell[]) =>
    `<tr><th>${escaped(label)}</th>${cells.map(cell).join('')}</tr>`;
  const table = (label: string, rows: string) =>
    `<table class="probes"><tr><th>${escaped(label)}</th>${heads}</tr>${rows}</table>`;
  const at = (location: ProbeTable['location']) => panels.filter((panel) => panel.location === location);

  const byNode = at('node').map(({ name, rows }) => row(name, rows[0]));
  const single = at('graph').map(({ name, rows }) => row(name, rows[0]));
  const matrices = at('edge').map(({ name, rows }) =>
    table(name, rows.map((cells, i) => row(String(i), cells)).join('')),
  );
  return (
    (byNode.length > 0 ? table('node', byNode.join('')) : '') +
    (single.length > 0 ? `<table class="probes">${single.join('')}</table>` : '') +
    matrices.join('')
  );
}

const cell = ({ text, changed }: ProbeCell) =>
  `<td${changed ? ' class="changed"' : ''}>${escaped(text)}</td>`;

/** The rules for these tables. */
export const tableStyle = `
table.probes { border-collapse: collapse; margin-bottom: 1rem; font-size: .85rem; font-variant-numeric: tabular-nums }
.probes th { color: #868e96; font-weight: normal; text-align: right; padding: .1rem .5rem }
.probes td { text-align: right; padding: .1rem .5rem; border: 1px solid #e9ecef; min-width: 1.2rem }
.probes td.changed { background: #fff3bf; font-weight: bold }
`;
