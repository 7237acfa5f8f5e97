import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // TypeScript's ESM imports name the compiled file: `./x.js` is `./x.ts` here.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  globalSetup: '<rootDir>/test/support/build.js',
  reporters: ['default', '<rootDir>/test/support/skipped.reporter.js'],
  // A backstop, and no measure: commands that start the whole program a dozen times take their time on a busy machine.
  testTimeout: 180000,
  // Jest would leave one core idle, which on a machine of two means one process for everything. Half as many again work while others wait for a server.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  workerIdleMemoryLimit: '1GB',
};
