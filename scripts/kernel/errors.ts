/** How what a cell throws is shown: the message first, then the places in cells; what happened inside of packages is folded. */
import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import type { CompiledCell, Problem } from './compiler.ts';

/** An error as Jupyter takes it. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A cell that ran, by the file that its frames name. */
export interface CellLines {
  readonly map: SourceMap;
  readonly linesBefore: number;
}

export const linesOf = ({ sourceMap, linesBefore }: CompiledCell): CellLines => ({
  map: new SourceMap(JSON.parse(sourceMap) as ConstructorParameters<typeof SourceMap>[0]),
  linesBefore,
});

/** What does not compile: each problem with its line of the cell, and a mark below it. */
export function compileError(text: string, problems: readonly Problem[]): CellError {
  const lines = text.split('\n');
  const shown = problems.map(({ line, column, message }) => ({
    message: `${line}:${column} - ${message}`,
    place: [`    ${lines[line - 1] ?? ''}`, `    ${' '.repeat(column - 1)}^`],
  }));
  return {
    ename: 'CompileError',
    evalue: shown[0]?.message ?? '',
    traceback: shown.flatMap(({ message, place }) => [message, ...place]),
  };
}

/** What was thrown; `cells` has the cells by the file names of their frames. */
export function thrownError(thrown: unknown, cells: ReadonlyMap<string, CellLines>): CellError {
  if (!(thrown instanceof Error)) {
    const text = typeof thrown === 'string' ? thrown : inspect(thrown);
    return { ename: 'Error', evalue: text, traceback: [text] };
  }
  const { name, message } = thrown;
  const heading = [name, message].filter(Boolean).join(': ');
  const { frames, folded } = framesOf(thrown, cells);
  const cause = thrown.cause instanceof Error ? thrownError(thrown.cause, cells).traceback : [];
  return {
    ename: name,
    evalue: message,
    traceback: [
      ...heading.split('\n'),
      ...frames,
      ...(folded > 0 ? [`    … ${folded} more inside of packages; TRANSNAR_DEBUG=1 shows them`] : []),
      ...(cause.length > 0 ? [`caused by ${cause[0]}`, ...cause.slice(1)] : []),
    ],
  };
}

/** Frames of cells and of files beside the notebook, in the order of the call; all of them with TRANSNAR_DEBUG. */
function framesOf(
  { stack = '', message }: Error,
  cells: ReadonlyMap<string, CellLines>,
): { frames: string[]; folded: number } {
  // The message, which may have lines that look like frames, stands before them.
  const after = stack.indexOf(message) < 0 ? 0 : stack.indexOf(message) + message.length;
  const all = stack
    .slice(after)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  if (process.env['TRANSNAR_DEBUG']) return { frames: all, folded: 0 };
  const frames: string[] = [];
  let folded = 0;
  for (const frame of all) {
    const [, file = '', line = '0', column = '0'] = /(?:\(|at )([^(]+):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    const cell = cells.get(file);
    if (cell) {
      const entry = cell.map.findEntry(Number(line) - 1, Number(column) - 1);
      const name = /at (?:async )?([\w$.]+) \(/.exec(frame)?.[1];
      if (!('originalLine' in entry)) continue;
      const place = `${file}, line ${entry.originalLine + 1 - cell.linesBefore}`;
      frames.push(`    at ${name && name !== wrapper ? `${name} in ` : ''}${place}`);
      if (name === wrapper) break;
    } else if (isForeign(file)) folded++;
    else frames.push(frame);
  }
  return { frames, folded };
}

/** What a cell's code is wrapped in: below it there is nothing of the notebook. */
export const wrapper = '$cell';

const isForeign = (file: string) =>
  file === '' || file.startsWith('node:') || /[/\\](node_modules|dist|lib|scripts)[/\\]/.test(file);
