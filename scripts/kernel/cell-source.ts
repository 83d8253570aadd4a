/**
 * How the text of a cell becomes a module of TypeScript. All cells of a notebook share one scope, as in Jupyter's other
 * languages: a cell imports the names of those before it and exports its own, and runs with one object as everybody's exports.
 */
import ts from 'typescript';

/** A name that a cell declares, and whether it may be assigned to. */
export type Declared = ReadonlyMap<string, { readonly constant: boolean }>;

export interface CellSource {
  readonly declared: Declared;
  /** Whether the last statement is a value to be shown, which is exported as `shownValue`. */
  readonly shows: boolean;
  /** The packages and files that it imports. */
  readonly imports: readonly string[];
  /** The module, after `header`, which imports what the cell sees of earlier ones. */
  readonly module: (header: string) => string;
  /** From a place in the cell to that in its module, and back; the header counts. */
  readonly toModule: (position: number, header: string) => number;
  readonly toCell: (position: number, header: string) => number;
}

/** The name under which a cell exports the value of its last line. */
export const shownValue = '$shown';

/** Also after a cell's last line, which may be a comment. */
const end = '\n';

export function cellSource(text: string): CellSource {
  const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const declared = new Map<string, { constant: boolean }>();
  const imports: string[] = [];
  const imported: string[] = [];
  const insertions: { at: number; text: string }[] = [];
  const declare = (name: ts.BindingName | undefined, constant: boolean): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) declared.set(name.text, { constant });
    else for (const each of name.elements) if (!ts.isOmittedExpression(each)) declare(each.name, constant);
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (ts.isStringLiteral(statement.moduleSpecifier)) imports.push(statement.moduleSpecifier.text);
      for (const name of importedNames(statement)) imported.push(name);
      continue;
    }
    if (!declares(statement)) continue;
    const exported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false;
    if (!exported) insertions.push({ at: statement.getStart(file), text: 'export ' });
    if (ts.isVariableStatement(statement)) {
      const constant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
      for (const each of statement.declarationList.declarations) {
        declare(each.name, constant);
        // So that a cell that runs again begins anew.
        const bare = !each.initializer && !each.exclamationToken && !exported;
        if (bare) insertions.push({ at: each.end, text: ' = undefined' });
      }
    } else if (statement.name && ts.isIdentifier(statement.name)) declare(statement.name, false);
  }
  for (const name of imported) declared.set(name, { constant: false });
  const last = file.statements.at(-1);
  const shows = last !== undefined && ts.isExpressionStatement(last) && !isAssignment(last.expression);
  if (shows) insertions.push({ at: last.getStart(file), text: `export const ${shownValue} = ` });

  const body = insertions.reduceRight(
    (before, { at, text: added }) => before.slice(0, at) + added + before.slice(at),
    text,
  );
  const suffix = imported.length > 0 ? `export { ${imported.join(', ')} };` : '';
  const added = (position: number) =>
    insertions.filter(({ at }) => at <= position).reduce((sum, each) => sum + each.text.length, 0);
  return {
    declared,
    shows,
    imports,
    module: (header) => `${header}${body}${end}${suffix}`,
    toModule: (position, header) => header.length + position + added(position),
    toCell(position, header) {
      let place = position - header.length;
      for (const { at, text: inserted } of insertions) {
        if (place > at) place = Math.max(at, place - inserted.length);
      }
      return Math.min(Math.max(place, 0), text.length);
    },
  };
}

type Declaration =
  | ts.VariableStatement
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration;

const declares = (statement: ts.Statement): statement is Declaration =>
  ts.isVariableStatement(statement) ||
  ts.isFunctionDeclaration(statement) ||
  ts.isClassDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement) ||
  ts.isEnumDeclaration(statement);

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  if (!importClause) return [];
  const { name, namedBindings } = importClause;
  const bindings = !namedBindings
    ? []
    : ts.isNamespaceImport(namedBindings)
      ? [namedBindings.name.text]
      : namedBindings.elements.map((each) => each.name.text);
  return [...(name ? [name.text] : []), ...bindings];
}

/** `x = 1` and `x += 1` are done for what they do, as in Python; their value is not shown. */
function isAssignment(expression: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    expression.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}
