// Bundles `src` into `dist`: one start-up file, and modules that it loads lazily, so that printing a help text loads no engine.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { buildViewer } from './build-viewer.mjs';
import { thirdPartyNotices } from './third-party.mjs';
import { whenUsed } from './when-used.mjs';

/** Folders that decide what is read from a trace, and how the index stores it. */
const FACTS = ['agents', 'model', 'patch', 'scan', 'secrets', 'shell', 'sql', 'store'];

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

/** The start, and what it asks for by `import()` of these: one CommonJS file each. */
const START = {
  main: ['src/main.ts'],
  'plain-command': ['src/cli/plain-command.ts'],
  'blame-anew': ['src/app/blame-anew.ts'],
  'claude-code': ['src/agents/claude-code/adapter.ts'],
  'other-agents': ['src/agents/other-agents.ts'],
  // `src/threads/helper.ts` starts it, as a thread.
  'helper-thread': ['src/helper-thread.ts'],
  'any-command': ['src/cli/any-command.ts', 'src/cli/run-command.ts'],
};

/** What those ask for by `import()` of these: modules, with chunks that they share. */
const ENGINE = [
  'src/app/all-use-cases.ts',
  'src/app/pager-choice.ts',
  'src/app/run-hook.ts',
  'src/env-screen.ts',
  'src/interactive/run-interactive.ts',
  'src/render/highlight.ts',
  'src/serve/serve-viewer.ts',
  'src/site/write-site.ts',
];

/** The same, each with a copy of what it needs: the engine would come in more and smaller pieces if it shared them. */
const BESIDE = ['src/app/viewer-basics.ts'];

const both = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // What they say, and more, is in THIRD-PARTY-LICENSES.txt.
  legalComments: 'none',
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // Native, and not always installed.
  external: ['libsql'],
  // yargs measures text with string-width, whose import alone costs as much as Node's start.
  alias: { 'string-width': 'fast-string-width' },
  logLevel: 'warning',
};

const define = {
  // `src/store/facts-build.ts`: an index that another reading of the traces made is read anew.
  AI_BLAME_FACTS_BUILD: JSON.stringify(await digestOf(FACTS)),
  // `src/app/answers-build.ts`: an answer of another program is not given again.
  AI_BLAME_BUILD: JSON.stringify(await digestOf(['.'])),
};

/** Some bundled packages are CommonJS and ask for `require`; yargs declares the usual names itself, so ours is private. */
const REQUIRE = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

/** What a file of the start asks for by `import()` stays a file of its own. */
const apart = {
  name: 'apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir, namespace }) => {
      if (namespace === 'start') return { path, external: true };
      if (kind !== 'dynamic-import') return undefined;
      const file = relative('.', resolve(resolveDir, path)).replaceAll('\\', '/').replace(/\.js$/, '.ts');
      if (ENGINE.includes(file) || BESIDE.includes(file))
        return { path: `./${basename(file, '.ts')}.mjs`, external: true };
      const start = Object.keys(START).find((name) => START[name].includes(file));
      return start === undefined ? undefined : { path: start, namespace: 'start' };
    });
    onLoad({ filter: /./, namespace: 'start' }, ({ path }) => {
      return { contents: `module.exports = require('./${path}.cjs');`, resolveDir: '.' };
    });
  },
};

/** What reads the traces of agents that not everybody has: the start loads it where there are such traces (`src/agents/registry.ts`). */
const AGENTS_WHEN_READ = {
  './claude-code/adapter.js': ['claude-code', ['claudeCode']],
  './other-agents.js': ['other-agents', ['acp', 'copilotCli', 'copilotVscode', 'cursor', 'geminiCli', 'openCode']],
};
const agentsWhenRead = {
  name: 'agents-when-read',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ importer, path, namespace }) => {
      if (namespace === 'agents') return { path, external: true };
      const isAsked = path in AGENTS_WHEN_READ && /[\\/]agents[\\/]registry\.ts$/.test(importer);
      return isAsked ? { path, namespace: 'agents' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'agents' }, ({ path }) => {
      const [file, names] = AGENTS_WHEN_READ[path];
      const made = names.map(
        (name) => `export const ${name}Adapter = () => require('./${file}.cjs').${name}Adapter();`,
      );
      return { contents: made.join('\n'), resolveDir: '.' };
    });
  },
};

/** In CommonJS `createRequire` of a file of `dist` gives what `require` is there: `module` need not be loaded for it. */
const withoutModule = {
  name: 'without-module',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:module$/ }, ({ importer, path }) => {
      const isAsked = /[\\/](src[\\/].*|yargs-parser[\\/].*)$/.test(importer);
      return isAsked ? { path, namespace: 'own-require' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'own-require' }, () => ({
      contents: 'export const createRequire = () => require;',
    }));
  },
};

/**
 * Packages that make patterns or tables when they are loaded, which many answers do without: the start loads them when they are used. What
 * we import of them are functions, and classes.
 */
const PACKAGES_WHEN_USED = { 'fast-string-width': 'default', fzstd: 'Decompress' };
const packagesWhenUsed = {
  name: 'packages-when-used',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z-]+$/ }, ({ namespace, path }) => {
      return namespace === 'file' && path in PACKAGES_WHEN_USED ? { path, namespace: 'package' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'package' }, ({ path }) => {
      const name = PACKAGES_WHEN_USED[path];
      const contents = `const load = () => require('${path}').${name};
        function used(...given) { return new.target === undefined ? load()(...given) : new (load())(...given); }
        export { used as ${name} };`;
      return { contents, resolveDir: '.' };
    });
  },
};

/** What secretlint reads key stores by, which are never given to it: as much code as all the rest. */
const withoutKeyStores = {
  name: 'without-key-stores',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, importer, path }) => {
      const isAsked = kind === 'dynamic-import' && /[\\/]@secretlint[\\/]/.test(importer);
      return isAsked ? { path, namespace: 'left-out' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};

await rm('dist', { recursive: true, force: true });
/**
 * `src/compiled-code.ts` loads what comes after `main`, and code that is not loaded by Node itself cannot import: a file that is does it for
 * them.
 */
async function importByAnother(outdir) {
  await writeFile(join(outdir, 'import.cjs'), 'module.exports = (asked) => import(asked);\n');
  for (const name of Object.keys(START).filter((each) => each !== 'main')) {
    await rewrite(join(outdir, `${name}.cjs`), (text) => {
      return text.replaceAll(
        /(?<![.\w$])import\((?="(\.\/[\w-]+\.mjs|node:\w+|[a-z]+)"\))/g,
        "require('./import.cjs')(",
      );
    });
  }
}

async function rewrite(file, change) {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

/** The start reads its files as that. esbuild writes any other character as what stands for it, unless it were told not to. */
async function requireAscii(outdir) {
  for (const name of Object.keys(START)) {
    const text = await readFile(join(outdir, `${name}.cjs`), 'utf8');
    if (!/^[\0-\x7f]*$/.test(text)) throw new Error(`${name}.cjs is not ASCII`);
  }
}

/** `import.meta.url` of CommonJS. Making it loads `url`, so it stands only where it is asked for: by packages, not by us. */
const URL_OF_FILE = "const __url = require('node:url').pathToFileURL(__filename).href;";

async function leaveOutUrls(outdir) {
  for (const name of Object.keys(START)) {
    await rewrite(join(outdir, `${name}.cjs`), (text) => {
      const rest = text.replace(`${URL_OF_FILE}\n`, '').replace(/(\bcreateRequire\)?\()__url\)/, '$1__filename)');
      return /\b__url\b/.test(rest) ? text : rest;
    });
  }
}

// The start is CommonJS: the loader of modules, and what it looks into Node's own for, would cost half as much as Node's start.
const start = await build({
  ...both,
  entryPoints: Object.entries(START).map(([out, [file]]) => ({ in: file, out })),
  outdir: 'dist',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: {
    ...define,
    'import.meta.url': '__url',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
  banner: { js: URL_OF_FILE },
  plugins: [agentsWhenRead, apart, withoutModule, whenUsed, packagesWhenUsed],
});
await importByAnother('dist');
await leaveOutUrls('dist');
await requireAscii('dist');
const engine = await build({
  ...both,
  entryPoints: ENGINE.map((file) => ({ in: file, out: basename(file, '.ts') })),
  outdir: 'dist',
  splitting: true,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  plugins: [withoutKeyStores],
  define,
  banner: REQUIRE,
});
// What programs import, and a thread of the viewer's server: beside the engine, whose chunks would be more and smaller if it were one of its entries.
const beside = await build({
  ...both,
  entryPoints: [
    { in: 'src/api/index.ts', out: 'index' },
    // `src/serve/serve-viewer.ts` starts it.
    { in: 'src/answer-thread.ts', out: 'answer-thread' },
    ...BESIDE.map((file) => ({ in: file, out: basename(file, '.ts') })),
  ],
  outdir: 'dist',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  define,
  plugins: [apart],
  banner: REQUIRE,
});
const viewer = await buildViewer('dist/viewer');
const metafiles = [start, engine, beside, ...viewer].map(({ metafile }) => metafile);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', await thirdPartyNotices(metafiles));

// `src/cli/ready-help.ts`: as where no terminal tells how wide it is.
const { layOutHelp } = createRequire(import.meta.url)('../dist/any-command.cjs');
await mkdir('dist/help');
for (const { name, text } of layOutHelp({ variables: {}, stdout: { columns: null } })) {
  await writeFile(`dist/help/${name}.txt`, text);
}
