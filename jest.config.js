/** ESM through swc; the environment that every test sees is fixed here and in `test/setup.ts`. */
process.env.TZ = 'UTC';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  reporters: ['default', '<rootDir>/test/requirements/reporter.mjs'],
  prettierPath: null,
  testTimeout: 60_000,
  // Modules of finished tests stay in memory, outside of the heap that a limit would count, and starting a program costs a process of
  // 2 GB ten times what it costs a small one: 0 has workers begin anew for each suite.
  maxWorkers: 2,
  workerIdleMemoryLimit: 0,
};
