#!/usr/bin/env node
// What `npx transnar` runs: an executable file in front of the command line that the build makes.
import { existsSync } from 'node:fs';

const built = new URL('../dist/scripts/transnar.js', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  process.stderr.write('transnar: The command line is not built yet; this builds it: npm run setup\n');
  process.exitCode = 1;
}
