/** Where notebooks put the images of this machine's own runs. */
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { projectFolder } from '../store/index.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import { renderPng, renderSvg } from '../figure/render.ts';

/** Writes a figure of this machine's own runs to figures/live/ (not committed) as SVG and PNG; returns the PNG's path. */
export async function saveFigure(spec: TopLevelSpec, name: string): Promise<string> {
  const path = join(projectFolder(), 'figures', 'live', name);
  const svg = await renderSvg(spec);
  writeAtomically(`${path}.svg`, svg);
  writeAtomically(`${path}.png`, renderPng(svg));
  return `${path}.png`;
}
