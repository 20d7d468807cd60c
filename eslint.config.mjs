import { existsSync } from 'node:fs';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Programs that have their own tsconfig.json; the frontend and the backend have linters of their own.
const programs = ['agent', 'mcp', 'model', 'service'].filter((name) => existsSync(`apps/${name}/tsconfig.json`));

/** A folder of constructs may not import what stands above it, nor a program. */
function importsPointDown(folder, above, packages = []) {
  const group = [...above.flatMap((name) => [`**/${name}`, `**/${name}/**`]), '**/apps/**', '**/main'];
  const message = 'Imports point one way: chatbot to platform to synth to values.';
  const paths = packages.map((name) => ({ name, message: `constructs/${folder} knows nothing of ${name}.` }));
  return {
    files: [`constructs/${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { paths, patterns: [{ group, message }] }] },
  };
}

export default defineConfig(
  globalIgnores([
    'dist/',
    'lib/',
    'coverage/',
    '.tools/',
    '.local/',
    'test-results/',
    'apps/backend/',
    'apps/frontend/',
    'apps/*/dist/',
    'test/scripts/',
  ]),
  {
    files: [
      'main.ts',
      'constructs/**/*.ts',
      'imports/**/*.ts',
      'test/**/*.ts',
      ...programs.map((name) => `apps/${name}/**/*.ts`),
    ],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 200 }],
      // A declared key, a matched group, an index below the length: where the code knows more than the compiler.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `return void lines.push(...)` ends a branch of a writer in one line.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  { files: ['test/**/*.ts', 'apps/*/test/**/*.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    // node:test waits for its tests by itself.
    files: ['apps/*/test/**/*.ts', 'test/stack/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  importsPointDown(
    'values',
    ['synth', 'platform', 'chatbot', 'upgrade', 'graph', 'reference'],
    ['cdk8s', 'cdk8s-plus-27', 'constructs'],
  ),
  importsPointDown('synth', ['platform', 'chatbot', 'upgrade', 'graph', 'reference'], ['cdk8s-plus-27']),
  importsPointDown('platform', ['chatbot', 'upgrade', 'graph', 'reference']),
  importsPointDown('chatbot', ['upgrade', 'graph', 'reference']),
  importsPointDown('upgrade', ['platform', 'chatbot', 'graph', 'reference'], ['cdk8s', 'cdk8s-plus-27', 'constructs']),
);
