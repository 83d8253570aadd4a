/** Executes notebooks one after the other, says how each cell goes, and writes those that succeed. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectFolder } from '../../lib/store/folders.ts';
import { printNotebook } from './format.ts';
import { type CellFailure, runNotebook } from './run.ts';

export interface RunAllOptions {
  readonly timeout: number;
  readonly preset?: string | undefined;
  /** Where executed notebooks go; without it each replaces its source. */
  readonly out?: string | undefined;
}

/** The project's notebooks, in reading order. */
export function projectNotebooks(): string[] {
  const folder = join(projectFolder(), 'notebooks');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => join(folder, name));
}

/**
 * The number of notebooks that failed. A failed one is written only to `out`, never over its source, so that a notebook
 * in the repository always shows an execution that went through.
 */
export async function runNotebooks(files: readonly string[], options: RunAllOptions): Promise<number> {
  const { timeout, preset, out } = options;
  if (out !== undefined) mkdirSync(out, { recursive: true });
  let failed = 0;
  for (const file of files) {
    const name = basename(file);
    const begun = performance.now();
    const { notebook, failure } = await runNotebook(file, {
      timeout,
      ...(preset !== undefined && { preset }),
      onCell: (place, count, seconds) => say(`${name}  cell ${place}/${count}  ${seconds.toFixed(1)} s`),
    });
    if (failure) {
      failed++;
      say(describeFailure(name, failure));
    } else {
      say(`${name}  done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    }
    if (out !== undefined) writeFileSync(join(out, name), printNotebook(notebook));
    else if (!failure) writeFileSync(file, printNotebook(notebook));
  }
  return failed;
}

function describeFailure(name: string, { kind, cell, source, message }: CellFailure): string {
  const indented = (text: string) => text.trimEnd().replace(/^/gm, '    ');
  return `${name}  FAILED (${kind}) at cell ${cell}:\n${indented(source)}\n\n${indented(message)}`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
