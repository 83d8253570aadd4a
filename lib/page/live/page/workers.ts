/** The page's workers: those that share the answers; another trains meanwhile, and is ended with its work. */
import type { Laboratory } from '../answerers.ts';
import type { LiveData } from '../data.ts';
import { together } from '../float16-planes.ts';
import type { Report, Request } from '../protocol.ts';
import { embeddedBytes, embeddedText } from '../../explorer/page/embedded.ts';

/** What a page has to start workers with. */
export interface Workshop {
  readonly data: LiveData;
  /** A worker whose models are being loaded; `heard` is told of everything that it reports. */
  readonly open: (heard: (report: Report) => void) => Laboratory;
}

/** Unpacks what the page carries. Throws where the browser cannot. */
export async function workshop(): Promise<Workshop> {
  const [data, script, packed, wasm] = await Promise.all([
    embeddedText('live-data').then((text) => JSON.parse(text) as LiveData),
    embeddedText('live-worker'),
    embeddedBytes('live-weights'),
    embeddedBytes('live-wasm'),
  ]);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const weights = together(packed);
  return {
    data,
    open(heard) {
      const worker = new Worker(url);
      worker.onmessage = ({ data: report }: MessageEvent<Report>) => heard(report);
      worker.onerror = ({ message }) =>
        heard({ kind: 'failed', message: message || 'The worker does not start.' });
      const send = (request: Request) => worker.postMessage(request);
      send({ kind: 'start', data, weights, wasm });
      return { send, end: () => worker.terminate() };
    },
  };
}
