/** Draws figures into a folder: spec, SVG and PNG of each, and the page that says where they come from. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPng, renderSvg } from '../figure/render.ts';
import { projectFolder } from '../store/index.ts';
import type { AnyFigure } from './catalogue-figure.ts';
import { drawable, printed, specOf } from './drawable.ts';
import { figuresReadme } from './readme.ts';

/** Where the figures of the repository are. */
export const figuresFolder = join(projectFolder(), 'figures');

/** Writes the figures and the list of all. Returns the paths of the PNGs. */
export async function writeFigures(
  folder: string,
  figures: readonly AnyFigure[] = drawable(),
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const images: string[] = [];
  for (const figure of figures) {
    const spec = specOf(figure);
    const svg = await renderSvg(spec);
    const image = join(folder, `${figure.name}.png`);
    writeFileSync(join(folder, `${figure.name}.vl.json`), printed(spec));
    writeFileSync(join(folder, `${figure.name}.svg`), svg);
    writeFileSync(image, renderPng(svg));
    images.push(image);
  }
  writeFileSync(join(folder, 'README.md'), figuresReadme());
  return images;
}
