import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SRC = join(ROOT, 'src');

/** What each folder may import beside `model` and `errors`: the table of ARCHITECTURE.md. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  errors: [],
  env: [],
  'left-open': [],
  'remove-draft': [],
  'make-folder': [],
  'open-regular': [],
  diff: [],
  weave: ['diff'],
  patch: [],
  shell: [],
  ledger: [],
  secrets: [],
  sharing: [],
  annotate: [],
  digest: [],
  hooks: ['remove-draft', 'make-folder'],
  scan: ['open-regular'],
  git: ['remove-draft', 'open-regular'],
  agents: ['scan', 'patch', 'secrets', 'shell', 'sql'],
  sql: ['left-open', 'open-regular'],
  store: ['sql', 'agents', 'remove-draft', 'make-folder', 'open-regular'],
  threads: ['agents', 'git', 'store'],
  reconcile: ['annotate', 'git', 'diff', 'patch', 'weave'],
  'time-travel': ['git', 'diff', 'weave', 'reconcile'],
  blame: ['git', 'diff', 'weave', 'reconcile'],
  app: [
    'env',
    'diff',
    'weave',
    'patch',
    'shell',
    'secrets',
    'ledger',
    'sharing',
    'annotate',
    'digest',
    'hooks',
    'scan',
    'git',
    'agents',
    'sql',
    'store',
    'threads',
    'reconcile',
    'blame',
    'time-travel',
  ],
  render: [],
  serve: ['env', 'app', 'render'],
  site: ['env', 'app', 'render', 'secrets', 'make-folder'],
  interactive: ['env', 'app', 'diff', 'render'],
  cli: ['env', 'app', 'render', 'serve', 'site', 'interactive'],
  api: ['env', 'env-node', 'app', 'render', 'cli'],
  viewer: ['render', 'time-travel'],
  'answer-thread': ['env-node', 'cli', 'serve', 'app'],
  'env-node': ['env', 'env-screen'],
  'env-screen': ['env'],
  'compiled-code': ['env', 'store', 'remove-draft', 'make-folder', 'open-regular'],
  'helper-thread': ['env-node', 'compiled-code', 'app'],
  main: ['env', 'env-node', 'compiled-code', 'left-open', 'cli'],
};

/** Node's modules that touch the world, and the folders that may: everybody else is given what they need. */
const WORLD = /^node:(fs|child_process|http|https|net|os|process|readline|worker_threads|tty)/;
const MAY_TOUCH_WORLD = [
  'env-node',
  'scan',
  'git',
  'hooks',
  'sql',
  'store',
  'threads',
  'serve',
  'site',
  'answer-thread',
  'compiled-code',
  'helper-thread',
  'remove-draft',
  'make-folder',
  'open-regular',
  'main',
];

/** Packages, and the one folder that may import each. */
const PACKAGE_HOME: Record<string, string> = {
  yargs: 'cli',
  'yargs-parser': 'cli',
  chalk: 'render',
  'highlight.js': 'render',
  'fast-string-width': 'render',
  ndjson: 'render',
  diff: 'render',
  fzstd: 'scan',
  libsql: 'sql',
  '@secretlint/secretlint-rule-preset-recommend': 'secrets',
  '@secretlint/types': 'secrets',
  yaml: 'hooks',
  preact: 'viewer',
  '@codemirror/legacy-modes': 'viewer',
  '@codemirror/streamparser': 'viewer',
};

/** Ids and names of agents: the parts that work for all of them must not know any. */
const AGENT_NAMES = /codex|claude|gemini|copilot|opencode|['"`]cursor/i;

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();

function folderOf(file: string): string {
  const [first = ''] = file.split(/[\\/]/);
  return first.replace(/\.tsx?$/, '');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g);
  return [...found].map(([, a, b]) => ({ file, folder: folderOf(file), target: a ?? b ?? '' }));
}

const imports = files.flatMap(importsOf);

/** The file of `src` that an import names. */
function sourceOf(file: string, target: string): string {
  const name = relative(SRC, resolve(SRC, dirname(file), target)).replace(/\.js$/, '');
  return files.find((each) => each === `${name}.ts` || each === `${name}.tsx`) ?? name;
}

function importedFolder({ file, target }: Import): string | null {
  if (!target.startsWith('.')) return null;
  return folderOf(sourceOf(file, target));
}

describe('the walls between the folders of src', () => {
  test('every folder is in the table', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  test('no folder imports what the table does not let it', () => {
    const wrong = imports.filter((item) => {
      const target = importedFolder(item);
      if (target === null || target === item.folder || target === 'model' || target === 'errors') return false;
      return !MAY_IMPORT[item.folder]?.includes(target);
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('only the edges touch the world', () => {
    const wrong = imports.filter(({ folder, target }) => WORLD.test(target) && !MAY_TOUCH_WORLD.includes(folder));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('git looks at the disk where it is noted: what answers rest on is known by that', () => {
    // Objects never change: their folders are noted. What is written is not looked at.
    const unnoted = ['git/disk.ts', 'git/loose-objects.ts', 'git/write-objects.ts', 'git/write-refs.ts'];
    const byHandle = ['closeSync', 'constants', 'fstatSync', 'readSync'];
    const wrong = files
      .filter((file) => folderOf(file) === 'git' && !unnoted.includes(file.replaceAll('\\', '/')))
      .filter((file) => {
        const text = readFileSync(join(SRC, file), 'utf8');
        const named = [...text.matchAll(/import (?!type)([^;]*?) from 'node:fs'/g)].flatMap(([, names = '']) =>
          names
            .replace(/[{}]/g, '')
            .split(',')
            .map((name) => name.trim()),
        );
        return named.some((name) => name !== '' && !name.startsWith('type ') && !byHandle.includes(name));
      });
    expect(wrong).toEqual([]);
  });

  test('each package has one home', () => {
    const wrong = imports.filter(({ folder, target }) => {
      if (target.startsWith('.') || target.startsWith('node:')) return false;
      const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? '');
      return PACKAGE_HOME[name] !== folder;
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('no file imports itself in a circle', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target } of imports) {
      if (!target.startsWith('.')) continue;
      edges.set(file, [...(edges.get(file) ?? []), sourceOf(file, target)]);
    }
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('reconcile, blame, git and render know no agent by name', () => {
    const folders = ['reconcile', 'blame', 'time-travel', 'git', 'diff', 'weave', 'render', 'viewer'];
    const wrong = files
      .filter((file) => folders.includes(folderOf(file)))
      .filter((file) => {
        // Words in comments (sources of facts) are allowed; code is not.
        const code = readFileSync(join(SRC, file), 'utf8')
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .replace(/\/\/.*$/gm, '');
        return AGENT_NAMES.test(code);
      });
    expect(wrong).toEqual([]);
  });
});
