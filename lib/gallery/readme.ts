/** The list of the repository's figures as Markdown: each with its rows and the commands that made them. */
import type { AnyFigure } from './catalogue-figure.ts';
import { drawable, rowsOf } from './drawable.ts';
import { commandBehind } from './published-runs.ts';

/** What figures/README.md holds. */
export function figuresReadme(): string {
  const sections = drawable().map((figure) =>
    [`## ${figure.name}`, '', `![${figure.shows}](${figure.name}.png)`, '', ...originOf(figure), ''].join(
      '\n',
    ),
  );
  const head = [
    '# Figures',
    '',
    'Written by `npx transnar figures`. The specs (`.vl.json`) are checked by the tests; the images follow from them.',
    '',
  ];
  return [...head, ...sections].join('\n');
}

function originOf(figure: AnyFigure): string[] {
  const { rows, published, runs } = figure;
  const commands = [...new Set(rowsOf(figure).map(({ command }) => indented(command)))];
  const from = (file: string) => `[\`data/${file}\`](../data/${file})`;
  const parts = [
    ...(published ? [[`Published values, not ours: ${from(`paper/${published}`)}.`]] : []),
    ...(rows ? [[`From ${from(`results/${rows.name}`)}, made by`, '', ...commands]] : []),
    ...(runs
      ? [['From the curves of published runs, made by', '', ...runs.map(commandBehind).map(indented)]]
      : []),
  ];
  if (parts.length === 0) return ['Needs no results.'];
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

const indented = (command: string) => `    ${command}`;
