// Builds the native addon with AddressSanitizer and UndefinedBehaviorSanitizer and calls it at random, mostly wrongly:
// every call must end in a result or a JavaScript error, and none in a report of the sanitizers.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const addon = join(root, 'native/build/sanitize/transnar.node');
execFileSync(process.execPath, [join(root, 'scripts/build-native.mjs'), '--sanitize'], { stdio: 'inherit' });
if (!existsSync(addon)) {
  console.error('The sanitizers need a C++ compiler.');
  process.exit(1);
}

// The runtimes must be there before Node's own libraries.
const compiler = process.env.CXX ?? 'c++';
const runtimes = ['libasan.so', 'libubsan.so', 'libstdc++.so'].map((name) =>
  execFileSync(compiler, [`-print-file-name=${name}`])
    .toString()
    .trim(),
);
const result = spawnSync(process.execPath, [join(root, 'tests/backend/native/fuzz-addon.mjs'), addon], {
  stdio: 'inherit',
  env: {
    ...process.env,
    LD_PRELOAD: runtimes.join(' '),
    // Node itself leaks at exit; an impossible allocation must be refused, not end the process.
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  },
});
process.exit(result.status ?? 1);
