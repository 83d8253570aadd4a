/** TensorFlow's packages as a fresh process finds them: those that the repository comes with, or played ones. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const gpu = '@tensorflow/tfjs-node-gpu';
export const cpu = '@tensorflow/tfjs-node';

const folder = mkdtempSync(join(tmpdir(), 'tensorflow-'));
const project = join(import.meta.dirname, '../..');
const urlOf = (...path: string[]) => pathToFileURL(join(...path)).href;

/** Nothing of the name. */
const absent = 'data:absent';

/** The stand-in for the one package and no other, whatever is installed here. */
const shipped = { [cpu]: urlOf(project, 'shims/tfjs-node/index.js'), [gpu]: absent };

/** Whether the package itself is installed here, neither nothing nor a stand-in. */
export function isInstalled(name: string): boolean {
  const manifest = join(project, 'node_modules', name, 'package.json');
  return existsSync(manifest) && 'binary' in (JSON.parse(readFileSync(manifest, 'utf8')) as object);
}

/** Options of a Node that finds these packages, by the address of their module, and of the others those shipped. */
export function withPackages(packages: Readonly<Record<string, string>> = {}): string[] {
  const hook = join(mkdtempSync(join(folder, 'hook-')), 'hook.mjs');
  writeFileSync(
    hook,
    `const packages = ${JSON.stringify({ ...shipped, ...packages })};
export function resolve(specifier, context, next) {
  const url = packages[specifier];
  if (url === '${absent}') throw Object.assign(new Error(specifier), { code: 'ERR_MODULE_NOT_FOUND' });
  return url ? { url, shortCircuit: true } : next(specifier, context);
}`,
  );
  const begin = `${hook}.begin.mjs`;
  writeFileSync(begin, `import { register } from 'node:module'; register('${pathToFileURL(hook).href}');`);
  return ['--import', begin];
}

/** The address of a module with this text. */
export function moduleOf(name: string, text: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

/**
 * A package that does on import what TensorFlow's do: it registers its kernels, and a backend that tfjs prefers to all others
 * unless the other package has, and makes that the current one.
 */
export function played(name: string, onGpu: boolean): string {
  return moduleOf(
    `${name}-${onGpu}`,
    `import tf from '${urlOf(project, 'node_modules/@tensorflow/tfjs/dist/tf.node.js')}';
tf.registerKernel({ kernelName: 'Abs', backendName: 'tensorflow', kernelFunc: () => undefined });
const Backend = tf.findBackend('cpu').constructor;
tf.registerBackend('tensorflow', () => Object.assign(new Backend(), { isUsingGpuDevice: ${onGpu} }), 3);
tf.setBackend('tensorflow');
export const node = {};
`,
  );
}
