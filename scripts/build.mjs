// Bundles `src` into `dist`: one start-up file and lazily loaded chunks, so that printing a help text loads no engine.
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Folders that decide what is read from a trace, and how the index stores it. */
const FACTS = ['agents', 'model', 'patch', 'scan', 'shell', 'sql', 'store'];

async function digestOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = await readdir(join('src', folder), { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort()) {
      hash.update(`${folder}/${name.replaceAll('\\', '/')}\0`).update(await readFile(join('src', folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

await rm('dist', { recursive: true, force: true });
await build({
  // `src/threads/helper.ts` starts the other one.
  entryPoints: { main: 'src/main.ts', 'helper-thread': 'src/threads/helper-thread.ts' },
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
  define: {
    // `src/store/facts-build.ts`: an index that another reading of the traces made is read anew.
    AI_BLAME_FACTS_BUILD: JSON.stringify(await digestOf(FACTS)),
    // `src/app/answers-build.ts`: an answer of another program is not given again.
    AI_BLAME_BUILD: JSON.stringify(await digestOf(['.'])),
  },
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
