import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { house } from './lint/index.mjs';

const defaultExport = 'Export by name: a default export has another name in every file that imports it.';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'native',
      'shims',
      'notebooks',
      'figures',
      'data',
      'docs',
      'jupyter',
      '**/*.mjs',
    ],
  },
  js.configs.recommended,
  // The rules that need types are oxlint's (.oxlintrc.json): its checker is ten times as fast.
  ...tseslint.configs.recommended,
  {
    plugins: { house },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'house/no-circles': 'error',
      'house/one-way': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: defaultExport },
        { selector: 'ExportSpecifier[exported.name="default"]', message: defaultExport },
      ],
    },
  },
  {
    files: ['lib/**'],
    ignores: ['lib/dataset/algorithms/**'],
    rules: { 'house/no-algorithm-names': 'error' },
  },
  {
    files: ['lib/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'house/first-comment': 'error' },
  },
  { files: ['vitest.config.ts', 'scripts/vitest-begun.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
