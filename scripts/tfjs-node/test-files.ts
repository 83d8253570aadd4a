/** Which test files run on TensorFlow, and why the others do not: every file is one or the other, which a test holds. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose tests compute on the engine that is asked for: each is a stage. */
export const testFolders: readonly string[] = [
  'tests/backend',
  'tests/model',
  'tests/optimizer',
  'tests/training',
  'tests/analysis',
];

const other = 'compute on engines of their own choice, whichever is asked for';
const none = 'compute nothing on a tensor engine';

/** Files, or folders with all in them. */
export const leftOut: readonly { readonly files: string; readonly why: string }[] = [
  { files: 'tests/backend/native', why: `${other}: the native one, beside cpu` },
  { files: 'tests/backend/webgpu', why: `${other}: WebGPU, beside cpu` },
  {
    files: 'tests/training/group-threads.test.ts',
    why: `${other}: the native one alone shares groups among threads`,
  },
  {
    files: 'tests/training/clrs-training.golden.test.ts',
    why: `${other}: cpu, whose sums are rounded least`,
  },
  {
    files: 'tests/training/loop/rates.test.ts',
    why: `${other}: the native one, which counts operations, and cpu`,
  },
  { files: 'tests/bench', why: `${other}: they time the native one` },
  { files: 'tests/page', why: `${other}: that of the page, in WebAssembly` },
  { files: 'tests/browser', why: `${other}: that of the page, in a browser` },
  {
    files: 'tests/campaign',
    why: 'are about queues of trainings; what these compute, the folders above test',
  },
  { files: 'tests/scripts', why: 'are about the words of commands, which the stages below run' },
  { files: 'tests/docs', why: 'are about the words of documents' },
  ...[
    'tests/dataset',
    'tests/experiment',
    'tests/figure',
    'tests/gallery',
    'tests/kernel',
    'tests/lint',
    'tests/metric',
    'tests/notebook',
    'tests/notebooks',
    'tests/random',
    'tests/store',
  ].map((files) => ({ files, why: none })),
];

/** All test files below a folder of the project, as paths from its root. */
export function testFiles(root: string, folder = 'tests'): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** Why a test file does not run; undefined where it does. */
export const reasonAgainst = (file: string): string | undefined =>
  leftOut.find(({ files }) => file === files || file.startsWith(`${files}/`))?.why;

/** The files of a folder that run. */
export const chosenFiles = (root: string, folder: string): string[] =>
  testFiles(root, folder).filter((file) => reasonAgainst(file) === undefined);
