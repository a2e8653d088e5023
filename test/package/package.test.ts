import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publint } from 'publint';
import { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';
import { type Ended, installed, type Packed, pack, packageJson, run } from './packed.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** Further programs of Node to run the installed package with: `AI_BLAME_NODES=/opt/node22/bin/node:/opt/node24/bin/node`. */
const NODES = [process.execPath, ...(process.env.AI_BLAME_NODES?.split(delimiter) ?? [])];

let folder: string;
let packed: Packed;
let project: string;
let world: CodexWorld;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ai-blame-package-'));
  packed = pack(folder);
  project = installed(packed, folder);
  world = new CodexWorld();
  world.commit('first', { f: 'one\n' });
  world.session({ model: 'gpt-a' }).turn('Add').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
});
afterAll(() => {
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The world's environment, as variables and as what the interface takes. */
function variables(): Record<string, string> {
  return {
    HOME: join(world.base, 'home'),
    CODEX_HOME: world.home,
    AI_BLAME_HOME: join(world.base, 'ai-blame'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** What the program answers from its source. */
async function answer(): Promise<string> {
  const { cwd, home, variables: told } = world.env();
  return (await answerTo(['f', '--json', '--no-index'], { cwd, home, variables: told })).stdout;
}

describe('what is packed', () => {
  test('is this, and nothing else', () => {
    const names = packed.files.map(({ path }) =>
      path.replace(/chunk-[A-Z0-9]{8}/, 'chunk-…').replace(/^dist\/(help|viewer\/grammars)\/.*/, 'dist/$1/…'),
    );
    const others = [...new Set(names)].filter((path) => !path.startsWith('schemas/')).sort();
    expect(others).toEqual([
      '.pre-commit-hooks.yaml',
      'LICENSE',
      'README.md',
      'bin/ai-blame.js',
      'bin/package.json',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/all-use-cases.mjs',
      'dist/answer-thread.mjs',
      'dist/any-command.cjs',
      'dist/blame-anew.cjs',
      'dist/chunk-….mjs',
      'dist/claude-code.cjs',
      'dist/env-screen.mjs',
      'dist/help/…',
      'dist/helper-thread.cjs',
      'dist/highlight.mjs',
      'dist/import.cjs',
      'dist/index.mjs',
      'dist/main.cjs',
      'dist/other-agents.cjs',
      'dist/pager-choice.mjs',
      'dist/plain-command.cjs',
      'dist/run-hook.mjs',
      'dist/run-interactive.mjs',
      'dist/serve-viewer.mjs',
      'dist/viewer-basics.mjs',
      'dist/viewer/copy/index.html',
      'dist/viewer/copy/viewer.js',
      'dist/viewer/favicon.svg',
      'dist/viewer/grammars/…',
      'dist/viewer/index.html',
      'dist/viewer/viewer.css',
      'dist/viewer/viewer.js',
      'dist/write-site.mjs',
      'man/ai-blame.1',
      'package.json',
      'types/index.d.ts',
    ]);
  });

  test('is small', () => {
    const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;
    const largest = [...packed.files].sort((a, b) => b.size - a.size).slice(0, 5);
    process.stdout.write(
      [
        `package: ${packed.files.length} files, ${kilobytes(packed.packedSize)} packed, ${kilobytes(packed.unpackedSize)} installed`,
        ...largest.map(({ path, size }) => `  ${path} ${kilobytes(size)}`),
        '',
      ].join('\n'),
    );
    expect(packed.unpackedSize).toBeLessThan(5 * 1024 * 1024);
  });

  test('asks for nothing but the optional SQLite, and runs nothing when it is installed', () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts } = packageJson(
      join(project, 'node_modules/ai-blame'),
    );
    expect({ dependencies, peerDependencies, optional: Object.keys(optionalDependencies as object) }).toEqual({
      optional: ['libsql'],
    });
    const names = Object.keys((scripts ?? {}) as object);
    expect(names.filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  test('says under which licence each package is that is bundled, with its text', () => {
    const told = readFileSync(join(project, 'node_modules/ai-blame/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));
    const imported = sources.flatMap((text) =>
      [...text.matchAll(/(?:from|import\(|^import) ?'((?:@[\w-]+\/)?[\w][\w.-]*)(?:\/[^']*)?'/gm)].map(
        ([, name = '']) => name,
      ),
    );
    // Grammars are named where the viewer is built; types leave nothing behind; SQLite is installed, not bundled; examples name this one.
    const named = new Set([...imported, '@codemirror/legacy-modes']);
    for (const other of ['ai-blame', '@secretlint/types', 'libsql']) named.delete(other);
    expect([...named].sort()).toEqual(expect.arrayContaining(['chalk', 'highlight.js', 'preact', 'yaml', 'yargs']));
    const heads = [...told.matchAll(/^ {2}(\S+) \d\S* \(([\w.-]+)\)$/gm)].map(
      ([, name = '', licence]) => [name, licence] as const,
    );
    expect([...named].filter((name) => !heads.some(([head]) => head === name))).toEqual([]);
    expect(new Set(heads.map(([, licence]) => licence))).toEqual(new Set(['BSD-3-Clause', 'ISC', 'MIT']));

    const texts = told.split(/^-{80}$/m).slice(1);
    for (const [name] of heads) {
      const own = texts.find((text) => text.trim().split('\n')[0]?.includes(`${name} `));
      expect({ name, hasText: /copyright/i.test(own ?? '') && /Permission|Redistribution/.test(own ?? '') }).toEqual({
        name,
        hasText: true,
      });
    }
    expect(told).toContain('Ivan Sagalaev');
  });

  test('publint finds nothing to say', async () => {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules/ai-blame'), pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  test('its types are found however a program is set up to look for them', async () => {
    const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(packed.tarball))));
    const problems = 'problems' in checked ? checked.problems : ['no types'];
    // Node 20.19 and later load a module by `require`, too; older ones are not supported. The oldest way of looking knows no `exports`.
    const isTold = (problem: unknown): boolean => {
      const { kind, resolutionKind } = problem as { readonly kind: string; readonly resolutionKind?: string };
      return kind === 'CJSResolvesToESM' || (kind === 'NoResolution' && resolutionKind === 'node10');
    };
    expect(problems.filter((problem) => !isTold(problem))).toEqual([]);
  });
});

describe.each(NODES)('installed in an empty project, without scripts and optional dependencies, with %s', (node) => {
  const program = (...words: string[]): Ended => {
    return run(node, [join(project, 'node_modules/ai-blame/bin/ai-blame.js'), ...words], world.repo.dir, variables());
  };
  const script = (name: string, text: string): Ended => {
    writeFileSync(join(project, name), text);
    return run(node, [name], project, variables());
  };

  test('the command answers', async () => {
    const stdout = await answer();
    const told = program('f', '--json');
    expect({ code: told.code, stderr: told.stderr.replace(/^note: .*\n/, '') }).toEqual({ code: 0, stderr: '' });
    expect(told.stdout).toBe(stdout);
    expect(stdout).toContain('"origin": "agent"');
  });

  test('the command that npm links does, too', () => {
    const { code, stdout } = run(join(project, 'node_modules/.bin/ai-blame'), ['--version'], project);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson(ROOT).version}\n` });
  });

  test('what needs a database says so where there is none, and what does not goes on', () => {
    const { code, stderr } = program('index');
    const [major = 0, minor = 0] = run(node, ['--version'], project).stdout.slice(1).split('.').map(Number);
    const hasOwn = major > 22 || (major === 22 && minor >= 16);
    expect({ code, sentences: stderr.split('\n').length - 1 }).toEqual(
      hasOwn ? { code: 0, sentences: 0 } : { code: 4, sentences: 2 },
    );
  });

  test('a program imports it', async () => {
    const stdout = await answer();
    const asked = `{ cwd: ${JSON.stringify(world.repo.dir)}, index: false }`;
    const told = script(
      'uses.js',
      `import { blame } from 'ai-blame';\nconsole.log(JSON.stringify(await blame('f', ${asked})));\n`,
    );
    expect({ code: told.code, stderr: told.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(told.stdout)).toEqual(JSON.parse(stdout));
  });

  test('an older program requires it', () => {
    const told = script(
      'uses.cjs',
      "const { AiBlameError, edits } = require('ai-blame');\nconsole.log(typeof AiBlameError, typeof edits);\n",
    );
    expect(told).toEqual({ code: 0, stdout: 'function function\n', stderr: '' });
  });

  test('schemas are found by their names', () => {
    const told = script(
      'schema.js',
      "import schema from 'ai-blame/schemas/blame-1.schema.json' with { type: 'json' };\nconsole.log(schema.title);\n",
    );
    expect({ code: told.code, stdout: told.stdout }).toEqual({ code: 0, stdout: 'ai-blame/blame@1\n' });
  });
});

describe('the types that it comes with', () => {
  const check = (text: string): Ended => {
    writeFileSync(join(project, 'typed.ts'), text);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      '',
      '--exactOptionalPropertyTypes',
    ];
    return run(process.execPath, [compiler, ...options, 'typed.ts'], project);
  };

  test('fit what is asked and answered, without any other types', () => {
    expect(
      check(`import { AiBlameError, blame, edits, type EditRecord, type Evidence } from 'ai-blame';
try {
  const { lines, edits: written } = await blame('f', { cwd: '/repo', lines: ['1,2'], minEvidence: 'snapshot' });
  const levels: (Evidence | undefined)[] = lines.map(({ edit }) => (edit === null ? undefined : written[edit]?.evidence));
  const all: readonly EditRecord[] = (await edits([], { action: 'create', turn: 2 })).edits;
  levels.concat(all.map(({ evidence }) => evidence));
} catch (error) {
  if (error instanceof AiBlameError && error.code === 'NO_SUCH_FILE') throw new Error(error.hint ?? error.message);
}
`),
    ).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('refuse what no answer has', () => {
    const { code, stdout } = check(
      "import { blame } from 'ai-blame';\nconst { authors } = await blame('f', { minEvidence: 'sure' });\n",
    );
    expect(code).not.toBe(0);
    expect(stdout.match(/TS\d+/g)?.sort()).toEqual(['TS2322', 'TS2339']);
  });
});
