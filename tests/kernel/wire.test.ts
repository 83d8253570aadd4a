import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { readFrames, writeFrames } from '../../scripts/kernel/wire.ts';

const identities = [Buffer.from('who')];

test('frames are those of the protocol: identities, delimiter, signature, header, parent, metadata, content', () => {
  const frames = writeFrames('status', { a: 1 }, { key: 'secret', identities });
  const texts = frames.map((frame) => frame.toString());
  expect(texts.slice(0, 2)).toEqual(['who', '<IDS|MSG>']);
  expect(texts[2]).toBe(createHmac('sha256', 'secret').update(texts.slice(3).join('')).digest('hex'));
  expect(JSON.parse(texts[3])).toMatchObject({ msg_type: 'status', version: '5.3' });
  expect(texts.slice(4)).toEqual(['{}', '{}', '{"a":1}']);
});

test('are read back, and refused with another key or without a delimiter', () => {
  const frames = writeFrames('status', { a: 1 }, { key: 'secret', identities });
  expect(readFrames(frames, 'secret')).toMatchObject({
    header: { msg_type: 'status' },
    content: { a: 1 },
    identities,
  });
  expect(() => readFrames(frames, 'other')).toThrow('signed with another key');
  expect(() => readFrames(frames.slice(2), 'secret')).toThrow('without a delimiter');
  expect(readFrames(writeFrames('x', {}, { key: '', identities }), '').content).toEqual({});
});
