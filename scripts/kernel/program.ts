/** The program of a notebook's cells as TypeScript sees it: its options, its files, and how modules become JavaScript. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectFolder } from '../../lib/store/folders.ts';
import { resolveModule } from './modules.ts';

/** A cell's module; its version changes with it. */
export interface Text {
  readonly text: string;
  readonly version: number;
}

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  sourceMap: true,
  noErrorTruncation: false,
  types: ['node'],
};

/** Files are the cells in `texts` and those on disk; `folder` is the notebook's. */
export function programHost(folder: string, texts: ReadonlyMap<string, Text>): ts.LanguageServiceHost {
  const cache = ts.createModuleResolutionCache(folder, (name) => name, compilerOptions);
  const roots = [folder, projectFolder()].map((each) => join(each, 'node_modules/@types'));
  const settings = { ...compilerOptions, typeRoots: roots.filter((each) => existsSync(each)) };
  const onDisk = snapshots();
  const host: ts.LanguageServiceHost & Pick<ts.CompilerHost, 'getModuleResolutionCache'> = {
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: (file) => String(texts.get(file)?.version ?? modified(file)),
    getScriptSnapshot: (file) => {
      const written = texts.get(file);
      return written ? ts.ScriptSnapshot.fromString(written.text) : onDisk(file);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (file) => texts.has(file) || ts.sys.fileExists(file),
    readFile: (file) => texts.get(file)?.text ?? ts.sys.readFile(file),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    resolveModuleNameLiterals: (literals, importer) =>
      literals.map(({ text }) => resolveModule(text, importer, settings, host, cache)),
    // Else each file's package.json would be read and parsed again whenever a cell is new.
    getModuleResolutionCache: () => cache,
    getCustomTransformers: () => ({ after: [withoutResets] }),
  };
  return host;
}

/** Files on disk, read once as long as they do not change: the compiler asks for all of them whenever a cell is new. */
function snapshots(): (file: string) => ts.IScriptSnapshot | undefined {
  const known = new Map<string, { readonly at: number; readonly snapshot: ts.IScriptSnapshot | undefined }>();
  return (file) => {
    const [at, kept] = [modified(file), known.get(file)];
    if (kept?.at === at) return kept.snapshot;
    const text = ts.sys.readFile(file);
    const snapshot = text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    known.set(file, { at, snapshot });
    return snapshot;
  };
}

/** Packages do not change while a kernel runs; files beside the notebook do. */
const modified = (file: string) =>
  file.includes('/node_modules/') ? 0 : (ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);

/** TypeScript begins a module with `exports.a = exports.b = void 0`: a cell that fails would lose what stood there before. */
const withoutResets: ts.TransformerFactory<ts.SourceFile> = (context) => (file) =>
  context.factory.updateSourceFile(
    file,
    file.statements.filter((statement) => !isReset(statement)),
  );

function isReset(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  let value = statement.expression;
  if (!ts.isBinaryExpression(value)) return false;
  while (ts.isBinaryExpression(value)) {
    const { left } = value;
    const ofExports = ts.isPropertyAccessExpression(left) && ts.isIdentifier(left.expression);
    if (!ofExports || left.expression.text !== 'exports') return false;
    value = value.right;
  }
  return ts.isVoidExpression(value) && ts.isNumericLiteral(value.expression);
}
