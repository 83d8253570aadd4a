/** Whoever imports the library finds a comment on every name, in an editor and in what is made from the sources. */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';

/** The rooms whose public names all have one. */
const commented = ['analysis', 'backend', 'figure', 'gallery', 'metric', 'notebook', 'random'];

test('every name that lib/index.ts exports has a doc comment', () => {
  const names = publicNames(join(projectFolder(), 'lib/index.ts'));
  expect(names.length).toBeGreaterThan(100);
  const missing = names.filter(({ file, comment }) => commented.includes(file.split('/')[1]) && !comment);
  expect(missing.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
}, 120_000);

interface PublicName {
  readonly name: string;
  /** Where it is declared, from the project's root. */
  readonly file: string;
  readonly comment: string;
}

/** What a module exports, also from the modules that it exports as one name. */
function publicNames(entry: string): PublicName[] {
  const config = ts.readConfigFile(join(projectFolder(), 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectFolder());
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const namesOf = (module: ts.Symbol): PublicName[] =>
    checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.ValueModule) return namesOf(symbol);
      const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
      const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      return [{ name: exported.name, file: relative(projectFolder(), file), comment }];
    });
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!);
  return namesOf(module!);
}
