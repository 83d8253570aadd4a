/**
 * Started by Jupyter, in the notebook's folder, with the path of a connection file. A second argument, for tests, is
 * after how many milliseconds a cell that does not let the kernel hear ■ is ended.
 */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../lib/message.ts';
import { connection } from './connection.ts';
import { JupyterKernel } from './jupyter.ts';

const [, , file, deafAfter] = process.argv;
try {
  const to = connection.parse(JSON.parse(readFileSync(file, 'utf8')));
  await JupyterKernel.start(process.cwd(), to, Number(deafAfter ?? 500));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
