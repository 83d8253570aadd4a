// Preloaded by tests: at its end, the process says on channel 3 which packages it has loaded (those in CommonJS, as all
// the heavy ones are).
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  const names = Object.keys(cache).flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  writeSync(3, JSON.stringify([...new Set(names)]));
});
