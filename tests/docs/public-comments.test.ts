/** Whoever imports the library finds a comment on every name, in an editor and in what is made from the sources. */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { publicModules } from '../support/public-modules.ts';

test('every name of every public room has a doc comment', () => {
  const names = publicNames(publicModules().map(({ source }) => source));
  expect(names.length).toBeGreaterThan(300);
  const missing = names.filter(({ comment }) => !comment);
  expect([...new Set(missing.map(({ file, name }) => `${file}: ${name}`))]).toEqual([]);
});

interface PublicName {
  readonly name: string;
  /** Where it is declared, from the project's root. */
  readonly file: string;
  readonly comment: string;
}

/** What modules export, also from the modules that they export as one name. */
function publicNames(entries: readonly string[]): PublicName[] {
  const config = ts.readConfigFile(join(projectFolder(), 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectFolder());
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const namesOf = (module: ts.Symbol): PublicName[] =>
    checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.ValueModule) return namesOf(symbol);
      const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
      const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      return [{ name: exported.name, file: relative(projectFolder(), file), comment }];
    });
  return entries.flatMap((entry) => namesOf(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!));
}
