/** Where the packages that cells import are found: from the notebook's folder, or else those of this project. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { projectFolder } from '../../lib/store/folders.ts';

/** What notebooks may have been written for, and where its like is found: another kernel, and a library that needs a browser. */
const aliases: Readonly<Record<string, string>> = {
  tslab: 'transnar-lab/notebook',
  'plotly.js-dist': join(projectFolder(), 'dist/lib/notebook/plotly.js'),
};

/** For the compiler: the file behind `specifier`, as seen from `importer`. */
export function resolveModule(
  specifier: string,
  importer: string,
  options: ts.CompilerOptions,
  host: ts.ModuleResolutionHost,
  cache: ts.ModuleResolutionCache,
): ts.ResolvedModuleWithFailedLookupLocations {
  const name = aliases[specifier] ?? specifier;
  const from = (file: string) => ts.resolveModuleName(name, file, options, host, cache);
  const found = from(importer);
  // A notebook outside of the project still finds what belongs to it, such as the library itself.
  return found.resolvedModule || isRelative(name) ? found : from(join(projectFolder(), 'cell.ts'));
}

/** Loads modules when cells run. */
export interface Loader {
  /** Makes what cannot be loaded synchronously, such as a module that awaits, ready for `require`. */
  prepare(specifiers: readonly string[]): Promise<void>;
  readonly require: (specifier: string) => unknown;
}

/** A TypeScript file beside the notebook: its JavaScript, and what that exports. */
interface EvaluatedFile {
  readonly code: string;
  readonly module: { exports: object };
  /** It ran to its end. */
  whole: boolean;
}

/**
 * `compileFile` gives the JavaScript of a TypeScript file beside the notebook. Such files import from folders of their own,
 * each with a loader, but `evaluated` belongs to all: a file is one module, whoever imports it.
 */
export function moduleLoader(
  folder: string,
  compileFile: (file: string) => string,
  evaluated = new Map<string, EvaluatedFile>(),
): Loader {
  const [near, far] = [
    createRequire(join(folder, 'cell.js')),
    createRequire(join(projectFolder(), 'cell.js')),
  ];
  const awaited = new Map<string, unknown>();

  function locate(specifier: string): { name: string; load: NodeJS.Require } {
    const name = aliases[specifier] ?? specifier;
    try {
      near.resolve(name);
    } catch {
      if (!isRelative(name)) return { name, load: far };
    }
    return { name, load: near };
  }

  function load(specifier: string): unknown {
    if (awaited.has(specifier)) return awaited.get(specifier);
    if (isRelative(specifier)) {
      const file = sourceBeside(folder, specifier);
      if (file !== undefined) return evaluate(file);
    }
    const { name, load: require } = locate(specifier);
    return require(name);
  }

  /** Evaluated anew once its text has changed, so that an edited file is seen without a restart, or after it failed. */
  function evaluate(file: string): object {
    const code = compileFile(file);
    const before = evaluated.get(file);
    if (before?.code === code) return before.module.exports;
    const module = { exports: {} };
    const entry = { code, module, whole: false };
    evaluated.set(file, entry); // Before it runs, for what imports it back.
    try {
      const inner = moduleLoader(dirname(file), compileFile, evaluated);
      const run = compileFunction(code, ['exports', 'require', 'module'], { filename: file }) as Evaluated;
      run(module.exports, inner.require, module);
    } catch (error) {
      evaluated.delete(file);
      throw error;
    }
    entry.whole = true;
    return module.exports;
  }

  return {
    require: load,
    async prepare(specifiers) {
      // A cell that is ended from without ends its files in the middle, and nothing of them hears of it.
      for (const [file, { whole }] of evaluated) if (!whole) evaluated.delete(file);
      for (const specifier of specifiers) {
        if (awaited.has(specifier) || isRelative(specifier)) continue;
        try {
          load(specifier);
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code !== 'ERR_REQUIRE_ASYNC_MODULE' && code !== 'ERR_REQUIRE_ESM') continue; // The cell will say so.
          const { name, load: require } = locate(specifier);
          awaited.set(specifier, await import(require.resolve(name)));
        }
      }
    },
  };
}

type Evaluated = (exports: object, require: Loader['require'], module: { exports: object }) => void;

const isRelative = (specifier: string) => /^\.\.?(\/|$)/.test(specifier);

/** The TypeScript file that a relative import means, if it means one. */
function sourceBeside(folder: string, specifier: string): string | undefined {
  const path = join(folder, specifier);
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts')].filter((each) =>
    each.endsWith('.ts'),
  );
  return candidates.find((each) => ts.sys.fileExists(each));
}
