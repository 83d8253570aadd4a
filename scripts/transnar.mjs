#!/usr/bin/env node
// What `npx transnar` runs: an executable file in front of the command line that the build makes.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './built.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = new URL('../dist/scripts/transnar.js', import.meta.url);
if (existsSync(built)) {
  if (!isBuilt(root)) {
    process.stderr.write('transnar: The sources are newer than what is built and runs here: npm run setup\n');
  }
  await import(built.href);
} else {
  process.stderr.write('transnar: The command line is not built yet; this builds it: npm run setup\n');
  process.exitCode = 1;
}
