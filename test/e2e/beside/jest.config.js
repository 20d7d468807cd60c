/** @type {import('jest').Config} */
module.exports = {
  ...require('../jest.config'),
  rootDir: '../../..',
  testMatch: ['<rootDir>/test/e2e/beside/*.test.ts'],
  globalSetup: '<rootDir>/test/e2e/beside/support/setup.ts',
  globalTeardown: '<rootDir>/test/e2e/beside/support/teardown.ts',
};
