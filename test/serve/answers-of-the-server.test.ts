import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionsResult } from '../../src/model/session-list.js';
import type { SearchResult } from '../../src/model/viewer-result.js';
import { CodexWorld } from '../support/codex-world.js';
import { ServeLab } from './serve-lab.js';

let world: CodexWorld;
let lab: ServeLab;
let session: string;
let edit: string;

beforeAll(async () => {
  world = new CodexWorld();
  world.commit('Begin', { 'src/a.ts': 'one\n', 'docs/b.md': 'b\n', '.gitignore': 'out/\n' });
  const first = world.session();
  first.turn('Add two').patch('*** Update File: src/a.ts\n@@\n one\n+two', { 'src/a.ts': 'one\ntwo\n' });
  first.turn('Add three').patch('*** Update File: src/a.ts\n@@\n two\n+three', { 'src/a.ts': 'one\ntwo\nthree\n' });
  world.write({ 'new.txt': 'n\n', 'out/left.txt': 'x\n' });
  session = first.id;
  lab = await ServeLab.start(world);
  edit = world.edits().edits[1]?.id ?? '';
});

afterAll(async () => {
  await lab.close();
  world.remove();
});

const FILE = 'file=src%2Fa.ts';

describe('what the command prints with --json, the server answers', () => {
  test.each<[question: () => string, words: () => string[]]>([
    [() => `blame?${FILE}`, () => ['src/a.ts']],
    [() => `blame?${FILE}&rev=HEAD`, () => ['src/a.ts', '--rev', 'HEAD']],
    [() => `blame?${FILE}&from=2&to=3`, () => ['src/a.ts', '-L', '2,3']],
    [() => `blame?${FILE}&from=3`, () => ['src/a.ts', '-L', '3,']],
    [() => `why?${FILE}&line=2`, () => ['why', 'src/a.ts:2']],
    [() => `log?${FILE}`, () => ['log', 'src/a.ts']],
    [() => `show?${FILE}&ref=1`, () => ['show', 'src/a.ts@1']],
    [() => `show?${FILE}&ref=1&lines=1`, () => ['show', 'src/a.ts@1', '--lines']],
    [() => `diff?${FILE}&from=0&to=2`, () => ['diff', 'src/a.ts@0..2']],
    [() => `diff?${FILE}&from=1`, () => ['diff', 'src/a.ts@1..']],
    [() => `turn?session=${session}&turn=2`, () => ['diff', '--turn', `${session}:2`]],
    [() => `trace?edit=${edit}`, () => ['trace', edit]],
    [() => 'stats', () => ['stats']],
    [() => 'stats?path=src', () => ['stats', 'src']],
    [() => 'sessions', () => ['sessions', '--all', '--project', world.repo.dir]],
    [
      () => 'sessions?search=two&limit=5&sort=updated',
      () => ['sessions', '--all', '--project', world.repo.dir, '--search', 'two', '--sort', 'updated'],
    ],
    [() => `session?session=${session}`, () => ['sessions', 'show', session]],
    [() => `transcript?session=${session}`, () => ['sessions', 'transcript', session]],
    [
      () => `transcript?session=${session}&turn=1&full=1`,
      () => ['sessions', 'transcript', session, '--turn', '1', '--full'],
    ],
    [() => `link?${FILE}&at=1&line=2`, () => ['link', 'src/a.ts@1', '--line', '2']],
    [() => `link?${FILE}&from=1&to=2`, () => ['link', 'src/a.ts@1..2']],
    [() => `link?session=${session}&turn=2&edit=${edit}`, () => ['link', `${session}:2`, '--edit', edit]],
    [() => `link?edit=${edit}`, () => ['link', edit]],
    [() => 'doctor', () => ['doctor']],
  ])('%s', async (question, words) => {
    const { status, headers, body } = await lab.ask(`/api/${question()}`);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
    expect(body.toString()).toBe(await lab.printed(...words(), '--json', '--no-index'));
  });
});

describe('what only the viewer asks', () => {
  test('about tells the version, the repository, and every word with its sentence', async () => {
    const { value } = await lab.json('/api/about');
    expect(value).toMatchObject({
      schema: 'ai-blame/about@1',
      version: '1.2.3',
      repository: { root: world.repo.dir, name: 'repo', head: world.head() },
      caveats: { binary: expect.stringMatching(/^The content is binary/) },
      evidence: {
        exact: expect.any(String),
        fragment: expect.any(String),
        snapshot: expect.any(String),
        inferred: expect.any(String),
      },
      origins: {
        agent: expect.any(String),
        commit: expect.any(String),
        preexisting: expect.any(String),
        untraced: expect.any(String),
      },
    });
  });

  test('files are the tracked ones and those that git does not ignore, sorted', async () => {
    const { value } = await lab.json('/api/files');
    expect(value).toEqual({
      schema: 'ai-blame/files@1',
      repository: { root: world.repo.dir, head: world.head() },
      paths: ['.gitignore', 'docs/b.md', 'new.txt', 'src/a.ts'],
      truncated: 0,
    });
  });

  test('of edits so many of the newest are told, and how many older ones there are', async () => {
    const { value } = await lab.json('/api/edits?limit=1');
    expect(value).toMatchObject({ schema: 'ai-blame/edits@1', edits: [{ turn: { index: 2 } }], truncated: 1 });
    const all = JSON.parse(await lab.printed('edits', '--json', '--no-index'));
    expect((await lab.json('/api/edits?path=src')).value).toEqual({ ...all, truncated: 0 });
    expect((await lab.json('/api/edits?turn=1')).value).toMatchObject({
      edits: [{ turn: { index: 1 } }],
      truncated: 0,
    });
  });
});

describe('sessions and searches', () => {
  test('every word is looked for in titles and in what turns began with, in any case of letters', async () => {
    const found = async (words: string): Promise<unknown> => {
      const { value } = await lab.json(`/api/search?q=${encodeURIComponent(words)}`);
      const { schema, sessions, turns, isMore } = value as SearchResult;
      return [
        schema,
        sessions.map(({ id }) => id),
        turns.map(({ session: of, turn }) => [of, turn.index, turn.prompt]),
        isMore,
      ];
    };
    expect(await found('ADD  two')).toEqual(['ai-blame/search@1', [session], [[session, 1, 'Add two']], false]);
    expect(await found('add')).toEqual([
      'ai-blame/search@1',
      [session],
      [
        [session, 1, 'Add two'],
        [session, 2, 'Add three'],
      ],
      false,
    ]);
    expect(await found('three two')).toEqual(['ai-blame/search@1', [], [], false]);
    expect(await found(' ')).toEqual(['ai-blame/search@1', [], [], false]);
  });

  test('are those of the repository, also where it was moved since, and of no other', async () => {
    const other = new CodexWorld();
    other.commit('Begin', { 'a.ts': 'one\n' });
    const own = other.session();
    own.turn('Add two here').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    const elsewhere = other.another('elsewhere');
    other.session({ cwd: elsewhere.dir, repo: elsewhere }).turn('Add two there');
    const moved = join(other.base, 'moved');
    renameSync(other.repo.dir, moved);
    const second = await ServeLab.start(other, { directory: moved });
    try {
      const { value: listed } = await second.json('/api/sessions');
      expect((listed as SessionsResult).sessions.map(({ id }) => id)).toEqual([own.id]);
      const { value: found } = await second.json('/api/search?q=two');
      expect((found as SearchResult).turns.map(({ turn }) => turn.prompt)).toEqual(['Add two here']);
    } finally {
      await second.close();
      other.remove();
    }
  });
});

describe('what cannot be answered', () => {
  test.each([
    ['/api/blame', 400, 'USAGE', 'file is missing'],
    ['/api/blame?file=', 400, 'USAGE', 'file is missing'],
    ['/api/blame?file=a&file=b', 400, 'USAGE', 'file was given more than once'],
    ['/api/blame?file=a&depth=1', 400, 'USAGE', 'There is no parameter "depth" here'],
    ['/api/blame?file=a&constructor=1', 400, 'USAGE', 'There is no parameter "constructor" here'],
    [`/api/blame?file=${'a'.repeat(4097)}`, 400, 'USAGE', 'file is too long: 4097 characters, of at most 4096'],
    ['/api/blame?file=a&from=0', 400, 'USAGE', 'from expects a number from 1 to 999999999, not "0"'],
    ['/api/blame?file=a%00b', 400, 'USAGE', 'file has a character that no name can have'],
    ['/api/blame?file=a%ff', 400, 'USAGE', 'file has a character that no name can have'],
    ['/api/transcript?session=a&full=yes', 400, 'USAGE', 'full expects 1 or 0, not "yes"'],
    [
      '/api/edits?since=2026-02-30',
      400,
      'USAGE',
      'since expects a day as 2026-03-04 or a moment in UTC, not "2026-02-30"',
    ],
    ['/api/edits?limit=1001', 400, 'USAGE', 'limit expects a number from 1 to 1000, not "1001"'],
    ['/api/sessions?sort=name', 400, 'USAGE', 'sort expects one of created, updated, not "name"'],
    ['/api/link?at=1', 400, 'USAGE', 'A link is to a file, a state, a range, a turn or an edit'],
    ['/api/blame?file=none.ts', 404, 'NO_SUCH_FILE', 'There is no file none.ts in the work tree'],
    ['/api/session?session=ffff', 404, 'NO_SUCH_SESSION', expect.any(String)],
    ['/api/nothing', 404, 'NO_SUCH_PAGE', 'There is no such question'],
    ['/api/constructor', 404, 'NO_SUCH_PAGE', 'There is no such question'],
    ['/api/', 404, 'NO_SUCH_PAGE', 'There is no such question'],
  ])('%s', async (path, status, code, message) => {
    expect(await lab.json(path)).toMatchObject({
      status,
      value: { schema: 'ai-blame/error@1', error: { code, message } },
    });
  });
});
