// Bundles `src` into `dist`: one start-up file and lazily loaded chunks, so that printing a help text loads no engine.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  legalComments: 'linked',
  minifySyntax: true,
  minifyWhitespace: true,
  // Native, and not always installed.
  external: ['libsql'],
  // yargs measures text with string-width, whose import alone costs as much as Node's start.
  alias: { 'string-width': 'fast-string-width' },
  // Some bundled packages are CommonJS and ask for `require`; yargs declares the usual names itself, so ours is private.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
