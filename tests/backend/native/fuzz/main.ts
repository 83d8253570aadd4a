/**
 * `npm run test:fuzz -- [CALLS] [SEED]`: calls tfjs's public operations at random on the native engine and on the cpu backend,
 * and prints where they differ. Ends with 1 where they do.
 */
import { activateBoth } from '../support.ts';
import { fuzz, fuzzCases } from './fuzz.ts';

const [calls, seed] = [Number(process.argv[2] ?? 12_000), Number(process.argv[3] ?? 1)];
await activateBoth();
const differences = new Map<string, number>();
let found = 0;
for (const difference of fuzz(seed, calls)) {
  if (difference === undefined) continue;
  found += 1;
  const [name] = difference.key.split(',');
  const before = differences.get(name) ?? 0;
  differences.set(name, before + 1);
  if (before < 3) process.stdout.write(`${difference.key}: ${difference.what}\n`);
}
process.stdout.write(
  `${calls} calls of ${Object.keys(fuzzCases).length} operations, seed ${seed}: ${found} differ\n`,
);
process.exitCode = found > 0 ? 1 : 0;
