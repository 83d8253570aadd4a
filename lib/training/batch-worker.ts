/** The worker thread that makes the batches that it is asked for, in order, so that the trainer need not wait for data. */
import { parentPort } from 'node:worker_threads';
import type { Features } from '../dataset/index.ts';
import { type NarBatchRequest, makeNarBatch } from './nar-batch.ts';

parentPort?.on('message', (request: NarBatchRequest) => {
  const batch = makeNarBatch(request);
  parentPort?.postMessage(batch, [batch.inputs, batch.outputs, batch.hints].flatMap(buffers));
});

function buffers(features: Features): ArrayBuffer[] {
  return Object.values(features).map(({ data }) => data.buffer as ArrayBuffer);
}
