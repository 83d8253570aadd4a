/** The folder by which Jupyter knows the kernel: how it is started, and the libraries that pages of Jupyter draw with. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { plotlyFile } from '../../lib/notebook/renderings/plotly-page.ts';
import { projectFolder } from '../../lib/store/folders.ts';
import { kernelName } from './language.ts';

/** The kernel's folder in the project, which `npm run lab` shows to Jupyter. */
export const ownKernelspec = () => join(projectFolder(), 'jupyter/kernels', kernelName);

/** The program that Jupyter starts. Throws if it has not been built. */
export function kernelProgram(): string {
  const program = join(projectFolder(), 'dist/scripts/kernel/main.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first.`);
  return program;
}

/** Puts the libraries beside the kernel, where they are missing. */
export async function addLibraries(folder: string): Promise<void> {
  await Promise.all([
    bundled(join(folder, plotlyFile), {
      entryPoints: [createRequire(import.meta.url).resolve('plotly.js-dist')],
      bundle: false,
    }),
    bundled(join(folder, 'vega.min.js'), {
      stdin: { contents: vegaScript, resolveDir: projectFolder() },
      bundle: true,
      format: 'iife',
    }),
  ]);
}

const vegaScript = `
  import { View, parse } from 'vega';
  import { compile } from 'vega-lite';
  window.transnarVega = (container, spec) =>
    new View(parse(compile(spec).spec), { container, hover: true, renderer: 'svg' }).runAsync();
`;

async function bundled(outfile: string, options: Parameters<typeof build>[0]): Promise<void> {
  if (existsSync(outfile)) return;
  await build({ minify: true, legalComments: 'inline', logLevel: 'error', outfile, ...options });
}

/**
 * Makes the kernel known to the user's own Jupyter and VS Code, or to the environment at `prefix`; it starts this
 * project's program with this Node. Returns its folder.
 */
export async function installKernel(prefix?: string): Promise<string> {
  const program = kernelProgram();
  const folder = join(
    prefix === undefined ? userData() : join(prefix, 'share/jupyter'),
    'kernels',
    kernelName,
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [own, installed] = [ownKernelspec(), folder].map((each) => join(each, 'kernel.json'));
  const spec = JSON.parse(readFileSync(own, 'utf8')) as { readonly argv: readonly string[] };
  const argv = [process.execPath, program, ...spec.argv.slice(2)];
  writeFileSync(installed, `${JSON.stringify({ ...spec, argv }, undefined, 2)}\n`);
  copyFileSync(join(ownKernelspec(), 'kernel.js'), join(folder, 'kernel.js'));
  await addLibraries(folder);
  return folder;
}

/** Jupyter's folder of this user's data, as "jupyter --paths" names it. */
function userData(): string {
  const given = process.env['JUPYTER_DATA_DIR'];
  if (given) return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Jupyter');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'jupyter');
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'jupyter');
}
