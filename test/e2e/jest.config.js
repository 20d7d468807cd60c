// The tests on a real cluster, which KUBECONFIG names: npm run test:e2e. One file after the other, in the order of
// their names: each takes the release as it finds it, and installs one where there is none. Those of beside/ run at the
// same time, in namespaces of their own: npm run test:e2e-beside.
/** @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/e2e/*.test.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  testEnvironment: 'node',
  maxWorkers: 1,
  testSequencer: '<rootDir>/test/e2e/support/by-name.js',
  globalSetup: '<rootDir>/test/e2e/support/setup.ts',
  globalTeardown: '<rootDir>/test/e2e/support/teardown.ts',
  // Every wait has a limit and a message of its own; this one is for what was forgotten.
  testTimeout: 240_000,
  verbose: true,
};
