/**
 * No file imports itself over others. Types count: a circle of types binds files together for their readers as one of
 * values does, though it is gone when the program runs, which is why the rules that others have made pass over it.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { absolute, importVisitor, placeOf } from './imports.mjs';

export const noCircles = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { circle: 'This closes a circle of imports: {{route}}.' },
  },
  create(context) {
    const own = context.filename;
    return importVisitor(context, ({ node, target }) => {
      const route = wayBack(absolute(context, target), own);
      if (!route) return;
      const places = [own, ...route].map((filename) => placeOf({ cwd: context.cwd, filename }));
      context.report({ node, messageId: 'circle', data: { route: places.join(' → ') } });
    });
  },
};

/** The shortest way over imports from one file to another; undefined if there is none. */
function wayBack(from, to) {
  const before = new Map([[from, undefined]]);
  for (const file of before.keys()) {
    if (file === to) {
      const route = [];
      for (let at = file; at !== undefined; at = before.get(at)) route.unshift(at);
      return route;
    }
    for (const next of importsOf(file)) if (!before.has(next)) before.set(next, file);
  }
  return undefined;
}

const known = new Map();

/** The project's files that a file names; nothing for what is no TypeScript file. */
function importsOf(file) {
  const changed = /\.[cm]?ts$/.test(file) ? statSync(file, { throwIfNoEntry: false })?.mtimeMs : undefined;
  if (changed === undefined) return [];
  const cached = known.get(file);
  if (cached?.changed === changed) return cached.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const imports = importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(dirname(file), fileName));
  known.set(file, { changed, imports });
  return imports;
}
