/** Every test file runs on TensorFlow or there is a word on why not. */
import { expect, test } from 'vitest';
import { projectFolder } from '../../../lib/store/folders.ts';
import {
  chosenFiles,
  leftOut,
  reasonAgainst,
  testFiles,
  testFolders,
} from '../../../scripts/tfjs-node/test-files.ts';

const root = projectFolder();
const all = testFiles(root);

test('every test file is in a folder that runs, or there is a reason', () => {
  const forgotten = all.filter(
    (file) =>
      reasonAgainst(file) === undefined && !testFolders.some((folder) => file.startsWith(`${folder}/`)),
  );
  expect(forgotten).toEqual([]);
});

test('every reason is one against some file, and every folder has files that run', () => {
  for (const { files, why } of leftOut) {
    expect(
      all.filter((file) => file === files || file.startsWith(`${files}/`)).length,
      files,
    ).toBeGreaterThan(0);
    expect(why).not.toBe('');
  }
  for (const folder of testFolders) expect(chosenFiles(root, folder).length, folder).toBeGreaterThan(0);
});

test('what runs is what no reason is against', () => {
  expect(chosenFiles(root, 'tests/training')).toContain('tests/training/language-training.test.ts');
  expect(chosenFiles(root, 'tests/training')).not.toContain('tests/training/group-threads.test.ts');
  expect(chosenFiles(root, 'tests/backend').some((file) => file.startsWith('tests/backend/native/'))).toBe(
    false,
  );
});
