/** What lies where in the folder that the user gives; and which folders it may be. */
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** The two packages, which have one binding and one version. */
export const packageNames = ['tfjs-node', 'tfjs-node-gpu'] as const;

/** One of TensorFlow's packages for Node. */
export type PackageName = (typeof packageNames)[number];

export type Places = ReturnType<typeof placesIn>;

/** Beside each other, so that what is changed most often, the copy, is not what takes longest to make. */
export function placesIn(root: string, folder: string) {
  const lab = join(folder, 'lab');
  return {
    /** The repository. */
    root,
    folder,
    /** The copy of it in which everything runs. */
    lab,
    /** Where the copy looks for the packages. */
    installed: (name: PackageName) => join(lab, 'node_modules/@tensorflow', name),
    /** The packages with their bindings, from which they are put into the copy. */
    made: (name: PackageName) => join(folder, 'packages', name),
    /** TensorFlow's libraries and headers. */
    library: join(folder, 'wheel/tensorflow'),
    /** What the tools of the preparation print. */
    logs: join(folder, 'logs'),
    /** Runs, executed notebooks, counts of tests; and the lock of whoever works here. */
    results: join(folder, 'results'),
  };
}

const mark = 'made-by-test-tfjs-node';

/** The folder, made where it is missing. Throws, in one line, where it cannot be this command's. */
export function takeFolder(root: string, argument: string): string {
  const folder = resolve(argument);
  if (isWithin(realpathSync(root), realPath(folder)))
    throw new Error(`${folder} is inside of the repository: give a folder outside of it.`);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new Error(`${folder} is a file: give a folder.`);
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, mark))) {
    throw new Error(
      `${folder} holds other things: give an empty folder, a new one, or that of an earlier run.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, mark), '');
  return folder;
}

/** With links followed as far as there is something. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), relative(dirname(path), path));
}

function isWithin(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
