/** What `npm run lab` does: opens notebooks/ in the user's Jupyter with the project's TypeScript kernel. */
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { addLibraries, ownKernelspec } from './kernel/kernelspec.ts';

const root = projectFolder();
/** Seconds that Jupyter gets to end by itself. */
const patience = 10;
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
  let ending: NodeJS.Timeout | undefined;
  // At a terminal an interrupt reaches Jupyter too, which asks before it stops; otherwise it is this process's to hand on.
  process.on('SIGINT', () => process.stdin.isTTY || takeDown());
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, takeDown);
  // npm, when it is ended, ends its shell and not what runs in it.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || takeDown(), 1000);
  jupyter.on('exit', (code) => {
    clearInterval(watch);
    process.exitCode = code ?? 1;
  });

  /** Jupyter stops its kernels before it ends; should it not end, it is ended. */
  function takeDown(): void {
    if (ending !== undefined) return;
    jupyter.kill('SIGTERM');
    ending = setTimeout(() => jupyter.kill('SIGKILL'), patience * 1000);
    ending.unref();
  }
}
