/** Records of learning speed: what each attempt took to reach the target, in the order in which they were made. */
import type { TopLevelSpec } from 'vega-lite';
import { type Attempt, type RecordTable, recordTables } from '../analysis/records.ts';
import { type RecordRow, recordTarget } from '../experiment/index.ts';
import { logTicks } from './log-ticks.ts';
import { type Panel, coloursOf, modelNames, palette, theme } from './theme.ts';

/** What is drawn of a training, a column each. */
const quantities = [
  { field: 'tokens', title: 'million tokens', of: ({ tokens }: RecordRow) => tokens / 1e6 },
  { field: 'minutes', title: 'minutes of one thread', of: ({ seconds }: RecordRow) => seconds / 60 },
] as const;

/** Characters of a label's line, and pixels of labels, of a column, of a line and of the room between two labels. */
const [labelLength, labelWidth, columnWidth, lineHeight, gap] = [56, 310, 250, 13, 10];

/**
 * Tokens and minutes of all attempts at records, on logarithmic scales: below one another for each set and model, a line
 * for each change with its number if it is a record, a mark for each seed. Attempts that are no record are hollow and
 * grey, with what became of them; a cross is a seed that did not reach the target. Throws where there are none.
 */
export function recordsFigure(rows: readonly RecordRow[]): TopLevelSpec {
  if (rows.length === 0) throw new Error('There are no attempts at records to draw.');
  const columns = quantities.map(({ field, title, of }) => {
    const values = rows.map(of).map((value) => Math.max(value, least));
    const domain = [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
    return { field, title, domain, ticks: logTicks(domain) };
  });
  return {
    ...theme,
    title: {
      text: `Records of learning speed: training until the mean CLRS score at size ${recordTarget.size} is ${recordTarget.value}`,
      subtitle: [
        'a mark for each seed; numbered and filled: a record',
        'grey: no record, and why; a cross: a seed that did not reach the target, with what it had taken by then',
      ],
    },
    vconcat: recordTables(rows).map((table) => panelOf(table, columns)),
    spacing: 30,
  };
}

/** Below it nothing is told apart, and a logarithm needs something. */
const least = 1e-3;

interface Column {
  readonly field: string;
  readonly title: string;
  readonly domain: number[];
  readonly ticks: number[];
}

function panelOf({ set, model, attempts: made }: RecordTable, columns: readonly Column[]): Panel {
  const attempts = made.map((attempt) => ({ ...attempt, label: labelOf(attempt) }));
  const labels = attempts.map(({ label }) => label);
  const lines = Math.max(...labels.map((label) => label.split('\n').length));
  const values = attempts.flatMap(({ label, record, rows: seeds }) =>
    seeds.map((row) => ({
      label,
      kind: !row.reached ? 'missed' : record === undefined ? 'none' : 'record',
      ...Object.fromEntries(
        quantities.map(({ field, of }) => [field, Number(Math.max(of(row), least).toPrecision(4))]),
      ),
    })),
  );
  const [colour] = coloursOf([modelNames[model]]);
  return {
    title: { text: `${set}, ${modelNames[model]}`, fontSize: 12, offset: 6 },
    data: { values },
    hconcat: columns.map(({ field, title, domain, ticks }, column) => ({
      width: columnWidth,
      height: { step: lineHeight * lines + gap },
      encoding: {
        y: {
          field: 'label',
          type: 'nominal',
          title: null,
          sort: labels,
          axis: { ...labelled(column === 0), grid: true, domain: false, ticks: false },
        },
        x: {
          field,
          type: 'quantitative',
          title,
          scale: { type: 'log', domain, nice: false },
          axis: { values: ticks },
        },
      },
      layer: [
        { ...only('record'), mark: { type: 'point', filled: true, size: 50, color: colour, opacity: 0.85 } },
        { ...only('none'), mark: { type: 'point', size: 40, color: palette.grey, opacity: 1 } },
        {
          ...only('missed'),
          mark: { type: 'point', shape: cross, size: 50, color: palette.grey, opacity: 1 },
        },
      ],
    })),
    spacing: 16,
  };
}

/** Thin, so that several can be told apart. */
const cross = 'M-.7,-.7L.7,.7M-.7,.7L.7,-.7';

const only = (kind: string) => ({ transform: [{ filter: { field: 'kind', equal: kind } }] });

/** Labels in lines, those of attempts that are no record in grey. */
const labelled = (shown: boolean) =>
  shown
    ? ({
        labelExpr: "split(datum.value, '\\n')",
        labelAlign: 'left',
        labelPadding: labelWidth,
        labelLimit: 0,
        labelLineHeight: lineHeight,
        labelColor: {
          condition: { test: "substring(datum.value, 0, 1) === '–'", value: '#888888' },
          value: palette.black,
        },
      } as const)
    : ({ labels: false } as const);

/** The number of a record and its change; of others, the change and below it what became of it. */
function labelOf({ record, change, verdict }: Attempt): string {
  const why = record === undefined ? [verdict] : [];
  return `${record ?? '–'}\u2002${[...wrapped(change, labelLength), ...why].join('\n')}`;
}

function wrapped(text: string, length: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const longer = [lines.at(-1), word].filter(Boolean).join(' ');
    if (longer.length <= length || lines.at(-1) === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
