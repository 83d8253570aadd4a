/** What package.json lets others import: the whole library, and each of its rooms alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../lib/store/folders.ts';

interface Package {
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
}

export interface PublicModule {
  /** As it is imported: `transnar-lab` or `transnar-lab/dataset`. */
  readonly name: string;
  /** The file that it is made of. */
  readonly source: string;
  /** What the compiler is to find. */
  readonly types: string;
}

export function publicModules(): PublicModule[] {
  const root = projectFolder();
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as Package;
  return Object.entries(exports).map(([subpath, { types, default: built }]) => ({
    name: join('transnar-lab', subpath),
    source: join(root, built.replace('./dist/', '').replace(/\.js$/, '.ts')),
    types: join(root, types),
  }));
}
