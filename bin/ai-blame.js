#!/usr/bin/env node
// Loads the built bundle; says what to do where it was never built.
try {
  require('../dist/main.cjs');
} catch (error) {
  const missing = error?.code === 'MODULE_NOT_FOUND';
  process.stderr.write(
    `ai-blame: ${missing ? 'it is not built: dist/main.cjs is missing' : (error?.stack ?? error)}\n`,
  );
  process.stderr.write(missing ? 'hint: run "npm run build" in its folder, or install it again\n' : '');
  process.exitCode = 70;
}
