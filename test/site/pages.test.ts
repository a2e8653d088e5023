import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  FilePiece,
  HistoryPiece,
  IndexPiece,
  LivesPiece,
  SessionPiece,
  TurnPiece,
} from '../../src/model/page-pieces.js';
import type { StatsResult } from '../../src/model/stats-result.js';
import { SiteFolder } from '../../src/site/site-folder.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { holdAgainstSchema } from '../support/printed.js';
import { answerTo } from '../support/run-cli.js';
import { piecesIn, textsIn, writeTo } from './site-lab.js';

describe('pages of a repository as files', () => {
  let world: CodexWorld;
  let first: WorldSession;
  let second: WorldSession;
  let folder: string;
  let pieces: Map<string, unknown>;

  beforeAll(async () => {
    world = new CodexWorld();
    world.repo.git('remote', 'add', 'origin', 'git@git.example.org:ada/demo.git');
    world.commit('Begin', { 'a.ts': 'base\n', 'b.ts': 'other\n', 'gone.ts': 'soon\n' });
    first = world.session({ model: 'gpt-one' });
    first.turn('Add one').patch('*** Update File: a.ts\n@@\n base\n+one', { 'a.ts': 'base\none\n' });
    first.turn('Add two').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'base\none\ntwo\n' });
    first.turn('Only talk');
    first.save();
    second = world.session({ model: 'gpt-two' });
    second.turn('Take it away').patch('*** Delete File: gone.ts', { 'gone.ts': null });
    second.save();
    world.commit('Work', { 'c.bin': Buffer.from([0, 1]) });
    folder = join(world.base, 'pages');
    await writeTo(folder, world);
    pieces = piecesIn(folder);
  });

  afterAll(() => world.remove());

  const piece = <T>(key: string): T => {
    const found = pieces.get(key);
    if (found === undefined) throw new Error(`no piece ${key} among ${[...pieces.keys()].join(', ')}`);
    return found as T;
  };

  async function printed(...argv: string[]): Promise<Record<string, unknown>> {
    const env = world.env({ AI_BLAME_NO_INDEX: '1' });
    const { stdout } = await answerTo(argv, { cwd: world.repo.dir, home: env.home, variables: env.variables });
    return JSON.parse(stdout);
  }

  test('the first piece names the repository as its remote does, the files, and what was left out', () => {
    const { about, files, gone, sessions } = piece<IndexPiece>('index');
    const head = world.head();
    expect(about).toMatchObject({
      version: '1.2.3',
      repository: { root: '.', name: 'demo', head },
      copy: { scope: null, isRedacted: true, leftOut: ['1 file is binary, over 4 MB or cannot be read'] },
    });
    expect(files).toEqual({
      schema: 'ai-blame/files@1',
      repository: { root: '.', head },
      paths: ['a.ts', 'b.ts', 'c.bin'],
      truncated: 0,
    });
    expect([gone, sessions]).toEqual([['gone.ts'], 2]);
  });

  test('every line of every file, as blame tells it', async () => {
    for (const file of ['a.ts', 'b.ts']) {
      const { blame, failure, lives } = piece<FilePiece>(`file ${file}`);
      const expected = await printed('blame', file, '--json');
      expect([failure, lives]).toEqual([null, blame?.lines.length]);
      expect(blame).toEqual({ ...expected, repository: { root: '.', head: world.head() } });
    }
    const { blame } = piece<FilePiece>('file a.ts');
    expect(blame?.lines.map(({ text, edit }) => [text, blame.edits[edit ?? '']?.turn?.prompt])).toEqual([
      ['base', undefined],
      ['one', 'Add one'],
      ['two', 'Add two'],
    ]);
  });

  test('the life of every line, as why tells it', async () => {
    const { lines, edits, commits, looks } = piece<LivesPiece>('lives 0 a.ts');
    for (const [at, life] of lines.entries()) {
      const expected = await printed('why', `a.ts:${at + 1}`, '--json');
      const named = Object.keys(expected.edits as object);
      expect({
        ...life,
        edits: Object.fromEntries(named.map((id) => [id, edits[id]])),
        commits: Object.fromEntries(Object.keys(expected.commits as object).map((id) => [id, commits[id]])),
        looks: Object.fromEntries(life.looks.map((id) => [id, looks[id]])),
      }).toEqual({ ...expected, repository: { root: '.', head: world.head() } });
    }
    expect(lines.map(({ text }) => text)).toEqual(['base', 'one', 'two']);
  });

  test('every state, as log and show tell it; also of a file that is gone', async () => {
    const { log, held, head } = piece<HistoryPiece>('history a.ts');
    expect(log).toEqual({ ...(await printed('log', 'a.ts', '--json')), repository: { root: '.', head: world.head() } });
    expect([held, head]).toEqual([[0, 1, 2], 2]);
    for (const [state, content] of ['base\n', 'base\none\n', 'base\none\ntwo\n'].entries()) {
      const { show } = piece<{ show: { content: string; lines: unknown } }>(`state ${state} a.ts`);
      const { lines } = await printed('show', `a.ts@${state}`, '--lines', '--json');
      expect([show.content, show.lines]).toEqual([content, lines]);
    }
    const gone = piece<HistoryPiece>('history gone.ts');
    expect(gone.log?.states.map(({ presence }) => presence)).toEqual(['present', 'absent']);
    expect(piece<{ failure: { code: string } }>('state 1 gone.ts').failure.code).toBe('NO_SUCH_FILE');
  });

  test('a file whose lines cannot be told says why, in the words of the command', () => {
    expect(piece('file c.bin')).toEqual({
      blame: null,
      failure: { code: 'IS_BINARY', message: 'c.bin is a binary file: it has no lines to blame', hint: null },
      lives: 0,
    });
  });

  test('sessions, their turns with what was said, and what each turn changed', async () => {
    const name = `codex:${first.id}`;
    expect(piece('session-ids')).toEqual({ ids: [`codex:${second.id}`, name] });
    const { result, turns } = piece<SessionPiece>(`session ${name}`);
    expect(turns).toEqual([1, 2, 3]);
    expect(result.turns.map(({ prompt }) => prompt)).toEqual(['Add one', 'Add two', 'Only talk']);
    const { transcript, diff } = piece<TurnPiece>(`turn 2 ${name}`);
    expect(transcript.turns.map(({ index }) => index)).toEqual([2]);
    expect(transcript.turns[0]?.entries[0]).toMatchObject({ kind: 'message', text: 'Add two' });
    expect(Object.values(transcript.edits).map(({ path }) => path)).toEqual(['a.ts']);
    expect(diff).toEqual({
      ...(await printed('diff', '--turn', `${first.id}:2`, '--json')),
      repository: { root: '.', head: world.head() },
    });
    expect(piece<TurnPiece>(`turn 3 ${name}`).diff).toBeNull();
    expect(piece('prompts')).toEqual({
      turns: [
        ['Take it away', second.id, 1],
        ['Add one', first.id, 1],
        ['Add two', first.id, 2],
        ['Only talk', first.id, 3],
      ].map(([prompt, session, index]) => ({ session, agent: 'codex', index, startedAt: expect.any(String), prompt })),
    });
  });

  test('sums, as stats tells them', async () => {
    const expected = await printed('stats', '--json');
    expect(piece<StatsResult>('stats')).toEqual({ ...expected, repository: { root: '.', head: world.head() } });
  });

  test('edits lie where the first digits of their ids say', async () => {
    const { edits: counts } = piece<IndexPiece>('index');
    const found = Object.keys(counts).flatMap((digits) => piece<{ edits: { id: string }[] }>(`edits ${digits}`).edits);
    const { edits } = (await printed('edits', '--json')) as { edits: { id: string }[] };
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    expect(found.sort(byId)).toEqual([...edits].sort(byId));
  });

  test('of the folder that a session ran in its last name is told, and all of it only where places are', async () => {
    expect(JSON.stringify([...pieces.values()])).not.toContain(world.base);
    const open = join(world.base, 'with-places');
    await writeTo(open, world, { request: { withPlaces: true } });
    expect(JSON.stringify([...piecesIn(open).values()])).toContain(`"cwd":"${world.repo.dir}"`);
  });

  test('another time, place, zone, with an index: the same bytes', async () => {
    const moved = join(world.base, 'elsewhere/of another name');
    cpSync(world.repo.dir, moved, { recursive: true });
    const again = join(world.base, 'again');
    const place = { directory: moved, homes: {}, movedFrom: [world.repo.dir], index: { file: null } };
    world.clock += 86_400_000;
    process.env.TZ = 'Asia/Tokyo';
    try {
      await writeTo(again, world, { request: { place }, variables: { AI_BLAME_HOME: join(world.base, 'own') } });
    } finally {
      process.env.TZ = 'UTC';
    }
    expect(textsIn(again)).toEqual(textsIn(folder));
  });

  test('of a range: its files as they are at its end, and the sessions that edited them', async () => {
    const range = join(world.base, 'range');
    await writeTo(range, world, {
      request: { compared: { kind: null, words: ['HEAD^..HEAD'], paths: [], indexFile: null } },
    });
    const told = piecesIn(range);
    const { about, files } = told.get('index') as IndexPiece;
    expect(about).toMatchObject({ copy: { scope: 'HEAD^..HEAD' } });
    expect(files.paths).toEqual(['a.ts', 'c.bin']);
    const { blame } = told.get('file a.ts') as FilePiece;
    const expected = await printed('blame', 'a.ts', '--rev', 'HEAD', '--json');
    expect(blame).toEqual({ ...expected, repository: { root: '.', head: world.head() } });
    expect(told.get('session-ids')).toEqual({ ids: [`codex:${first.id}`] });
  });

  test('what would be too much is left out, and told', async () => {
    const small = join(world.base, 'small');
    const { leftOut } = await writeTo(small, world, {
      limits: { files: 1, states: 1, livesOfFile: 2, sessions: 1, turns: 1 },
    });
    const sentences = [
      '2 files that no agent edited are left out',
      '1 state of a file is left out',
      '1 line is told without its life',
      '1 session is left out',
    ];
    expect(leftOut).toEqual(sentences);
    const told = piecesIn(small);
    expect(told.get('index')).toMatchObject({ about: { copy: { leftOut: sentences } }, files: { paths: ['a.ts'] } });
    expect((told.get('history a.ts') as HistoryPiece).held).toEqual([0, 2]);
    expect((told.get('lives 0 a.ts') as LivesPiece).lines).toHaveLength(2);
    const marker = readFileSync(join(small, 'ai-blame-pages.json'), 'utf8');
    holdAgainstSchema(['report', '--html', small, '--json'], marker);
    expect(JSON.parse(marker)).toMatchObject({
      schema: 'ai-blame/pages@1',
      complete: true,
      leftOut: sentences,
    });
  });
});

describe('where pages are written', () => {
  let world: CodexWorld;

  beforeAll(() => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'base\n' });
    world.repo.git('branch', 'site');
  });
  afterAll(() => world.remove());
  afterEach(() => rmSync(join(world.base, 'out'), { recursive: true, force: true }));

  test('a folder with something else is left as it is', async () => {
    const folder = join(world.base, 'out');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    await expect(writeTo(folder, world)).rejects.toThrow('is not empty, and holds no pages of ours');
    expect(textsIn(folder)).toEqual({ 'mine.txt': 'mine' });
  });

  test('pages of an earlier run are replaced; what a person put beside them stays', async () => {
    const folder = join(world.base, 'out');
    await writeTo(folder, world);
    writeFileSync(join(folder, 'CNAME'), 'pages.example.org');
    writeFileSync(join(folder, 'data/old.js'), 'old');
    await writeTo(folder, world);
    expect(readFileSync(join(folder, 'CNAME'), 'utf8')).toBe('pages.example.org');
    expect(existsSync(join(folder, 'data/old.js'))).toBe(false);
  });

  test('a run that was interrupted is seen, and can be repeated', async () => {
    const folder = join(world.base, 'out');
    new SiteFolder(folder, 'out').begin();
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('are being written, or that was interrupted');
    expect(JSON.parse(readFileSync(join(folder, 'ai-blame-pages.json'), 'utf8'))).toMatchObject({ complete: false });
    await writeTo(folder, world);
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('copy/index.html\n');
  });

  test.each([
    ['.git/pages', 'belongs to git itself'],
    ['.git', 'belongs to git itself'],
    ['a.ts', 'is a file'],
    ['.', 'is not empty'],
  ])('not to %s', async (named, why) => {
    await expect(writeTo(join(world.repo.dir, named), world)).rejects.toThrow(why);
  });

  test('not to an agent’s home, not by way of a link', async () => {
    const link = join(world.base, 'link');
    symlinkSync(world.home, link);
    for (const folder of [join(world.home, 'pages'), join(link, 'pages')]) {
      await expect(writeTo(folder, world)).rejects.toThrow('which is an agent');
      expect(existsSync(folder)).toBe(false);
    }
  });

  test.each(['HEAD^0..HEAD', 'HEAD', 'site'])(
    'a folder that is named as the revision %s is asked back',
    async (named) => {
      const folder = join(world.repo.dir, named);
      await expect(writeTo(folder, world, { request: { named } })).rejects.toThrow(`and ${named} is a revision`);
      expect(existsSync(folder)).toBe(false);
      await writeTo(folder, world, { request: { named: `./${named}` } });
      rmSync(folder, { recursive: true });
    },
  );

  test('pages within the repository are no files of it', async () => {
    const folder = join(world.repo.dir, 'pages');
    await writeTo(folder, world);
    const before = textsIn(folder);
    await writeTo(folder, world);
    expect(textsIn(folder)).toEqual(before);
    expect((piecesIn(folder).get('index') as IndexPiece).files.paths).toEqual(['a.ts']);
    rmSync(folder, { recursive: true });
  });
});
