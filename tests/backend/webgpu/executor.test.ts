/** What the GPU's thread answers when its device fails, with a device that fails as it is told to. */
import { expect, test } from 'vitest';
import { type Command, answerHeader, done, failed, full } from '../../../lib/backend/webgpu/commands.ts';
import { Executor } from '../../../lib/backend/webgpu/executor.ts';
import type { GpuBuffer, GpuDevice, GpuError } from '../../../lib/backend/webgpu/gpu.ts';

/** Of the package, by its name. */
class GPUOutOfMemoryError {
  readonly message = 'out of memory:\nwhile creating a buffer';
}

function started() {
  let tell: (event: { error: GpuError }) => void = () => {};
  let lose: (info: { reason: string; message: string }) => void = () => {};
  const bytes = Float32Array.of(7).buffer;
  const buffer: GpuBuffer = {
    mapAsync: () => Promise.resolve(),
    getMappedRange: () => bytes,
    unmap: () => {},
    destroy: () => {},
  };
  const device = {
    lost: new Promise((resolve) => (lose = resolve)),
    addEventListener: (_: string, listener: typeof tell) => (tell = listener),
    createBuffer: () => buffer,
    createCommandEncoder: () => ({ copyBufferToBuffer: () => {}, finish: () => ({}) }),
    queue: { submit: () => {} },
    destroy: () => lose({ reason: 'destroyed', message: 'The device was destroyed.' }),
  } as unknown as GpuDevice;
  let answered = () => {};
  const executor = new Executor(device, () => answered());
  executor.do(['buffer', 1, 4, 0]);
  const read = async () => {
    const answer = new SharedArrayBuffer(answerHeader + 4096);
    const answering = new Promise<void>((resolve) => (answered = resolve));
    executor.do(['read', 1, 4, answer] satisfies Command);
    await answering;
    const [state, length] = new Int32Array(answer, 0, 2);
    const content = new Uint8Array(answer, answerHeader, length).slice();
    return state === done
      ? [state, new Float32Array(content.buffer)[0]]
      : [state, new TextDecoder().decode(content)];
  };
  return { executor, read, tell: (error: GpuError) => tell({ error }) };
}

test('an error is told with the next answer, once', async () => {
  const { read, tell } = started();
  expect(await read()).toEqual([done, 7]);
  tell({ message: 'this is wrong' });
  tell({ message: 'and so is what follows from it' });
  expect(await read()).toEqual([failed, 'this is wrong']);
  expect(await read()).toEqual([done, 7]);
});

test('memory that is refused is told apart', async () => {
  const { read, tell } = started();
  tell(new GPUOutOfMemoryError());
  expect(await read()).toEqual([full, 'the GPU has no memory left (out of memory:).']);
});

test('a device that was lost stays lost', async () => {
  const { executor, read, tell } = started();
  executor.do(['stop', new SharedArrayBuffer(answerHeader)]);
  await Promise.resolve();
  tell({ message: 'what follows from it' });
  const answers = [await read(), await read()];
  for (const answer of answers) {
    expect(answer).toEqual([
      failed,
      'the GPU was lost (destroyed: The device was destroyed.). What was saved stands: the same command, given again, ' +
        'goes on from there.',
    ]);
  }
});
