import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { outputOf } from '../../src/env-node.js';
import { porcelain } from '../../src/render/porcelain.js';
import { GitRepo } from '../support/git.js';
import { reportOfGit } from './git-report.js';
import { SAMPLE_REPORT, sampleEdit } from './sample-report.js';
import { Sink } from './sink.js';

const utc = (): number => 0;

describe('against git itself', () => {
  let repo: GitRepo;
  beforeEach(() => {
    repo = new GitRepo();
  });
  afterEach(() => {
    repo.remove();
  });

  /** Both formats of `path` must be git's, byte for byte; lines not committed get the time that git gave them. */
  async function expectSameAsGit(path: string, options: { git?: string[]; unquoted?: Record<string, string> } = {}) {
    const blame = (format: string): Buffer =>
      repo.gitBytes(['blame', `--${format}`, ...(options.git ?? []), '--', path]);
    for (const format of ['line-porcelain', 'porcelain'] as const) {
      for (;;) {
        const before = blame('line-porcelain');
        const expected = blame(format);
        const after = blame('line-porcelain');
        if (!before.equals(after)) {
          continue; // the clock moved on between the calls
        }
        const head = repo.git('rev-parse', 'HEAD').trim();
        const report = reportOfGit(before, head, path, options.unquoted);
        const seconds = /^0{40,64} [^\t]*?^author-time (\d+)$/ms.exec(before.toString('latin1'))?.[1] ?? '0';
        const sink = new Sink();
        await outputOf(sink).write(porcelain(report, { format, now: Number(seconds) * 1000, zone: utc }));
        expect(sink.bytes().toString('latin1')).toBe(expected.toString('latin1'));
        break;
      }
    }
  }

  test('commits of several authors, a boundary, and a last line without its newline', async () => {
    repo.commit('Begin\n\nMore words', { 'a.txt': 'one\ntwo\nthree\n' });
    repo.git('commit', '-q', '--allow-empty', '-m', 'nothing');
    repo.commit('Second', { 'a.txt': 'one\n2\nthree\nfour' });
    repo.commit('Third', { 'a.txt': 'zero\none\n2\nthree\nfour\nfive' });
    await expectSameAsGit('a.txt');
  });

  test('lines that are not committed yet, between others', async () => {
    repo.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' });
    repo.write({ 'a.txt': 'one\nnew\nthree\nlast\n' });
    await expectSameAsGit('a.txt');
  });

  test('a file that is only staged, in an older repository', async () => {
    repo.commit('Begin', { 'other.txt': 'one\n' });
    repo.write({ 'a.txt': 'one\ntwo\n' });
    repo.git('add', 'a.txt');
    await expectSameAsGit('a.txt');
  });

  test('renames tell the older name', async () => {
    repo.commit('Begin', { 'old.txt': 'one\ntwo\nthree\nfour\n' });
    repo.git('mv', 'old.txt', 'new.txt');
    repo.commit('Rename');
    repo.commit('Change', { 'new.txt': 'one\ntwo\nthree\nFOUR\n' });
    await expectSameAsGit('new.txt');
  });

  test('one commit reached under two names repeats the name at every group', async () => {
    const lines = (word: string): string => [1, 2, 3, 4, 5].map((number) => `${word} ${number}\n`).join('');
    repo.commit('Begin', { 'a.txt': lines('a'), 'b.txt': lines('b') });
    repo.git('checkout', '-q', '-b', 'side');
    repo.git('mv', 'b.txt', 'f.txt');
    repo.commit('b becomes f');
    repo.git('checkout', '-q', 'main');
    repo.git('mv', 'a.txt', 'f.txt');
    repo.commit('a becomes f');
    repo.git('merge', '-q', '--no-commit', '-s', 'ours', 'side');
    repo.commit('Merge', { 'f.txt': `${lines('a')}${lines('b')}` });
    await expectSameAsGit('f.txt');
    expect(repo.git('blame', '--porcelain', 'f.txt').match(/^filename [ab]\.txt$/gm)).toEqual([
      'filename a.txt',
      'filename b.txt',
    ]);
  });

  test.each([
    ['blanks stay bare', 'with blank.txt', 'with blank.txt'],
    ['quotes and backslashes', 'say "hi"\\now.txt', '"say \\"hi\\"\\\\now.txt"'],
    ['composed letters', 'caf\u00e9.txt', '"caf\\303\\251.txt"'],
    ['combining letters', 'cafe\u0301.txt', '"cafe\\314\\201.txt"'],
    ['controls', 'a\tb\nc\u0001\u007f.txt', '"a\\tb\\nc\\001\\177.txt"'],
    ['a leading dash', '-dash.txt', '-dash.txt'],
  ])('names: %s', async (_what, name, quoted) => {
    repo.commit('Begin', { [name]: 'one\ntwo\n' });
    repo.commit('More', { [name]: 'one\ntwo\nthree\n' });
    repo.write({ [name]: 'one\ntwo\nthree\nfour\n' });
    const unquoted = { [quoted]: name };
    expect(repo.git('blame', '--line-porcelain', '--', name)).toContain(`\nfilename ${quoted}\n`);
    await expectSameAsGit(name, { unquoted });
  });

  test('bytes that are not UTF-8, and carriage returns, come through', async () => {
    const latin1 = Buffer.from('caf\xe9\r\n\xff\xfe\x80\n\xf0\x9f\x98\n\xf0\x9f\x98\x80\n\xed\xb2\x80\n', 'latin1');
    repo.commit('Begin', { 'a.txt': latin1 });
    await expectSameAsGit('a.txt');
  });

  test('only some lines: ranges that do not touch make groups of their own', async () => {
    repo.commit('Begin', { 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\n' });
    repo.commit('Insert', { 'a.txt': 'one\ntwo\nINSERTED\nthree\nfour\nfive\nsix\n' });
    await expectSameAsGit('a.txt', { git: ['-L', '1,2', '-L', '4,5', '-L', '7,7'] });
  });

  test('a SHA-256 repository: as many zeros as its ids have digits', async () => {
    repo.remove();
    repo = new GitRepo(undefined, ['--object-format=sha256']);
    repo.commit('Begin', { 'a.txt': 'one\n' });
    repo.write({ 'a.txt': 'one\ntwo\n' });
    await expectSameAsGit('a.txt');
  });

  test('an empty file is an empty answer', async () => {
    repo.commit('Begin', { 'a.txt': '' });
    await expectSameAsGit('a.txt');
  });
});

describe("lines of agents' edits", () => {
  const SESSION = '019b3a6c-41d0-7c11-a7e0-5f6a7b8c9d01';
  const ZEROS = '0'.repeat(40);
  const COMMIT = '91be45670a1b2c3d4e5f60718293a4b5c6d7e8f9';

  test('headers at every group, which an edit and a commit both begin anew', () => {
    expect(porcelain(SAMPLE_REPORT, { format: 'porcelain', now: Date.UTC(2026, 2, 6), zone: () => 90 })).toBe(
      [
        `${ZEROS} 1 1 1`,
        'author Not Committed Yet',
        'author-mail <not.committed.yet>',
        'author-time 1772755200',
        'author-tz +0130',
        'committer Not Committed Yet',
        'committer-mail <not.committed.yet>',
        'committer-time 1772755200',
        'committer-tz +0130',
        'summary Version of src/clamp.ts from src/clamp.ts',
        'previous a4825dc642cb6eb9a060e54bf8d69288fbee4904 src/clamp.ts',
        'filename src/clamp.ts',
        '\t// Clamps a number.',
        `${ZEROS} 2 2 2`,
        'ai-agent codex',
        'ai-model gpt-demo-codex',
        `ai-session ${SESSION}`,
        'ai-turn 2',
        'ai-evidence exact',
        'ai-time 2026-03-04T05:06:31.002Z',
        'ai-edit e7c1a90b52d4',
        '\texport function clamp(n: number, min = 0, max = Infinity) {',
        `${ZEROS} 3 3`,
        '\t\tif (Number.isNaN(n)) { throw new RangeError("not a number: " + n); }',
        `${COMMIT} 1 4 1`,
        'author Ada Lovelace',
        'author-mail <ada@example.org>',
        'author-time 1772359200',
        'author-tz +0100',
        'committer Grace Hopper',
        'committer-mail <grace@example.org>',
        'committer-time 1772359260',
        'committer-tz +0000',
        'summary Add clamp',
        'boundary',
        'ai-agent codex',
        'ai-model gpt-demo-codex',
        `ai-session ${SESSION}`,
        'ai-turn 2',
        'ai-evidence exact',
        'ai-time 2026-03-04T05:06:31.002Z',
        'ai-edit e7c1a90b52d4',
        'filename src/clamp.ts',
        '\t\treturn Math.min(Math.max(n, min), max);',
        `${COMMIT} 2 5 2`,
        '\t}',
        `${COMMIT} 3 6`,
        '\t',
        `${ZEROS} 7 7 1`,
        'ai-agent codex',
        'ai-session 019b3a6c-97e2-7a40-8b13-2c3d4e5f6071',
        'ai-turn 11',
        'ai-evidence snapshot',
        'ai-time 2026-03-05T10:00:42.000Z',
        'ai-edit 5d02f6b8c3aa',
        '\texport const half = (n: number) => n / 2;',
        `${ZEROS} 8 8 1`,
        '\t// 半分 — the half of it',
        '',
      ].join('\n'),
    );
  });

  test('line-porcelain repeats them at every line', () => {
    const text = porcelain(SAMPLE_REPORT, { format: 'line-porcelain', now: 0, zone: utc });
    expect(text.match(/^ai-edit .*$/gm)).toEqual([
      'ai-edit e7c1a90b52d4',
      'ai-edit e7c1a90b52d4',
      'ai-edit e7c1a90b52d4',
      'ai-edit 5d02f6b8c3aa',
    ]);
    expect(text.match(/^filename /gm)).toHaveLength(8);
  });

  test('by --model-as-author the model is the author, or the agent where no model is known, at the time of the edit', () => {
    const told = (format: 'porcelain' | 'line-porcelain') =>
      porcelain(SAMPLE_REPORT, { format, now: 0, zone: utc, modelAsAuthor: true }).match(
        /^author(-mail|-time|-tz)? .*$/gm,
      );
    const codex = ['author gpt-demo-codex', 'author-mail <codex>', 'author-time 1772600791', 'author-tz +0000'];
    const ada = ['author Ada Lovelace', 'author-mail <ada@example.org>', 'author-time 1772359200', 'author-tz +0100'];
    const nobody = ['author Not Committed Yet', 'author-mail <not.committed.yet>', 'author-time 0', 'author-tz +0000'];
    const unknown = ['author codex', 'author-mail <codex>', 'author-time 1772704842', 'author-tz +0000'];
    const lines = SAMPLE_REPORT.result.lines.map(({ edit, commit }) =>
      edit === 'e7c1a90b52d4' ? codex : edit !== null ? unknown : commit !== null ? ada : nobody,
    );
    expect(told('line-porcelain')).toEqual(lines.flat());
    // Once for a commit as long as its author is the same.
    const last = new Map<string | null, readonly string[]>();
    const changes = lines.filter((author, n) => {
      const commit = SAMPLE_REPORT.lineCommits[n]?.commit ?? null;
      const isNew = last.get(commit) !== author;
      last.set(commit, author);
      return isNew;
    });
    expect(told('porcelain')).toEqual(changes.flat());
  });

  test('a newline in what a trace says begins no header of its own', () => {
    const edit = sampleEdit({ model: 'evil\nfilename x\u001b[2J' });
    const report = { ...SAMPLE_REPORT, result: { ...SAMPLE_REPORT.result, edits: { [edit.id]: edit } } };
    const text = porcelain(report, { format: 'porcelain', now: 0, zone: utc });
    expect(text).toContain('ai-model evil␊filename x␛[2J\n');
    expect(text).not.toMatch(/^filename x/m);
  });
});
