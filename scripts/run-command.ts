/** How a program of the command line ends: well, in a closed pipe, or with one line that says why. */
import { type Command, CommanderError } from 'commander';
import { StoppedError } from './stopped.ts';
import { inWords, reasonOf } from './system-errors.ts';

/** Runs the program; any failure becomes one line on stderr and a non-zero exit code, a closed pipe a quiet end. */
export async function runCommand(program: Command, argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    report(new Error(`cannot write the output: ${reasonOf(error)}`));
    process.exit(1);
  });
  try {
    await program.exitOverride().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else report(error);
    // A shell's loop goes on after a program that ends by itself: so it ends by what it was sent.
    if (error instanceof StoppedError) process.kill(process.pid, error.signal);
  }
}

/** `TRANSNAR_DEBUG=1` shows where the error came from. */
function report(error: unknown): void {
  process.stderr.write(`transnar: ${inWords(error)}\n`);
  if (process.env['TRANSNAR_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
