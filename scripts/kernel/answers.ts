/** What a kernel answers to whatever runs no cell: what it is, what editors ask, what it has none of. */
import type { CellCompiler } from './compiler.ts';
import { complete, completeness, help } from './editor.ts';
import { languageInfo } from './language.ts';
import { protocolVersion } from './wire.ts';

/** The content of a message. */
export type Reply = Readonly<Record<string, unknown>>;

/** The reply to a request of this type; undefined where none is due, such as to messages to widgets. */
export function answerTo(type: string, content: Reply, compiler: CellCompiler): Reply | undefined {
  const code = String(content['code']);
  // In Unicode code points, as Python counts.
  const cursor = [...code].slice(0, Number(content['cursor_pos'])).join('').length;
  switch (type) {
    case 'kernel_info_request':
      return kernelInfo;
    case 'complete_request':
      return completions(code, cursor, compiler);
    case 'inspect_request': {
      const text = help(compiler, code, cursor);
      return {
        found: text !== undefined,
        data: text === undefined ? {} : { 'text/plain': text },
        metadata: {},
      };
    }
    case 'is_complete_request':
      return completeness(code);
    case 'comm_info_request':
      return { comms: {} };
    case 'history_request':
      return { history: [] };
    case 'interrupt_request':
      return {};
    case 'shutdown_request':
      return { restart: content['restart'] === true };
    default:
      return undefined;
  }
}

function completions(code: string, cursor: number, compiler: CellCompiler): Reply {
  const { start, end, entries } = complete(compiler, code, cursor);
  const [from, to] = [start, end].map((units) => [...code.slice(0, units)].length);
  const types = entries.map(({ name, kind }) => ({ start: from, end: to, text: name, type: kind }));
  return {
    matches: entries.map(({ name }) => name),
    cursor_start: from,
    cursor_end: to,
    metadata: { _jupyter_types_experimental: types },
  };
}

const kernelInfo = {
  protocol_version: protocolVersion,
  implementation: 'transnar-lab',
  implementation_version: '1.0',
  language_info: languageInfo,
  banner: 'TypeScript, with TransNAR Lab',
  help_links: [],
};
