/** Specs to images, without a browser. */
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { type TopLevelSpec, compile } from 'vega-lite';
import { encodePng } from './png.ts';
import { fonts, measureInVega } from './text-width.ts';

/** The figure as an SVG document. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  measureInVega();
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** An SVG document as a PNG image, `scale` pixels to its unit. Text is drawn in the bundled font, alike everywhere. */
export function renderPng(svg: string, scale = 2): Buffer {
  return rasterised(svg, scale).asPng();
}

/** The figure as notebooks show it: as PNG, since viewers hide the SVG of notebooks that they do not trust; a small one. */
export async function figurePng(spec: TopLevelSpec): Promise<Buffer> {
  const { width, height, pixels } = rasterised(await renderSvg(spec), 1.5);
  return encodePng({ width, height, pixels });
}

const rasterised = (svg: string, scale: number) =>
  new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font: fonts() }).render();
