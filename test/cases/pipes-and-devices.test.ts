import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ended, runIn, runScript } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';
import { makePipe } from '../support/make-pipe.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'one\n' });
  world.session().turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
});

afterEach(() => world.remove());

/** What never ends. */
function makeZeros(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync('/dev/zero', path);
}

describe('pipes and devices in the homes of agents are no traces', () => {
  const ASKED = [['f'], ['edits'], ['sessions'], ['doctor']].flatMap((argv) => [
    [...argv, '--json'],
    [...argv, '--json', '--no-index'],
  ]);
  const answers = (): Ended[] => ASKED.map((argv) => runIn(world, argv));

  // The time before which git would clean up is another in each run.
  beforeEach(() => void world.git('config', 'gc.pruneExpire', 'never'));

  test.each([
    ['a pipe', makePipe],
    ['/dev/zero', makeZeros],
  ])('%s', (_what, make) => {
    const opencode = join(world.base, 'home/.local/share/opencode');
    for (const folder of ['storage/session/p', 'storage/message/ses_2', 'storage/project']) {
      mkdirSync(join(opencode, folder), { recursive: true });
    }
    const before = answers();
    expect(before.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ASKED.map(() => ({ code: 0, stderr: '' })));
    make(join(world.home, 'session_index.jsonl'));
    for (const name of ['opencode.db', 'storage/session/p/ses_1.json', 'storage/project/p.json']) {
      make(join(opencode, name));
    }
    expect(answers()).toEqual(before);
  });
});

describe('in place of a file of our own', () => {
  const own = (...names: string[]): string => join(world.base, 'ai-blame', ...names);

  test.each([
    ['a pipe', makePipe, ''],
    ['/dev/zero', makeZeros, ': disk I/O error'],
  ])('%s is no index: the traces themselves are read', (_what, make, why) => {
    const { stdout } = runIn(world, ['f', '--no-index']);
    make(own('index_1.sqlite'));
    const asked = runIn(world, ['f']);
    expect({ code: asked.code, stdout: asked.stdout }).toEqual({ code: 0, stdout });
    expect(asked.stderr).toContain(`The index ${own('index_1.sqlite')} cannot be written${why} (`);
  });

  test.each([
    ['a pipe', makePipe],
    ['/dev/zero', makeZeros],
  ])('%s is no answer and no code that was kept', (_what, make) => {
    const before = runIn(world, ['f']);
    runIn(world, ['f']);
    const kept = ['code', 'index_1.sqlite-answers'].flatMap((folder) =>
      readdirSync(own(folder)).map((name) => own(folder, name)),
    );
    expect(kept.map((file) => basename(file))).toEqual(expect.arrayContaining(['looks']));
    for (const file of kept) {
      rmSync(file);
      make(file);
    }
    expect(runIn(world, ['f'])).toEqual(before);
  });
});

describe('in place of a file of the repository, or of one that its configuration names', () => {
  const MAKERS = [
    ['a pipe', makePipe],
    ['/dev/zero', makeZeros],
  ] as const;
  const plain = (): Ended => runIn(world, ['f', '--no-index', '--json']);

  /** What is there beforehand is taken away. */
  function replace(path: string, make: (path: string) => void): string {
    const file = join(world.repo.dir, path);
    rmSync(file, { force: true });
    make(file);
    return file;
  }

  test.each(MAKERS)('%s that git could do without is passed by', (_what, make) => {
    const before = plain();
    expect(before).toMatchObject({ code: 0, stderr: '' });
    const names = ['.mailmap', '.gitattributes', '.git/info/attributes', '.git/info/grafts', '.git/shallow'];
    for (const name of [...names, '.git/objects/info/alternates', '.git/logs/HEAD']) replace(name, make);
    for (const key of ['mailmap.file', 'core.attributesFile', 'core.excludesFile']) {
      world.git('config', key, replace('.git/named', make));
    }
    expect(plain()).toEqual(before);
  });

  test.each(MAKERS)('%s that blame.ignoreRevsFile names is told', (_what, make) => {
    const file = replace('.git/named', make);
    world.git('config', 'blame.ignoreRevsFile', file);
    const { code, stdout } = plain();
    expect({ code, warnings: JSON.parse(stdout).warnings }).toEqual({
      code: 0,
      warnings: [
        {
          code: 'ignore_revs_file',
          message: `The file ${file} of blame.ignoreRevsFile is left out: The list of revisions ${file} cannot be read`,
          count: 1,
          subject: file,
        },
      ],
    });
  });

  test.each(
    MAKERS.flatMap(([what, make]) =>
      ['HEAD', 'refs/heads/main', 'packed-refs', 'config', 'included'].map(
        (name) => [what, `.git/${name}`, make] as const,
      ),
    ),
  )('%s as %s: no line is told as if it were not there', (_what, name, make) => {
    if (name === '.git/included') world.git('config', 'include.path', join(world.repo.dir, name));
    const file = replace(name, make);
    expect(plain()).toEqual({ code: 4, stdout: '', stderr: `ai-blame: Cannot read ${file}\n` });
  });

  test('a pipe as an object is told', () => {
    const head = world.head() ?? '';
    const file = replace(`.git/objects/${head.slice(0, 2)}/${head.slice(2)}`, makePipe);
    expect(plain()).toEqual({ code: 4, stdout: '', stderr: `ai-blame: Cannot read ${file}\n` });
  });

  test('/dev/null is an empty file', () => {
    const before = plain();
    for (const key of ['mailmap.file', 'core.attributesFile', 'include.path', 'blame.ignoreRevsFile']) {
      world.git('config', key, '/dev/null');
    }
    expect(plain()).toEqual(before);
  });

  test('pipes that the person named are read', () => {
    const head = world.head() ?? '';
    const before = runIn(world, ['f', '--no-index']);
    for (const script of [
      `ai-blame f --no-index --ignore-revs-file <(printf '# none\n')`,
      `ai-blame f --no-index -S /dev/fd/3 3< <(echo ${head})`,
      `GIT_CONFIG_GLOBAL=<(printf '[user]\nname = Ada\n') ai-blame f --no-index`,
      `cat f | ai-blame f --no-index --contents /dev/stdin`,
      `ai-blame f --no-index --contents <(cat f)`,
    ]) {
      const { code, stdout, stderr } = runScript(world, script);
      expect({ script, code, stderr, stdout }).toEqual({ script, ...before });
    }
  });
});
