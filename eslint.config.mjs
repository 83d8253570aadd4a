import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Folders of lib/ from top to bottom: each may import only what stands below it (that is, later in this list). */
const layers = [
  'page',
  'notebook',
  'gallery',
  'figure',
  'campaign',
  'analysis',
  'training',
  'experiment',
  'store',
  'model',
  'optimizer',
  'backend',
  'metric',
  'dataset',
  'random',
];

const oneWay = layers.map((layer, index) => ({
  target: `./lib/${layer}`,
  from: layers.slice(0, index).map((above) => `./lib/${above}`),
  message: 'Imports go one way: see CONTRIBUTING.md.',
}));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'native', 'shims', 'notebooks', 'figures', 'data', '**/*.mjs'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './lib/page/explorer/page/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: oneWay.filter((zone) => zone.from.length > 0) }],
    },
    settings: { 'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })] },
  },
  { files: ['vitest.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
);
