/** Which names the tests of a file can have, read from its text: nothing is run. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Whether a test of the file can have the name, with the titles of its groups before it (` > ` between them). What a title
 * takes from elsewhere, such as the values of `test.each`, can be anything; so can what stands before a test that a
 * function defines.
 */
export function testNames(path: string): (name: string) => boolean {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const patterns: RegExp[] = [];
  const visit = (node: ts.Node, before: string): void => {
    const titled = titleOf(node);
    if (titled?.kind === 'test') patterns.push(new RegExp(`^${before}${titled.pattern}$`, 's'));
    const defines = ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node);
    const within = titled?.kind === 'describe' ? `${before}${titled.pattern} > ` : defines ? '.*' : before;
    ts.forEachChild(node, (child) => visit(child, within));
  };
  visit(source, '');
  return (name) => patterns.some((pattern) => pattern.test(name));
}

/** Of a call of `test` (or `it`) or `describe`, such as `test(title, ...)`, `test.each(cases)(title, ...)`. */
function titleOf(node: ts.Node): { kind: string; pattern: string } | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return undefined;
  let [callee, each] = [node.expression, false];
  while (!ts.isIdentifier(callee)) {
    if (ts.isPropertyAccessExpression(callee)) each ||= callee.name.text === 'each';
    else if (!ts.isCallExpression(callee)) return undefined;
    callee = callee.expression;
  }
  const kind = callee.text === 'it' ? 'test' : callee.text;
  if (!['test', 'describe'].includes(kind)) return undefined;
  return { kind, pattern: patternOf(node.arguments[0], each) };
}

const anything = '.*';

function patternOf(title: ts.Expression, each: boolean): string {
  const literal = (text: string) => {
    const parts = each ? text.split(/%[sdifjo#$]|\$[\w.]+/) : [text];
    return parts.map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join(anything);
  };
  if (ts.isStringLiteralLike(title)) return literal(title.text);
  if (!ts.isTemplateExpression(title)) return anything;
  const rest = title.templateSpans.map((span) => anything + literal(span.literal.text));
  return literal(title.head.text) + rest.join('');
}
