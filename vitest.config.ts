import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { patience } from './tests/support/patience.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    // Vitest leaves one processor to itself, which on two cores is half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: patience,
    hookTimeout: patience,
    expect: { poll: { timeout: patience } },
  },
});
