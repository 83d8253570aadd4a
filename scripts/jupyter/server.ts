/** A Jupyter server of its own: a free port, a token, and nothing of the user's settings read or written. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFolder } from '../../lib/store/folders.ts';
import { addLibraries, ownKernelspec } from '../kernel/kernelspec.ts';
import { freePort } from './free-port.ts';

export interface JupyterServer {
  /** The address of a notebook in the served folder, token included. */
  readonly address: (notebook: string) => string;
  readonly stop: () => Promise<void>;
}

const secondsToStart = 60;

/** Which front end of Jupyter, and the program that has it. */
export interface FrontEnd {
  readonly program: string;
  readonly application: 'notebook' | 'lab';
}

/** Serves `folder` in a front end with the project's kernel; `scratch` takes the server's own files. */
export async function startJupyter(
  folder: string,
  scratch: string,
  environment: Readonly<Record<string, string>>,
  { program, application }: FrontEnd = { program: 'jupyter', application: 'notebook' },
): Promise<JupyterServer> {
  await addLibraries(ownKernelspec());
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const options = ['--no-browser', '--ip=127.0.0.1', `--port=${port}`, '--port-retries=0'];
  const server = spawn(program, [application, ...options, ...asRoot, folder], {
    cwd: folder,
    env: {
      ...process.env,
      ...environment,
      JUPYTER_TOKEN: token,
      JUPYTER_PATH: join(projectFolder(), 'jupyter'),
      JUPYTER_CONFIG_DIR: join(scratch, 'config'),
      JUPYTER_DATA_DIR: join(scratch, 'data'),
      JUPYTER_RUNTIME_DIR: join(scratch, 'runtime'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (text: Buffer) => (log += text.toString()));
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await answers(`${base}/api/kernelspecs?token=${token}`)); tries++) {
    if (server.exitCode !== null || tries >= 2 * secondsToStart) {
      await stop(server);
      throw new Error(`Jupyter did not start within ${secondsToStart} s:\n${log}`);
    }
    await wait(500);
  }
  return {
    address: (notebook) =>
      `${base}/${application === 'lab' ? 'lab/tree' : 'notebooks'}/${encodeURIComponent(notebook)}?token=${token}`,
    stop: () => stop(server),
  };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  // It ends its kernels, too, when it is asked to end.
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
