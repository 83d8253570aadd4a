import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from './tests/support/patience.ts';

/**
 * What has a process for each file: it works with other processes, files, ports and signals, replaces modules, measures what it
 * loads or holds, has tfjs count tensors of no size (a fuzzer's), or computes on a GPU, whose engine is chosen for a whole process.
 * Whatever else there is shares a process, which loads the library and tfjs once for all of its files.
 */
const alone = [
  'kernel',
  'notebooks',
  'browser',
  'campaign',
  'scripts',
  'backend/native/engine-',
  'backend/native/memory',
  'backend/native/fused-bias',
  'backend/webgpu',
  'training/group-threads',
  'training/record',
  'store/lost-heart',
];

/** What takes longest comes first, so that no processor waits for the last one; what is not named comes last. */
const longest = [...alone, 'training', 'backend', 'gallery', 'store', 'model'];

const files = (name: string) => [`tests/${name}*.test.ts`, `tests/${name}/**/*.test.ts`];

class LongestFirst extends BaseSequencer {
  override async sort(given: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(given);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.startsWith(join(import.meta.dirname, 'tests', name)));
      return at < 0 ? longest.length : at;
    };
    return bySize.sort((a, b) => rank(a) - rank(b));
  }
}

/** Patterns of what `npm test` leaves out of a run: an option --exclude would say it of no project. */
const leftOut = (process.env['TESTS_LEFT_OUT'] ?? '').split(' ').filter(Boolean);

const common = {
  pool: 'forks',
  testTimeout: patience,
  hookTimeout: patience,
  expect: { poll: { timeout: patience } },
} as const;

export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which on two cores is half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...common, name: 'alone', include: alone.flatMap(files), exclude: leftOut } },
      {
        test: {
          ...common,
          name: 'together',
          include: ['tests/**/*.test.ts'],
          exclude: [...alone.flatMap(files), ...leftOut],
          isolate: false,
          setupFiles: 'tests/support/as-found.ts',
        },
      },
    ],
  },
});
