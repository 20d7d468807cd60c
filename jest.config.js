/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/{constructs,chart,imports}/**/*.test.ts', '<rootDir>/test/*.test.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  testEnvironment: 'node',
};
