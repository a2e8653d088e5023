// Bundles the viewer: one script, and one for each grammar, which the page loads where a file needs it.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const FROM = 'src/viewer';

const inBrowser = {
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/**
 * Writes the viewer, and each grammar as a script that hands over the parsers of its module.
 * @returns what esbuild tells of each.
 */
export async function buildViewer(outdir) {
  const grammars = Object.keys(JSON.parse(await readFile(join(FROM, 'highlight/languages.json'), 'utf8')));
  await mkdir(join(outdir, 'grammars'), { recursive: true });
  const page = await build({
    ...inBrowser,
    entryPoints: [
      { in: join(FROM, 'main.tsx'), out: 'viewer' },
      { in: join(FROM, 'viewer.css'), out: 'viewer' },
    ],
    outdir,
    tsconfig: join(FROM, 'tsconfig.json'),
  });
  // The page where it is a file among others.
  await build({
    ...inBrowser,
    entryPoints: [{ in: join(FROM, 'copy.tsx'), out: 'viewer' }],
    outdir: join(outdir, 'copy'),
    tsconfig: join(FROM, 'tsconfig.json'),
  });
  await copyFile(join(FROM, 'copy.html'), join(outdir, 'copy/index.html'));
  for (const name of ['index.html', 'favicon.svg']) await copyFile(join(FROM, name), join(outdir, name));
  const parsers = await Promise.all(
    grammars.map((name) => {
      const contents = `import * as parsers from '@codemirror/legacy-modes/mode/${name}';\nwindow.aiBlame.grammar('${name}', parsers);`;
      return build({
        ...inBrowser,
        stdin: { contents, resolveDir: '.' },
        outfile: join(outdir, `grammars/${name}.js`),
      });
    }),
  );
  return [page, ...parsers];
}
