/** How wide a text is in the bundled fonts: without a canvas Vega guesses, and leaves half as much again. */
import { createRequire } from 'node:module';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';
import * as vega from 'vega';
import { escaped } from './escaped.ts';
import { fontFamily } from './theme.ts';

/** The bundled fonts and no others, so that a figure is the same everywhere. */
export const fonts = (): NonNullable<ResvgRenderOptions['font']> => ({
  fontFiles: fontFiles(),
  loadSystemFonts: false,
  defaultFontFamily: fontFamily,
});

/** A text's font, by Vega's names; `limit` is where Vega cuts it. Sizes in pixels. */
export interface TextStyle {
  readonly font?: string;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly limit?: number;
}

/** The width in pixels. Spaces at the ends count nothing. */
export function textWidth(text: string, style: TextStyle): number {
  const { font = fontFamily, fontSize = 11, fontWeight = 400, limit = 0 } = style;
  const width = (fontSize / measured) * widthAtMeasured(text.trim(), font, fontWeight);
  return limit > 0 ? Math.min(width, limit) : width;
}

/** Lets Vega measure so, in this process. Its types do not know the hook, which is there for renderers without canvas. */
export function measureInVega(): void {
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: TextStyle, text: string | number | null | undefined) => number };
  };
  textMetrics.width = (item, text) => textWidth(`${text ?? ''}`, item);
}

const measured = 100;
const known = new Map<string, number>();

function widthAtMeasured(text: string, font: string, weight: string | number): number {
  const key = JSON.stringify([text, font, weight]);
  let width = known.get(key);
  if (width === undefined) {
    const attributes = `font-family="${escaped(font)}" font-weight="${weight}" font-size="${measured}"`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text ${attributes}>${escaped(text)}</text></svg>`;
    width = new Resvg(svg, { font: fonts() }).getBBox()?.width ?? 0;
    known.set(key, width);
  }
  return width;
}

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return [
    'inter/400Regular/Inter_400Regular.ttf',
    'inter/600SemiBold/Inter_600SemiBold.ttf',
    'roboto-mono/400Regular/RobotoMono_400Regular.ttf',
  ].map((file) => resolve(`@expo-google-fonts/${file}`));
}
