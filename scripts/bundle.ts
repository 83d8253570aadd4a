/** Scripts for pages, made from the project's sources. */
import { type BuildOptions, build } from 'esbuild';

const common = {
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  // The pages say what they are in UTF-8.
  charset: 'utf8',
  logLevel: 'error',
} as const satisfies BuildOptions;

/** One script of an entry with all that it imports. */
export async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({ ...common, ...options, write: false });
  return outputFiles[0].text;
}
