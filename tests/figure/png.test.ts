import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../../lib/figure/png.ts';

/** The pixels of a PNG file, as an independent decoder reads them. */
function decoded(file: Buffer): { width: number; height: number; pixels: Uint8Array } {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const picture = `<image width="${width}" height="${height}" xlink:href="data:image/png;base64,${file.toString('base64')}"/>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`;
  const image = new Resvg(
    `${open} width="${width}" height="${height}" shape-rendering="crispEdges">${picture}</svg>`,
  ).render();
  return { width, height, pixels: new Uint8Array(image.pixels) };
}

/** A picture of `width` x `height` whose pixel (x, y) has the colour `of(x, y)`. */
function picture(
  width: number,
  height: number,
  of: (x: number, y: number) => readonly [number, number, number],
) {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([...of(x, y), 255], 4 * (y * width + x));
  }
  return { width, height, pixels };
}

describe('a picture as PNG', () => {
  test.each([
    ['one colour', picture(3, 2, () => [1, 2, 3])],
    [
      'two, on lines of an odd length',
      picture(7, 5, (x, y) => ((x + y) % 2 ? [255, 255, 255] : [0, 114, 178])),
    ],
    ['256, a full palette', picture(16, 16, (x, y) => [16 * x, 16 * y, 255 - x])],
    ['257, which no palette holds', picture(257, 3, (x) => [x & 255, x >> 8, 7])],
  ])('of %s is read back as it was', (_, given) => {
    expect(decoded(encodePng(given))).toEqual(given);
  });
});
