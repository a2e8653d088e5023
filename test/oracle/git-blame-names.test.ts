import { afterEach, describe, expect, test } from '@jest/globals';

import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';
import { bytesOf } from '../support/travel-lab.js';

let repo: GitRepo;
afterEach(() => repo.remove());

async function expectSame(...words: string[]): Promise<void> {
  for (const format of ['--porcelain', '--line-porcelain']) {
    const theirs = repo.gitBytes(['blame', format, ...words]);
    const { exitCode, stdout } = await answerTo(['blame', format, '--no-index', ...words], { cwd: repo.dir });
    const ours = bytesOf(stdout);
    expect([words, exitCode, ours.toString('latin1')]).toEqual([words, 0, theirs.toString('latin1')]);
  }
}

/** A commit as it is stored, byte for byte; HEAD moves on to it. */
function storeCommit(
  files: Record<string, string>,
  header: { author: Buffer; encoding?: string },
  message: Buffer,
): string {
  repo.write(files);
  repo.git('add', '-A');
  const tree = repo.git('write-tree').trim();
  repo.clock += 60;
  const when = ` ${repo.clock} +0000\n`;
  let parent = '';
  try {
    parent = `parent ${repo.git('rev-parse', '--verify', '-q', 'HEAD').trim()}\n`;
  } catch {
    // The first one.
  }
  const input = Buffer.concat([
    Buffer.from(`tree ${tree}\n${parent}author `),
    header.author,
    Buffer.from(`${when}committer `),
    header.author,
    Buffer.from(`${when}${header.encoding === undefined ? '' : `encoding ${header.encoding}\n`}\n`),
    message,
  ]);
  const id = repo.gitBytes(['hash-object', '-t', 'commit', '-w', '--stdin'], { input }).toString().trim();
  repo.git('update-ref', 'HEAD', id);
  return id;
}

/** `Zoë 日本` is not in every encoding. */
const LATIN = Buffer.from('Zo\xeb <zoe@example.org>', 'latin1');
const SJIS = Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x20, 0x3c, 0x6a, 0x40, 0x78, 0x3e]);
const UTF8 = Buffer.from('Zoë 日本 <z@example.org>');

describe("commits' texts are in the encoding that git's own formats have them in", () => {
  test.each([
    ['-w'],
    ['--encoding=UTF-8'],
    ['--encoding=latin1'],
    ['--encoding=ISO-8859-1'],
    ['--encoding=ISO-8859-15'],
    ['--encoding=Shift_JIS'],
    ['--encoding=EUC-JP'],
    ['--encoding=CP1252'],
    ['--encoding=KOI8-R'],
    ['--encoding=none'],
    ['--encoding='],
    ['--encoding=no-such-encoding'],
  ])('%s', async (...words: string[]) => {
    repo = new GitRepo();
    storeCommit({ 'a.txt': '1\n' }, { author: LATIN, encoding: 'ISO-8859-1' }, Buffer.from('d\xe9but\n', 'latin1'));
    storeCommit({ 'a.txt': '1\n2\n' }, { author: SJIS, encoding: 'Shift_JIS' }, SJIS);
    storeCommit({ 'a.txt': '1\n2\n3\n' }, { author: UTF8 }, Buffer.from('\n \t\n  ça 本\n'));
    storeCommit({ 'a.txt': '1\n2\n3\n4\n' }, { author: LATIN }, Buffer.from('sans en-t\xeate\n', 'latin1'));
    storeCommit({ 'a.txt': '1\n2\n3\n4\n5\n' }, { author: UTF8, encoding: 'utf8' }, Buffer.from(''));
    storeCommit({ 'a.txt': '1\n2\n3\n4\n5\n6\n' }, { author: LATIN, encoding: 'klingon' }, Buffer.from(' \n\t \n'));
    await expectSame(...words, 'HEAD', '--', 'a.txt');
    if (words[0] !== '-w') return;
    repo.git('config', 'i18n.commitEncoding', 'ISO-8859-15');
    await expectSame('HEAD', '--', 'a.txt');
    repo.git('config', 'i18n.logOutputEncoding', 'EUC-JP');
    await expectSame('HEAD', '--', 'a.txt');
    await expectSame('--encoding=UTF-8', 'HEAD', '--', 'a.txt');
  });
});

const MAILMAP = `# comment <ada@example.org>
Countess Lovelace <ada@example.org>
<new@example.org> <old@example.org>
Proper Bob <bob@example.org> <BOB@work.example>
Just Eve <eve@example.org> eve <shared@example.org>
  Shared One   <one@example.org>   <shared@example.org>\r
<mallory@example.org> Mallory M <shared@example.org>
<> <nobody@example.org>
Empty <e@example.org> <>
Zoë Ünïcode <zoë@example.org> <z@example.org>
\u00a0Wide\u3000 \t<wide@example.org> <w@example.org>
no address here
Last <last@example.org
`;

const PEOPLE = [
  'Ada <ada@example.org>',
  'ada <ADA@EXAMPLE.ORG>',
  'Old One <old@example.org>',
  'bob <bob@work.example>',
  'Eve <shared@example.org>',
  'mallory m <shared@example.org>',
  'Somebody <Shared@Example.org>',
  'Nobody <nobody@example.org>',
  'Nameless <>',
  'z <z@example.org>',
  'w <w@example.org>',
  'Not There <not@example.org>',
];

test.each(['\u00a0', '\u3000', '\u2028', '\ufeff', '\v', '\f', '\x1f', '\x85', '\r', '\t', ' '])(
  'what stands around names and addresses, %j, goes as with git',
  async (sign) => {
    repo = new GitRepo();
    const author = Buffer.from(`${sign}Ada${sign}${sign} <${sign}ada@example.org${sign}>`);
    storeCommit({ 'a.txt': '1\n' }, { author }, Buffer.from('on\n'));
    await expectSame('HEAD', '--', 'a.txt');
  },
);

describe('.mailmap tells who is meant', () => {
  test.each(['.mailmap', 'mailmap.file', 'mailmap.blob', 'all', 'a link'])('%s', async (kind) => {
    repo = new GitRepo();
    let text = '';
    for (const person of PEOPLE) {
      text += `line of ${person}\n`;
      storeCommit({ 'a.txt': text }, { author: Buffer.from(person) }, Buffer.from('on\n'));
    }
    if (kind === '.mailmap' || kind === 'all') repo.write({ '.mailmap': MAILMAP });
    if (kind === 'mailmap.file' || kind === 'all') {
      repo.write({ 'other map': `Other <other@example.org> <ada@example.org>\n${kind === 'all' ? '' : MAILMAP}` });
      repo.git('config', 'mailmap.file', 'other map');
    }
    if (kind === 'mailmap.blob') {
      storeCommit({ 'dir/map': MAILMAP }, { author: LATIN }, Buffer.from('map\n'));
      repo.git('config', 'mailmap.blob', 'HEAD:dir/map');
    }
    if (kind === 'a link') {
      const { symlinkSync } = await import('node:fs');
      repo.write({ map: MAILMAP });
      symlinkSync('map', `${repo.dir}/.mailmap`);
    }
    await expectSame('HEAD', '--', 'a.txt');
    const { stdout } = await answerTo(['blame', '--json', '--no-index', 'a.txt'], { cwd: repo.dir });
    const authors = Object.values(JSON.parse(stdout).commits as Record<string, { author: string }>);
    expect(authors.some(({ author }) => author === 'Proper Bob')).toBe(kind !== 'a link');
  });
});

describe('what stands in the place of commits is followed', () => {
  test('git replace: another parent, another content, other names', async () => {
    repo = new GitRepo();
    const one = repo.commit('one', { 'a.txt': '1\n' });
    const two = repo.commit('two', { 'a.txt': '1\n2\n' });
    repo.commit('three', { 'a.txt': '1\n2\n3\n' });
    repo.git('checkout', '-q', '--orphan', 'other');
    const other = repo.commit('other', { 'a.txt': '1\nother 2\n' });
    repo.git('checkout', '-q', 'main');
    for (const [replaced, by] of [
      [two, other],
      [one, other],
    ] as const) {
      repo.git('replace', '-f', replaced, by);
      await expectSame('HEAD', '--', 'a.txt');
      await expectSame('-w', '-C40', 'HEAD', '--', 'a.txt');
      repo.git('pack-refs', '--all');
      await expectSame('HEAD', '--', 'a.txt');
      repo.git('replace', '-d', replaced);
    }
    repo.git('replace', '--graft', two);
    await expectSame('HEAD', '--', 'a.txt');
    const blob = repo.gitBytes(['hash-object', '-w', '--stdin'], { input: '0\n1\n' }).toString().trim();
    repo.git('replace', repo.git('rev-parse', `${one}:a.txt`).trim(), blob);
    await expectSame('HEAD', '--', 'a.txt');
    repo.git('config', 'core.useReplaceRefs', 'false');
    await expectSame('HEAD', '--', 'a.txt');
  });

  test('grafts', async () => {
    repo = new GitRepo();
    const one = repo.commit('one', { 'a.txt': '1\n' });
    const two = repo.commit('two', { 'a.txt': '1\n2\n' });
    const three = repo.commit('three', { 'a.txt': '1\n2\n3\n' });
    const four = repo.commit('four', { 'a.txt': '1\n2\n3\n4\n' });
    repo.write({
      '.git/info/grafts': `# comment\n${three} ${one}\nnonsense\n${two}  ${one}\n${four} ${three} ${one} \n`,
    });
    await expectSame('HEAD', '--', 'a.txt');
    repo.write({ '.git/info/grafts': `${two}\n` });
    await expectSame('HEAD', '--', 'a.txt');
    repo.write({ 'my grafts': `${three}\n` });
    await expectSame('-S', 'my grafts', 'HEAD', '--', 'a.txt');
    await expectSame('-Smy grafts', '--root', 'HEAD', '--', 'a.txt');
  });
});
