/** The script and the style of a page, made from the project's sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { bundle } from './bundle.ts';

const pages = join(projectFolder(), 'lib/page');

/** The rules of each page, in the order in which the later win. */
const styles = {
  explorer: ['style', 'controls', 'answers', 'drawings', 'narrow'],
  watch: ['style'],
} as const;

/** Of a folder of lib/page; its own rules stand after those of all pages. */
export async function pageSources(name: keyof typeof styles): Promise<{ script: string; style: string }> {
  const folder = join(pages, name, 'page');
  const rules = [join(pages, 'base.css'), ...styles[name].map((part) => join(folder, `${part}.css`))];
  return {
    script: await bundle({ entryPoints: [join(folder, 'main.ts')], tsconfig: join(pages, 'tsconfig.json') }),
    style: rules.map((path) => readFileSync(path, 'utf8')).join(''),
  };
}
