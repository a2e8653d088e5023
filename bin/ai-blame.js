#!/usr/bin/env node
// Loads the built bundle; says what to do where it was never built. In words that a very old Node knows, too: a hook must be able to tell
// how it ends from a policy's no.
try {
  require('../dist/main.cjs');
} catch (error) {
  const { code, stack } = Object(error);
  const missing = code === 'MODULE_NOT_FOUND';
  process.stderr.write(`ai-blame: ${missing ? 'it is not built: dist/main.cjs is missing' : stack || error}\n`);
  process.stderr.write(missing ? 'hint: run "npm run build" in its folder, or install it again\n' : '');
  process.exitCode = 70;
}
