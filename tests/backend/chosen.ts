/** The engine that a fresh process chooses, whatever is installed here. */
import { execFileSync } from 'node:child_process';
import { patience } from '../support/patience.ts';
import { loading, runnable } from '../support/runnable.ts';
import { withPackages } from './packages.ts';

const module = runnable('lib/backend/index.ts');
const script = (without: readonly string[]) => `
  const module = process.getBuiltinModule('node:module');
  const { createRequire } = module;
  module.createRequire = (place) => {
    const require = createRequire(place);
    const { resolve } = require;
    require.resolve = (name) => (${JSON.stringify(without)}.includes(name) ? resolve('none:' + name) : resolve(name));
    return require;
  };
  const { chooseBackend, describeBackend } = await import('${module}');
  chooseBackend().then((report) => console.log(describeBackend(report)), (error) => console.log('error: ' + error.message));
`;

/** What decides the choice, left to each test. */
const settings = ['TRANSNAR_BACKEND', 'TRANSNAR_THREADS', 'TRANSNAR_ISA', 'TRANSNAR_ADDON'];

/** The environment of these tests without what decides the choice. */
export const undecided = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.includes(name)));

/** What a fresh process prints when it chooses its engine in this environment, as if optional packages were not there. */
export function chosen(environment: Record<string, string>, without: readonly string[] = []): string {
  const env = { ...undecided(), ...environment };
  const options = [...loading, ...withPackages(), '--input-type=module', '-e', script(without)];
  return execFileSync(process.execPath, options, { encoding: 'utf8', env, timeout: patience });
}
