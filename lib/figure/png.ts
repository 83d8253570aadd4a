/** Pixels as a PNG file, as small as figures can be: few colours as a palette, and no transparency, since they have a ground. */
import { crc32, deflateSync } from 'node:zlib';

/** A picture: red, green, blue and alpha of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The picture as PNG (W3C, Portable Network Graphics, third edition), lossless but for alpha, which is dropped. */
export function encodePng({ width, height, pixels }: Pixels): Buffer {
  const colours = coloursOf(pixels);
  const palette = paletteOf(colours);
  const bytes = palette ? 1 : 3;
  // Each line begins with its filter; flat colours compress best without any.
  const lines = Buffer.alloc(height * (bytes * width + 1));
  for (let i = 0, at = 0; i < colours.length; i++, at += bytes) {
    if (i % width === 0) at++;
    if (palette) lines[at] = palette.get(colours[i])!;
    else lines.writeUIntBE(colours[i], at, 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, palette ? paletteColour : trueColour, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Buffer.from([...palette.keys()].flatMap(channels)))] : []),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Kinds of colour in the header. */
const [trueColour, paletteColour] = [2, 3];
const mostColours = 256;

/** Of each pixel 0xRRGGBB. */
function coloursOf(pixels: Uint8Array): Uint32Array {
  return Uint32Array.from(
    { length: pixels.length / 4 },
    (_, i) => (pixels[4 * i] << 16) | (pixels[4 * i + 1] << 8) | pixels[4 * i + 2],
  );
}

const channels = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** The place of each colour in a palette; undefined if they are too many for one. */
function paletteOf(colours: Uint32Array): Map<number, number> | undefined {
  const palette = new Map<number, number>();
  for (const colour of colours) {
    if (!palette.has(colour)) palette.set(colour, palette.size);
    if (palette.size > mostColours) return undefined;
  }
  return palette;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
