/** Entry points that are run by name, not imported. */
export default {
  entry: [
    'src/main.ts',
    'src/cli/any-command.ts',
    'src/cli/plain-command.ts',
    'src/api/index.ts',
    'src/answer-thread.ts',
    'src/helper-thread.ts',
    'src/app/blame-anew.ts',
    'src/viewer/main.tsx',
    'src/viewer/copy.tsx',
    'scripts/*.{mjs,d.mts}',
    'fixtures/record/record.mjs',
    'fixtures/record-gemini/record.mjs',
    'fixtures/record-gemini/record-checkpoints.mjs',
    'fixtures/record-copilot/record.mjs',
    'fixtures/record-opencode/record.mjs',
    'accuracy/worker.mjs',
    'bench/*.mjs',
    'test/**/*.test.ts',
  ],
  /** Of the system: tests that need it are skipped where it is not there. */
  ignoreBinaries: ['groff', 'unshare'],
  project: ['src/**/*.{ts,tsx}', 'test/**/*.ts', 'scripts/**', 'fixtures/**/*.mjs', 'bench/**', 'accuracy/**'],
};
