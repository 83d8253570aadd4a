/** Safetensors files on disk, which may be larger than a program can hold at once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Decoded, decodeSource } from './safetensors.ts';
import type { ByteSource } from './safetensors-header.ts';

/** What a file of any size holds, as `decodeSafetensors` reads it. Throws as `openSync` does, too. */
export function readSafetensors(path: string, wanted: (tensor: string) => boolean = () => true): Decoded {
  return withFile(path, (source) => decodeSource(source, path, wanted));
}

/** What `use` makes of the bytes of a file. Throws as `openSync` does. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const file = openSync(path, 'r');
  try {
    return use({
      size: fstatSync(file).size,
      read(from, to) {
        const bytes = new Uint8Array(to - from);
        for (let done = 0; done < bytes.length;) {
          const read = readSync(file, bytes, done, bytes.length - done, from + done);
          if (read === 0) throw new Error(`${path} became shorter while it was read.`);
          done += read;
        }
        return bytes;
      },
    });
  } finally {
    closeSync(file);
  }
}
