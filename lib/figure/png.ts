/** Pixels as a PNG file, as small as figures can be: few colours as a palette, and no transparency, since they have a ground. */
import { crc32, deflateSync } from 'node:zlib';

/** A picture: red, green, blue and alpha of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The picture as PNG (W3C, Portable Network Graphics, third edition). Alpha is dropped. Of more than 256 colours the most
 * frequent stay, and the others, shades at the edges of letters and lines, become the nearest of them.
 */
export function encodePng({ width, height, pixels }: Pixels): Buffer {
  const { palette, indices } = quantised(pixels);
  // Each line begins with its filter; a palette compresses best without any.
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    lines.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits a pixel, which are places in the palette
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

const mostColours = 256;

/** At most 256 colours, and of each pixel which of them it is. */
function quantised(pixels: Uint8Array): { palette: Buffer; indices: Uint8Array } {
  const count = pixels.length / 4;
  const colours = new Uint32Array(count);
  const frequency = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const colour = (pixels[4 * i] << 16) | (pixels[4 * i + 1] << 8) | pixels[4 * i + 2];
    colours[i] = colour;
    frequency.set(colour, (frequency.get(colour) ?? 0) + 1);
  }
  const frequent = [...frequency.keys()].sort((a, b) => frequency.get(b)! - frequency.get(a)! || a - b);
  const chosen = frequent.slice(0, mostColours);
  const place = new Map(chosen.map((colour, index) => [colour, index]));
  for (const colour of frequent.slice(mostColours)) place.set(colour, nearest(colour, chosen));
  const palette = Buffer.from(chosen.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return { palette, indices: Uint8Array.from(colours, (colour) => place.get(colour)!) };
}

function nearest(colour: number, chosen: readonly number[]): number {
  let [best, least] = [0, Infinity];
  chosen.forEach((other, index) => {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
