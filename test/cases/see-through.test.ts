import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { blameFile } from '../../src/app/blame-file.js';
import { NOTHING_SEEN_THROUGH, type SeeThroughRequest } from '../../src/app/see-through-request.js';
import type { BlameResult } from '../../src/model/blame-result.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

function blame(file: string, seeThrough: Partial<SeeThroughRequest>, revision: string | null = null): BlameResult {
  const request = {
    file,
    revision,
    minEvidence: 'inferred' as const,
    ranges: [],
    place: { directory: world.repo.dir, homes: { codex: [] }, movedFrom: [] },
    seeThrough: { ...NOTHING_SEEN_THROUGH, ...seeThrough },
  };
  return blameFile(request, world.env(), { update: () => {}, end: () => {} }).result;
}

/** Each line as `text ← who · subject of its commit`. */
function who(file: string, seeThrough: Partial<SeeThroughRequest>, revision: string | null = null): string[] {
  const { lines, edits, commits } = blame(file, seeThrough, revision);
  return lines.map(({ text, origin, edit, commit }) => {
    const record = edit === null ? undefined : edits[edit];
    const agent = record && `s${Number(record.session.slice(0, 8))}#${record.turn?.index} ${record.evidence}`;
    return `${text} ← ${agent ?? origin} · ${commit === null ? '-' : commits[commit]?.summary}`;
  });
}

const add = (file: string, lines: readonly string[]): string =>
  `*** Add File: ${file}\n${lines.map((line) => `+${line}`).join('\n')}`;

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Six lines, each with more than ten letters and digits. */
const BLOCK = [
  'export function clampToRange(value) {',
  'const lowerBound = readLowerBound();',
  'const upperBound = readUpperBound();',
  'return Math.min(Math.max(value, lowerBound), upperBound);',
  '}',
];
const PERSON = ['// This file is kept by Ada alone.', 'export const version = 17;'];
const INDENTED = BLOCK.map((line, i) => (i === 0 || i === BLOCK.length - 1 ? line : `    ${line}`));

/** A person's file to which a session's first turn adds the block below. */
function written(options: { ghosts?: boolean } = {}): WorldSession {
  world.commit('Begin', { 'a.ts': text(PERSON) });
  const session = world.session(options);
  const patch = `*** Update File: a.ts\n@@\n ${PERSON[1]}\n${BLOCK.map((line) => `+${line}`).join('\n')}`;
  session.turn('Add clampToRange').patch(patch, { 'a.ts': text([...PERSON, ...BLOCK]) });
  return session;
}

const OF_PERSON = PERSON.map((line) => `${line} ← commit · Begin`);
const of = (lines: readonly string[], origin: string): string[] => lines.map((line) => `${line} ← ${origin}`);

describe('L12: re-indented lines', () => {
  test('by a person who commits: with -w the agent, without the person', () => {
    written();
    world.commit('Clamp');
    world.commit('Format', { 'a.ts': text([...PERSON, ...INDENTED]) });
    expect(who('a.ts', {})).toEqual([
      ...OF_PERSON,
      `${INDENTED[0]} ← s1#1 exact · Clamp`,
      ...of(INDENTED.slice(1, 4), 'commit · Format'),
      `${INDENTED[4]} ← s1#1 exact · Clamp`,
    ]);
    expect(who('a.ts', { ignoreWhitespace: true })).toEqual([...OF_PERSON, ...of(INDENTED, 's1#1 exact · Clamp')]);
  });

  test('by a person, not committed', () => {
    written({ ghosts: false });
    world.write({ 'a.ts': text([...PERSON, ...INDENTED]) });
    expect(who('a.ts', { ignoreWhitespace: true })).toEqual([...OF_PERSON, ...of(INDENTED, 's1#1 exact · -')]);
    expect(who('a.ts', {}).slice(3, 6)).toEqual(of(INDENTED.slice(1, 4), 'untraced · -'));
  });

  test('by an agent over a person’s lines: the person’s commit', () => {
    world.commit('Begin', { 'a.ts': text(BLOCK) });
    world
      .session()
      .turn('Format')
      .shell('prettier -w a.ts', { 'a.ts': text(INDENTED) });
    expect(who('a.ts', {}).slice(1, 4)).toEqual(of(INDENTED.slice(1, 4), 's1#1 inferred · -'));
    expect(who('a.ts', { ignoreWhitespace: true })).toEqual(of(INDENTED, 'commit · Begin'));
  });

  test('twice, and once more with a new word: the one who wrote the word', () => {
    const session = written();
    session.turn('Format').shell('prettier -w a.ts', { 'a.ts': text([...PERSON, ...INDENTED]) });
    session.turn('talk').say('hello');
    const last = INDENTED.map((line, i) => (i === 2 ? line.replace('const', 'let') : line.replace('    ', '\t')));
    world.write({ 'a.ts': text([...PERSON, ...last]) });
    expect(who('a.ts', { ignoreWhitespace: true })).toEqual([
      ...OF_PERSON,
      ...of(last.slice(0, 2), 's1#1 exact · -'),
      `${last[2]} ← untraced · -`,
      ...of(last.slice(3), 's1#1 exact · -'),
    ]);
  });
});

describe('L17: a block that is moved within the file', () => {
  const moved = [...BLOCK, ...PERSON];
  // The shorter part is what a comparison shows as moved: the person's lines.
  const person = PERSON.length;

  test('by a person: with -M the first writer, without the mover', () => {
    written();
    world.commit('Clamp');
    const below = ['export const more = createMoreOfTheSame();', 'export const less = createLessOfTheSame();'];
    world.commit('Below', {
      'a.ts': text([...PERSON, ...BLOCK, ...below, ...below.map((line) => `${line} // again`)]),
    });
    const shuffled = [...PERSON, ...below, ...below.map((line) => `${line} // again`), ...BLOCK];
    world.commit('Shuffle', { 'a.ts': text(shuffled) });
    const plain = who('a.ts', {});
    const through = who('a.ts', { moves: 20 });
    expect(plain.filter((line) => line.endsWith('Shuffle'))).not.toEqual([]);
    expect(through).toEqual([
      ...OF_PERSON,
      ...of(shuffled.slice(2, 6), 'commit · Below'),
      ...of(BLOCK, 's1#1 exact · Clamp'),
    ]);
  });

  test('by an agent’s patch: the lines stay who wrote them', () => {
    const session = written();
    const patch = `*** Update File: a.ts\n@@\n${[...PERSON.map((line) => `-${line}`), ...BLOCK.map((line) => ` ${line}`), ...PERSON.map((line) => `+${line}`)].join('\n')}`;
    session.turn('Move').patch(patch, { 'a.ts': text(moved) });
    // The commit beside is told by git's history, in which the block that stood between was never committed.
    expect(who('a.ts', {}).slice(-person)).toEqual(of(PERSON, 's1#2 exact · Begin'));
    expect(who('a.ts', { moves: 20 }).slice(-person)).toEqual(OF_PERSON);
    // More than the two lines have.
    expect(who('a.ts', { moves: 60 }).slice(-person)).toEqual(of(PERSON, 's1#2 exact · Begin'));
  });

  test('by two patches of one turn, one that takes it away and one that puts it elsewhere', () => {
    const session = written();
    session
      .turn('Move')
      .patch(`*** Update File: a.ts\n@@\n${PERSON.map((line) => `-${line}`).join('\n')}`, { 'a.ts': text(BLOCK) })
      .patch(`*** Update File: a.ts\n@@\n ${BLOCK[4]}\n${PERSON.map((line) => `+${line}`).join('\n')}`, {
        'a.ts': text(moved),
      });
    expect(who('a.ts', { moves: 20 }).slice(-person)).toEqual(OF_PERSON);
  });

  test('and re-indented: -w and -M together', () => {
    written();
    world.commit('Clamp');
    const shuffled = [...INDENTED.map((line) => `  ${line}`), ...PERSON];
    world.commit('Shuffle', { 'a.ts': text(shuffled) });
    expect(who('a.ts', { ignoreWhitespace: true, moves: 20 })).toEqual([
      ...of(shuffled.slice(0, 5), 's1#1 exact · Clamp'),
      ...OF_PERSON,
    ]);
  });
});

describe('L17: a block that is copied to another file', () => {
  test('by an agent that moves it there: with -C its first writer, in one patch or two', () => {
    const session = written();
    session
      .turn('Split')
      .patch(
        `*** Update File: a.ts\n@@\n ${PERSON[1]}\n${BLOCK.map((line) => `-${line}`).join('\n')}\n${add('clamp.ts', ['// Split off.', ...BLOCK])}`,
        { 'a.ts': text(PERSON), 'clamp.ts': text(['// Split off.', ...BLOCK]) },
      );
    expect(who('clamp.ts', {})).toEqual(of(['// Split off.', ...BLOCK], 's1#2 exact · -'));
    expect(who('clamp.ts', { copies: { level: 1, score: 40 } })).toEqual([
      '// Split off. ← s1#2 exact · -',
      ...of(BLOCK, 's1#1 exact · -'),
    ]);
    // Its edit is told with the answer, under the file that it was made in.
    const { edits } = blame('clamp.ts', { copies: { level: 1, score: 40 } });
    expect(Object.values(edits).map(({ path, turn }) => [turn?.index, path])).toEqual([
      [2, 'clamp.ts'],
      [1, 'a.ts'],
    ]);
  });

  test('from a file that the turn leaves alone: with -C twice where the file is new, three times where it is not', () => {
    const session = written();
    world.commit('Clamp');
    session.turn('Copy').patch(add('new.ts', BLOCK), { 'new.ts': text(BLOCK) });
    const old = ['// Old and new.', 'export const kept = true;'];
    world.commit('Old', { 'old.ts': text(old) });
    const patch = `*** Update File: old.ts\n@@\n ${old[1]}\n${BLOCK.map((line) => `+${line}`).join('\n')}`;
    session.turn('Copy again').patch(patch, { 'old.ts': text([...old, ...BLOCK]) });
    const agents = (file: string, level: 1 | 2 | 3) =>
      who(file, { copies: { level, score: 40 } })
        .slice(-BLOCK.length)
        .map((line) => / ← (.*) · /.exec(line)?.[1]);
    expect([1, 2, 3].map((level) => new Set(agents('new.ts', level as 1)))).toEqual([
      new Set(['s1#2 exact']),
      new Set(['s1#1 exact']),
      new Set(['s1#1 exact']),
    ]);
    expect([1, 2, 3].map((level) => new Set(agents('old.ts', level as 1)))).toEqual([
      new Set(['s1#3 exact']),
      new Set(['s1#3 exact']),
      new Set(['s1#1 exact']),
    ]);
  });

  test('by a person who moves it there in a commit: the agent’s with -C', () => {
    written();
    world.commit('Clamp');
    world.commit('Split', { 'a.ts': text(PERSON), 'clamp.ts': text(['// Split off by hand.', ...BLOCK]) });
    expect(who('clamp.ts', {}).slice(1)).toEqual(of(BLOCK, 'commit · Split'));
    expect(who('clamp.ts', { copies: { level: 1, score: 40 } })).toEqual([
      '// Split off by hand. ← commit · Split',
      ...of(BLOCK, 's1#1 exact · Clamp'),
    ]);
  });

  test('a person’s block that an agent copies is the person’s commit', () => {
    world.commit('Begin', { 'a.ts': text(BLOCK) });
    world
      .session()
      .turn('Copy')
      .patch(add('b.ts', BLOCK), { 'b.ts': text(BLOCK) });
    expect(who('b.ts', { copies: { level: 1, score: 40 } })).toEqual(of(BLOCK, 's1#1 exact · -'));
    expect(who('b.ts', { copies: { level: 2, score: 40 } })).toEqual(of(BLOCK, 'commit · Begin'));
  });
});

describe('--ignore-turn: a turn, a session or an edit that is looked through', () => {
  /** What a formatter makes of the block: other quotes and spaces, one line in two. */
  const FORMATTED = [
    'export function clampToRange( value ) {',
    '  const lowerBound = readLowerBound( );',
    '  const upperBound = readUpperBound( );',
    '  return Math.min(',
    '    Math.max(value, lowerBound), upperBound);',
    '} // end of clampToRange',
    '/* zzz qqq www */',
  ];

  function formatted(): WorldSession {
    const session = written();
    session.turn('Format').shell('prettier -w a.ts', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    session.turn('talk').say('hello');
    return session;
  }

  const WRITTEN = [
    ...OF_PERSON,
    ...of(FORMATTED.slice(0, 6), 's1#1 exact · -'),
    // Nothing like it was there before: it stays with the turn.
    `${FORMATTED[6]} ← s1#2 snapshot · -`,
  ];

  test('a turn', () => {
    const { id } = formatted();
    expect(who('a.ts', {}).slice(2)).toEqual(of(FORMATTED, 's1#2 snapshot · -'));
    for (const name of [`${id}:2`, `${id}:#2`, '00000001:2', '0:2']) {
      expect(who('a.ts', { ignoreTurns: [name] })).toEqual(WRITTEN);
    }
  });

  test('an edit', () => {
    formatted();
    const edit = blame('a.ts', {}).lines[2]?.edit as string;
    expect(who('a.ts', { ignoreTurns: [edit] })).toEqual(WRITTEN);
  });

  test('a session of its own, whatever its turns', () => {
    written();
    const formatter = world.session();
    formatter.turn('Format').shell('prettier -w a.ts', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    formatter.turn('talk').say('hello');
    expect(who('a.ts', { ignoreTurns: [formatter.id] })).toEqual(WRITTEN.map((line) => line.replace('s1#2', 's2#1')));
  });

  test.each([true, false])('over a person’s lines: the commit that they came with (committed: %s)', (committed) => {
    world.commit('Begin', { 'a.ts': text([...PERSON, ...BLOCK]) });
    const session = world.session();
    session.turn('Format').shell('prettier -w a.ts', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    if (committed) world.commit('Format');
    session.turn('talk').say('hello');
    expect(who('a.ts', { ignoreTurns: [`${session.id}:1`] })).toEqual([
      ...OF_PERSON,
      ...of(FORMATTED.slice(0, 6), 'commit · Begin'),
      `${FORMATTED[6]} ← s1#1 snapshot · ${committed ? 'Format' : '-'}`,
    ]);
  });

  test('another turn: nothing changes', () => {
    const { id } = formatted();
    expect(who('a.ts', { ignoreTurns: [`${id}:3`] })).toEqual(who('a.ts', {}));
  });

  test('what is not there, or could be several', () => {
    const { id } = formatted();
    world.session().turn('talk').say('hello');
    const ask = (name: string) => () => who('a.ts', { ignoreTurns: [name] });
    expect(ask(`${id}:9`)).toThrow(expect.objectContaining({ code: 'NO_SUCH_EDIT' }));
    expect(ask('nobody')).toThrow(expect.objectContaining({ code: 'NO_SUCH_EDIT' }));
    expect(ask('')).toThrow(expect.objectContaining({ code: 'NO_SUCH_EDIT' }));
    expect(ask('0000000')).toThrow(expect.objectContaining({ code: 'AMBIGUOUS' }));
  });
});

describe('--ignore-rev: a commit that is looked through', () => {
  const FORMATTED = BLOCK.map((line) => line.replace('(', '( ').replace(')', ' )'));
  const OF_AGENT = [...OF_PERSON, ...of(FORMATTED, 's1#1 exact · Clamp')];

  test('a person’s formatting after the last trace: the agent’s lines are the agent’s again', () => {
    written();
    world.commit('Clamp');
    const format = world.commit('Format', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    expect(who('a.ts', {}).slice(2, 6)).toEqual(of(FORMATTED.slice(0, 4), 'commit · Format'));
    expect(who('a.ts', { ignoreRevs: ['HEAD'] })).toEqual(OF_AGENT);
    world.repo.write({ revs: `# Formatting\n\n${format} # the big one\n` });
    expect(who('a.ts', { ignoreRevsFiles: ['revs'] })).toEqual(OF_AGENT);
    expect(who('a.ts', { ignoreRevsFiles: ['revs', ''] })).toEqual(who('a.ts', {}));
    world.git('config', 'blame.ignoreRevsFile', 'revs');
    expect(who('a.ts', {})).toEqual(OF_AGENT);
    expect(who('a.ts', {}, 'HEAD')).toEqual(OF_AGENT);
    expect(who('a.ts', { ignoreRevsFiles: [''] }).slice(2, 6)).toEqual(of(FORMATTED.slice(0, 4), 'commit · Format'));
  });

  test('between two turns that change the file', () => {
    const session = written();
    world.commit('Clamp');
    world.commit('Format', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    const patch = `*** Update File: a.ts\n@@\n ${FORMATTED[4]}\n+// The end.`;
    session.turn('Close').patch(patch, { 'a.ts': text([...PERSON, ...FORMATTED, '// The end.']) });
    expect(who('a.ts', { ignoreRevs: ['HEAD'] })).toEqual([...OF_AGENT, '// The end. ← s1#2 exact · -']);
  });

  test('an agent’s formatting that a person commits', () => {
    const session = written();
    world.commit('Clamp');
    session.turn('Format').shell('prettier -w a.ts', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    world.commit('Format');
    session.turn('talk').say('hello');
    expect(who('a.ts', {}).slice(2, 6)).toEqual(of(FORMATTED.slice(0, 4), 's1#2 snapshot · Format'));
    expect(who('a.ts', { ignoreRevs: ['HEAD'] })).toEqual(OF_AGENT);
  });

  test('a commit that was pulled', () => {
    written();
    world.commit('Clamp');
    const other = world.another('other');
    other.git('pull', '-q', world.repo.dir, 'main');
    world.commitIn(other, 'Format', { 'a.ts': text([...PERSON, ...FORMATTED]) });
    world.git('pull', '-q', other.dir, 'main');
    expect(who('a.ts', { ignoreRevs: ['HEAD'] })).toEqual(OF_AGENT);
  });

  test('lists that cannot be used', () => {
    world.commit('Begin', { 'a.ts': 'one\n', bad: 'abc\n' });
    const ask = (name: string) => () => who('a.ts', { ignoreRevsFiles: [name] });
    expect(ask('none')).toThrow(expect.objectContaining({ code: 'NO_SUCH_FILE' }));
    expect(ask('bad')).toThrow(expect.objectContaining({ code: 'UNREADABLE' }));
    expect(() => who('a.ts', { ignoreRevs: ['nothing'] })).toThrow(
      expect.objectContaining({ code: 'NO_SUCH_REVISION' }),
    );
    world.git('config', 'blame.ignoreRevsFile', '.git-blame-ignore-revs');
    expect(blame('a.ts', {}).warnings.map(({ code, subject }) => [code, subject])).toEqual([
      ['ignore_revs_file', '.git-blame-ignore-revs'],
      ['no_sessions', null],
    ]);
  });
});

test('without options nothing is seen through, and asking for nothing is the same as not asking', () => {
  written();
  world.commit('Clamp');
  world.commit('Format', { 'a.ts': text([...PERSON, ...INDENTED]) });
  expect(blame('a.ts', {})).toEqual(world.blame('a.ts'));
});
