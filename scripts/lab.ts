/** What `npm run lab` does: opens notebooks/ in the user's Jupyter with the project's TypeScript kernel. */
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { addLibraries, ownKernelspec } from './kernel/kernelspec.ts';

const root = projectFolder();
const application = ['lab', 'notebook'].find(
  (name) => spawnSync('jupyter', [name, '--version'], { stdio: 'ignore' }).status === 0,
);

if (application === undefined) {
  process.stderr.write(
    'Jupyter was not found: install it with "pip install jupyterlab", or on Debian with "apt-get install jupyter-notebook".\n',
  );
  process.exitCode = 1;
} else {
  // The folder holds the kernel: nothing is installed into the user's Jupyter.
  await addLibraries(ownKernelspec());
  const searched = [join(root, 'jupyter'), process.env['JUPYTER_PATH']].filter(Boolean).join(delimiter);
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const jupyter = spawn('jupyter', [application, ...asRoot, ...process.argv.slice(2), 'notebooks'], {
    cwd: root,
    env: { ...process.env, JUPYTER_PATH: searched },
    stdio: 'inherit',
  });
  // An interrupt reaches Jupyter too, which asks before it stops.
  process.on('SIGINT', () => undefined);
  jupyter.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
