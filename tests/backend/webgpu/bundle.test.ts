/** Commands on their way between two threads. */
import { expect, test } from 'vitest';
import { BundleWriter, commandsOf } from '../../../lib/backend/webgpu/bundle.ts';
import type { Command } from '../../../lib/backend/webgpu/commands.ts';

const answer = new SharedArrayBuffer(8);
const commands: readonly Command[] = [
  ['buffer', 0, 2 ** 33, 140],
  ['write', 0, Uint8Array.of(1, 2, 3)],
  ['pipeline', 1, 'fn main() {}', 'main'],
  ['dispatch', 1, [0, 7, 2 ** 32], [32768, 2, 1]],
  ['copy', 0, 3, 2 ** 33],
  ['dispatch', 1, [], [1]],
  ['submit'],
  ['destroy', 0],
  ['read', 3, 16, answer],
  ['stop', answer],
];

test('commands arrive as they were sent, in their order, sizes beyond 32 bits included', () => {
  const writer = new BundleWriter();
  for (const command of commands) writer.add(command);
  expect(writer.count).toBe(commands.length);
  expect([...commandsOf(structuredClone(writer.take()))].slice(0, -2)).toEqual(commands.slice(0, -2));
});

test('shared memory arrives as itself', () => {
  const writer = new BundleWriter();
  for (const command of commands.slice(-2)) writer.add(command);
  expect([...commandsOf(writer.take())].map((command) => command.at(-1))).toEqual([answer, answer]);
});

test('what was taken is not sent again', () => {
  const writer = new BundleWriter();
  writer.add(['submit']);
  writer.take();
  expect([writer.count, [...commandsOf(writer.take())]]).toEqual([0, []]);
});
