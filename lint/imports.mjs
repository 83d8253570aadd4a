/** Every way in which a file can name another: what the rules about imports have in common. */
import { dirname, join, posix, relative, resolve, sep } from 'node:path';

/**
 * Calls `visit` for each import, re-export, `import()`, `require` and `import('...')` type of the linted file whose
 * source is a literal, with the project's path of what is named (or the package's name) and whether types alone are.
 */
export function importVisitor(context, visit) {
  const seen = (node, source, typesOnly) => {
    if (typeof source?.value !== 'string') return;
    visit({ node: source, target: targetOf(context, source.value), typesOnly });
  };
  const allTypes = (specifiers, kind) =>
    specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type');
  return {
    ImportDeclaration: (node) =>
      seen(node, node.source, node.importKind === 'type' || allTypes(node.specifiers, 'importKind')),
    ExportNamedDeclaration: (node) =>
      seen(node, node.source, node.exportKind === 'type' || allTypes(node.specifiers, 'exportKind')),
    ExportAllDeclaration: (node) => seen(node, node.source, node.exportKind === 'type'),
    ImportExpression: (node) => seen(node, node.source, false),
    TSImportType: (node) => seen(node, node.source ?? node.argument?.literal, true),
    TSExternalModuleReference: (node) => seen(node, node.expression, false),
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
        seen(node, node.arguments[0], false);
      }
    },
  };
}

/** The linted file, as seen from the project's root. */
export const placeOf = ({ cwd, filename }) => relative(cwd, filename).split(sep).join(posix.sep);

/** Whether a path or a package is `folder` or lies in it. */
export const isIn = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** A relative source as a path from the project's root; packages as they are named, Node's own with `node:`. */
function targetOf({ cwd, filename }, source) {
  if (source.startsWith('.')) {
    return relative(cwd, resolve(dirname(filename), source))
      .split(sep)
      .join(posix.sep);
  }
  return /^fs(\/|$)/.test(source) ? `node:${source}` : source;
}

export const absolute = ({ cwd }, place) => join(cwd, place);
