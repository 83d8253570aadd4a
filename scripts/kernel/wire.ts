/**
 * Messages of Jupyter's protocol as frames on a socket, signed with the connection's key.
 * Source: jupyter-client, "Messaging in Jupyter", the wire protocol, version 5.3.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export interface Message {
  /** Whom a reply goes to. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** Of the message that it follows from; empty if there is none. */
  readonly parent: Partial<Header>;
  readonly content: Readonly<Record<string, unknown>>;
}

export const protocolVersion = '5.3';
const delimiter = '<IDS|MSG>';

/** The message in frames. Throws if there is none, or if it is signed with another key. */
export function readFrames(frames: readonly Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => frame.toString() === delimiter);
  if (at < 0) throw new Error('A message without a delimiter was received.');
  const [signature, ...parts] = frames.slice(at + 1);
  const [given, expected] = [signature.toString(), sign(parts.slice(0, 4), key)].map((text) =>
    Buffer.from(text),
  );
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error('A message signed with another key was received.');
  }
  const [header, parent, , content] = parts.slice(0, 4).map((part) => JSON.parse(part.toString()) as object);
  return {
    identities: frames.slice(0, at),
    header: header as Header,
    parent,
    content: content as Message['content'],
  };
}

/** A message of `type` as frames. `parent` is what it follows from; `identities` say whom it goes to, or what it is about. */
export function writeFrames(
  type: string,
  content: object,
  { key, parent, identities }: { key: string; parent?: Header | undefined; identities: readonly Buffer[] },
): Buffer[] {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: parent?.session ?? '',
    username: parent?.username ?? '',
    date: new Date().toISOString(),
    version: protocolVersion,
  };
  const parts = [header, parent ?? {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...identities, Buffer.from(delimiter), Buffer.from(sign(parts, key)), ...parts];
}

/** An empty key means that messages are not signed. */
function sign(parts: readonly Buffer[], key: string): string {
  if (key === '') return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
