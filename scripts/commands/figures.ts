/** `transnar figures`: draws the catalogue from the committed rows into figures/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { renderPng, renderSvg } from '../../lib/figure/index.ts';
import { type CatalogueFigure, catalogue } from '../../lib/gallery/index.ts';
import { publishedFolder } from '../../lib/gallery/trainings.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { readRows } from '../../lib/store/results.ts';
import { readManifest } from '../../lib/store/manifest.ts';

export const figuresFolder = join(projectFolder(), 'figures');

export function registerFigures(program: Command): void {
  program
    .command('figures [names...]')
    .description('draw figures from the committed results (default: all)')
    .action(async (names: string[]) => {
      for (const path of await writeFigures(figuresFolder, chosen(names))) process.stdout.write(`${path}\n`);
    });
}

/** Writes spec, SVG and PNG of each figure, and the README that says where each comes from. Returns the images' paths. */
export async function writeFigures(
  folder: string,
  figures: readonly CatalogueFigure[] = drawable(),
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const images: string[] = [];
  for (const figure of figures) {
    const spec = figure.draw(rowsOf(figure));
    const svg = await renderSvg(spec);
    const image = join(folder, `${figure.name}.png`);
    writeFileSync(join(folder, `${figure.name}.vl.json`), printSpec(figure));
    writeFileSync(join(folder, `${figure.name}.svg`), svg);
    writeFileSync(image, renderPng(svg));
    images.push(image);
  }
  writeFileSync(join(folder, 'README.md'), figuresReadme());
  return images;
}

/** The figures that there is something to draw from: those of rows that are yet to come are not. */
export function drawable(): readonly CatalogueFigure[] {
  return catalogue.filter((figure) => figure.rows === undefined || rowsOf(figure).length > 0);
}

/** The committed form of a figure: deterministic, so that a test can hold it to its rows. */
export function printSpec(figure: CatalogueFigure): string {
  return `${JSON.stringify(figure.draw(rowsOf(figure)), undefined, 1)}\n`;
}

/** Each figure with its rows and the commands that made them. */
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

function originOf(figure: CatalogueFigure): string[] {
  const { rows, published, runs } = figure;
  const commands = [...new Set(rowsOf(figure).map(({ command }) => `    ${command}`))];
  const from = (file: string) => `[\`data/${file}\`](../data/${file})`;
  const parts = [
    ...(published ? [[`Published values, not ours: ${from(`paper/${published}`)}.`]] : []),
    ...(rows ? [[`From ${from(`results/${rows}`)}, made by`, '', ...commands]] : []),
    ...(runs ? [['From the curves of published runs, made by', '', ...runs.map(trainedBy)]] : []),
  ];
  if (parts.length === 0) return ['Needs no results.'];
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

const trainedBy = (run: string) =>
  `    ${readManifest({ manifest: join(publishedFolder(run), 'manifest.json') }).command}`;

function rowsOf({ rows, of = () => true }: CatalogueFigure) {
  return rows === undefined ? [] : readRows(join(projectFolder(), 'data/results', rows)).filter(of);
}

function chosen(names: readonly string[]): readonly CatalogueFigure[] {
  const figures = drawable();
  const unknown = names.find((name) => !figures.some((figure) => figure.name === name));
  if (unknown === undefined)
    return names.length ? figures.filter(({ name }) => names.includes(name)) : figures;
  const known = figures.map(({ name }) => name).join(', ');
  throw new Error(`There is no figure "${unknown}". The figures are: ${known}.`);
}
