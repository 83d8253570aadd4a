/** Started by Jupyter, in the notebook's folder, with the path of a connection file. */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../lib/message.ts';
import { connection } from './connection.ts';
import { JupyterKernel } from './jupyter.ts';

const [, , file] = process.argv;
try {
  await JupyterKernel.start(process.cwd(), connection.parse(JSON.parse(readFileSync(file, 'utf8'))));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
