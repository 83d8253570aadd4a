/** What a page carries inside it, compressed: without that it would be several times as large. */
import { gzipSync } from 'node:zlib';

/** An element of that id with the content, which explorer/page/embedded.ts reads. */
export const carried = (id: string, content: string | Uint8Array): string =>
  `<script type="application/gzip" id="${id}">${gzipSync(content, { level: 9 }).toString('base64')}</script>`;
