/** What editors ask of a cell that is being written: names that fit, what a name means, what a call takes, whether it is whole. */
import ts from 'typescript';
import type { CellCompiler, Draft } from './compiler.ts';

/** Names for the text between `start` and `end`, offsets in UTF-16. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly entries: readonly { readonly name: string; readonly kind: string }[];
}

/** Names that could stand at `cursor`, likeliest first: members, variables, strings that a parameter takes, keys of its objects. */
export function complete(compiler: CellCompiler, text: string, cursor: number): Completion {
  const { service, file, toModule, toCell } = compiler.draft(text);
  const at = toModule(cursor);
  const found = service.getCompletionsAtPosition(file, at, {});
  const span = found?.entries.find(({ replacementSpan }) => replacementSpan)?.replacementSpan;
  const { start, length } = span ?? found?.optionalReplacementSpan ?? wordBefore(text, cursor, toModule);
  const [from, to] = [toCell(start), Math.max(cursor, toCell(start + length))];
  const typed = text.slice(from, cursor).toLowerCase();
  const fitting = (found?.entries ?? [])
    .filter(({ name }) => name.toLowerCase().startsWith(typed) && !name.startsWith('$'))
    .sort((a, b) => (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : 0));
  return { start: from, end: to, entries: fitting.map(({ name, kind }) => ({ name, kind })) };
}

function wordBefore(text: string, cursor: number, toModule: (position: number) => number): ts.TextSpan {
  const length = /[\w$]*$/.exec(text.slice(0, cursor))?.[0].length ?? 0;
  return { start: toModule(cursor) - length, length };
}

/** What is known of the name at `cursor`, or else of the call whose parentheses it stands in; undefined for nothing. */
export function help(compiler: CellCompiler, text: string, cursor: number): string | undefined {
  const draft = compiler.draft(text);
  // The cursor may stand in a name or just behind it.
  const named = [cursor, cursor - 1].find((place) => /[\w$]/.test(text[place] ?? ''));
  const ofName = named === undefined ? undefined : nameHelp(draft, draft.toModule(named));
  return ofName ?? callHelp(draft, draft.toModule(cursor));
}

function nameHelp({ service, file }: Draft, at: number): string | undefined {
  const info = service.getQuickInfoAtPosition(file, at);
  if (!info?.displayParts?.length) return undefined;
  return paragraphs(info.displayParts, info.documentation ?? [], info.tags ?? []);
}

function callHelp({ service, file }: Draft, at: number): string | undefined {
  const found = service.getSignatureHelpItems(file, at, {});
  if (!found) return undefined;
  const { items, selectedItemIndex, argumentIndex } = found;
  const item = items[selectedItemIndex];
  const parameters = item.parameters.flatMap(({ displayParts }, i) => [
    ...(i > 0 ? item.separatorDisplayParts : []),
    ...displayParts,
  ]);
  const signature = [...item.prefixDisplayParts, ...parameters, ...item.suffixDisplayParts];
  const parameter = item.parameters[Math.min(argumentIndex, item.parameters.length - 1)];
  const now =
    parameter && `argument ${argumentIndex + 1}: ${ts.displayPartsToString(parameter.displayParts)}`;
  const others = items.length > 1 ? ` (${items.length} overloads)` : '';
  return [
    paragraphs(signature, item.documentation, item.tags) + others,
    ...(now ? [now + ts.displayPartsToString(parameter.documentation).replace(/^(?=.)/, ': ')] : []),
  ].join('\n\n');
}

function paragraphs(
  heading: readonly ts.SymbolDisplayPart[],
  documentation: readonly ts.SymbolDisplayPart[],
  tags: readonly ts.JSDocTagInfo[],
): string {
  const tag = ({ name, text }: ts.JSDocTagInfo) => `@${name} ${ts.displayPartsToString(text && [...text])}`;
  return [
    ts.displayPartsToString([...heading]),
    ts.displayPartsToString([...documentation]),
    tags.map(tag).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Whether a console should run the text or ask for another line, and how far that one is indented. */
export function completeness(
  text: string,
): { status: 'complete' } | { status: 'incomplete'; indent: string } {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  const end = text.trimEnd().length;
  const open = diagnostics.some(({ start = 0, length = 0 }) => start + length >= end && start > 0);
  if (!open || /\n\s*\n\s*$/.test(text)) return { status: 'complete' };
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return { status: 'incomplete', indent: /[([{]\s*$/.test(line) ? `${indent}  ` : indent };
}
