/** The compiler of cells: what is wrong with one, the JavaScript of one that is right, and the program that editors ask. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type CellSource, cellSource } from './cell-source.ts';
import { type Text, compilerOptions, programHost } from './program.ts';

/** What is wrong with a cell, at which line and column of it, both from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A cell that compiled. */
export interface CompiledCell {
  readonly source: CellSource;
  readonly code: string;
  /** From lines of the code to lines of the cell. */
  readonly sourceMap: string;
  /** Lines that the cell's module has before the cell's own. */
  readonly linesBefore: number;
}

/** A cell as the language service knows it while it is being written. */
export interface Draft {
  readonly service: ts.LanguageService;
  readonly file: string;
  readonly toModule: (position: number) => number;
  readonly toCell: (position: number) => number;
}

/** Whether a cell's import is that of an earlier cell. */
export const isCell = (specifier: string) => specifier.startsWith('./$cell-');

/** A top-level await, plain or in a loop: cells may; an import that is assigned to: what an earlier cell declared. */
const allowed = new Set([1378, 1432]);
const assignedImport = 2632;

/** Files of packages are parsed once for all compilers of a process; it knows files by name and version, cells of any of them. */
const documents = ts.createDocumentRegistry();
let versions = 0;

/** Compiles the cells of one notebook, each seeing those before it; `folder` is the notebook's. */
export class CellCompiler {
  readonly #folder: string;
  readonly #service: ts.LanguageService;
  /** By file; those of `#kept` and the draft. */
  readonly #texts = new Map<string, Text>();
  readonly #kept: { file: string; source: CellSource }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.#service = ts.createLanguageService(programHost(folder, this.#texts), documents);
  }

  /** The JavaScript of a cell, or what is wrong with it. */
  compile(text: string): CompiledCell | { readonly problems: readonly Problem[] } {
    const source = cellSource(text);
    const { file, header } = this.#write(source);
    const problems = this.#problems(file, text, source, header);
    if (problems.length > 0) return { problems };
    const { outputFiles } = this.#service.getEmitOutput(file);
    const output = (suffix: string) => outputFiles.find(({ name }) => name.endsWith(suffix))?.text ?? '';
    return {
      source,
      code: output('.js'),
      sourceMap: output('.js.map'),
      linesBefore: header.split('\n').length - 1,
    };
  }

  /** Lets later cells see what this one declares; of values, only those that `exists` says were reached. */
  keep({ source }: CompiledCell, exists: (name: string) => boolean): void {
    // Editors may have asked about other drafts while it ran.
    const { file } = this.#write(source);
    const declared = new Map(
      [...source.declared].filter(([name]) => exists(name) || !this.#isValue(file, name)),
    );
    this.#kept.push({ file, source: { ...source, declared } });
  }

  /** The cell as far as it is written, for completion and help. */
  draft(text: string): Draft {
    const source = cellSource(text);
    const { file, header } = this.#write(source);
    return {
      service: this.#service,
      file,
      toModule: (position) => source.toModule(position, header),
      toCell: (position) => source.toCell(position, header),
    };
  }

  /** The JavaScript of a TypeScript file beside the notebook, as it is now; types are checked where cells use them. */
  compileFile(file: string): string {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions,
      fileName: file,
    });
    return outputText;
  }

  /** Puts the cell into the program, after the cells kept. */
  #write(source: CellSource): { file: string; header: string } {
    const file = join(this.#folder, `$cell-${this.#kept.length}.ts`);
    const header = this.#header(source);
    const text = source.module(header);
    if (this.#texts.get(file)?.text !== text) this.#texts.set(file, { text, version: ++versions });
    return { file, header };
  }

  /** Imports of what earlier cells declared last and this one does not declare itself, on one line. */
  #header({ declared }: CellSource): string {
    const seen = new Set(declared.keys());
    const imports: string[] = [];
    for (const { file, source } of [...this.#kept].reverse()) {
      const names = [...source.declared.keys()].filter((name) => !seen.has(name));
      for (const name of names) seen.add(name);
      const module = `./${file.slice(this.#folder.length + 1, -'.ts'.length)}`;
      if (names.length > 0) imports.push(`import { ${names.join(', ')} } from '${module}';`);
    }
    return `${imports.join(' ')} export {};\n`;
  }

  #problems(file: string, text: string, source: CellSource, header: string): Problem[] {
    const found = [
      ...this.#service.getSyntacticDiagnostics(file),
      ...this.#service.getSemanticDiagnostics(file),
    ];
    return found.flatMap(({ code, start = 0, length = 0, messageText, category }) => {
      if (category !== ts.DiagnosticCategory.Error || allowed.has(code)) return [];
      const at = source.toCell(start, header);
      if (code === assignedImport && !this.#isConstant(text.slice(at, at + length))) return [];
      const before = text.slice(0, at).split('\n');
      const message = ts.flattenDiagnosticMessageText(messageText, '\n');
      const plain = code === assignedImport ? message.replace('an import', 'a constant') : message;
      return [{ line: before.length, column: before.at(-1)!.length + 1, message: plain }];
    });
  }

  #isConstant(name: string): boolean {
    const cell = this.#kept.findLast(({ source }) => source.declared.has(name));
    return cell?.source.declared.get(name)?.constant === true;
  }

  #isValue(file: string, name: string): boolean {
    const program = this.#service.getProgram();
    const checker = program?.getTypeChecker();
    const module = program?.getSourceFile(file);
    const symbol = module && checker?.getSymbolAtLocation(module);
    const exported = symbol && checker?.getExportsOfModule(symbol).find((each) => each.name === name);
    if (!exported || !checker) return true;
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return (target.flags & ts.SymbolFlags.Value) !== 0;
  }
}
