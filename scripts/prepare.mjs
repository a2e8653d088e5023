// Builds `dist` where npm asks for it: in a checkout, and where it installs this package from git.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// Where it does that for all (`npm install -g`, and the pre-commit framework), npm installs nothing for it (npm/cli issue 8440).
if (!canBuild() && process.env.npm_config_global === 'true') {
  const words = ['ci', '--global=false', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', words, { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status === 0 ? 0 : 1;
}
if (canBuild()) await import('./build.mjs');
else console.error('ai-blame is not built: what that needs is not installed (npm ci)');

function canBuild() {
  try {
    return require.resolve('esbuild') !== '';
  } catch {
    return false;
  }
}
