import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { explainLine } from '../../src/app/explain-line.js';
import type { AiBlameError } from '../../src/errors.js';
import type { WhyResult } from '../../src/model/why-result.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const QUIET = { update: () => {}, end: () => {} };

function why(file: string, line: number, options: { revision?: string; directory?: string } = {}): WhyResult {
  const { revision = null, directory = world.repo.dir } = options;
  const place = { directory, homes: { codex: [] }, movedFrom: [] };
  return explainLine({ file, line, revision, agents: [], place }, world.env(), QUIET);
}

/** Each station as `role who text [commit]`; who is `s1#2 evidence` for an agent, else the origin. */
function life(result: WhyResult): string[] {
  return result.life.map(({ role, origin, text, edit, commit }) => {
    const record = edit === null ? undefined : result.edits[edit];
    const who =
      record === undefined ? origin : `s${Number(record.session.slice(0, 8))}#${record.turn?.index} ${record.evidence}`;
    const beside = commit === null ? '' : ` [${result.commits[commit]?.summary}]`;
    return `${role} ${who}: ${text}${beside}`;
  });
}

function ended(result: WhyResult): unknown {
  return result.ended === null ? null : { code: result.ended.code, subjects: result.ended.subjects };
}

function removeObject(oid: string): void {
  rmSync(join(world.repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
}

/** The place of the record that holds something, as `path:line`. */
function placeOf(session: WorldSession, part: string): string {
  const line = session.lines.findLastIndex((record) => record.includes(part)) + 1;
  return `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${session.id}.jsonl:${line}`;
}

describe('the life of a line', () => {
  test('every writer, the newest first, with the commit beside', () => {
    world.commit('Begin', { f: 'top\nlimit = 1\nend\n' });
    const session = world.session();
    session.turn('raise').patch('*** Update File: f\n@@\n-limit = 1\n+limit = 2', { f: 'top\nlimit = 2\nend\n' });
    session.turn('again', { model: 'gpt-other' }).shell("sed -i 's/= 2/= 3/' f", { f: 'top\nlimit = 3\nend\n' });
    session.turn('talk').say('done');
    const head = world.commit('Raise the limit');
    const result = why('f', 2);
    expect(life(result)).toEqual([
      'writer s1#2 snapshot: limit = 3 [Raise the limit]',
      'writer s1#1 exact: limit = 2',
      'writer commit: limit = 1 [Begin]',
    ]);
    const { life: stations, edits, commits, looks, warnings, ...rest } = result;
    expect(looks).toEqual({ [stations[0]?.edit ?? '']: [], [stations[1]?.edit ?? '']: [] });
    const [newest, first, base] = stations;
    expect(rest).toEqual({
      schema: 'ai-blame/why@1',
      repository: { root: world.repo.dir, head },
      path: 'f',
      revision: null,
      line: 2,
      text: 'limit = 3',
      origin: 'agent',
      edit: newest?.edit,
      commit: head,
      ended: null,
    });
    const records = world.edits().edits;
    expect(Object.values(edits).sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? -1 : 1))).toEqual(records);
    expect([newest?.edit, first?.edit, base?.edit]).toEqual([records[1]?.id, records[0]?.id, null]);
    expect([newest?.time, first?.time]).toEqual([records[1]?.timestamp, records[0]?.timestamp]);
    expect(Object.values(commits).map(({ summary }) => summary)).toEqual(['Raise the limit', 'Begin']);
    expect(base?.time).toBe(commits[base?.commit ?? '']?.time);
    expect(warnings).toEqual([]);
  });

  test('lines of commits alone: who had it before, through a rename', () => {
    world.commit('First', { f: 'a\nb\nc\nd\ne\nvalue = one\n' });
    world.commit('Second', { f: 'a\nb\nc\nd\ne\nvalue = two\n' });
    world.git('mv', 'f', 'g');
    world.commit('Rename');
    world.commit('Third', { g: 'a\nb\nc\nd\ne\nvalue = three\n' });
    expect(life(why('g', 6))).toEqual([
      'writer commit: value = three [Third]',
      'writer commit: value = two [Second]',
      'writer commit: value = one [First]',
    ]);
  });

  test('a person between two agents: as a commit, and where none has it', () => {
    world.commit('Begin', { f: 'x = 1\n' });
    const session = world.session();
    session.turn('two').patch('*** Update File: f\n@@\n-x = 1\n+x = 2', { f: 'x = 2\n' });
    session.turn('talk').say('hello');
    world.commit('Three', { f: 'x = 3\n' });
    session.turn('talk').say('hello');
    world.write({ f: 'x = 4\n' });
    session.turn('five').patch('*** Update File: f\n@@\n-x = 4\n+x = 5', { f: 'x = 5\n' });
    expect(life(why('f', 1))).toEqual([
      'writer s1#4 exact: x = 5',
      'writer untraced: x = 4',
      'writer commit: x = 3 [Three]',
      'writer s1#1 exact: x = 2',
      'writer commit: x = 1 [Begin]',
    ]);
  });

  test('a line that was brought back: who did that, what stood there meanwhile, and who had written it', () => {
    world.commit('Begin', { f: 'top\n' });
    const session = world.session();
    session.turn('add').patch('*** Update File: f\n@@\n top\n+first words', { f: 'top\nfirst words\n' });
    session.turn('change').patch('*** Update File: f\n@@\n top\n-first words\n+other words', {
      f: 'top\nother words\n',
    });
    world.write({ f: 'top\nfirst words\n' });
    session.record('event_msg', {
      type: 'undo_completed',
      success: true,
      message: `Undo restored snapshot ${session.ghosts[1]?.slice(0, 7)}.`,
    });
    session.turn('talk').say('hello');
    expect(life(why('f', 2))).toEqual([
      'restorer untraced: first words',
      'writer s1#2 exact: other words',
      'writer s1#1 exact: first words',
    ]);
  });

  test('lines that a commit left out were never away', () => {
    world.commit('Begin', { f: 'top\n' });
    const session = world.session();
    session.turn('add').patch('*** Update File: f\n@@\n top\n+one\n+two', { f: 'top\none\ntwo\n' });
    session.turn('talk').say('hello');
    world.repo.write({ f: 'top\none\n' });
    world.git('add', 'f');
    world.repo.write({ f: 'top\none\ntwo\n' });
    world.git('commit', '-q', '-m', 'In part');
    expect([life(why('f', 2)), life(why('f', 3))]).toEqual([
      ['writer s1#1 exact: one [In part]'],
      ['writer s1#1 exact: two'],
    ]);
  });

  test('a line end that changed is a station of its own', () => {
    const session = world.session();
    session.turn('add').patch('*** Add File: f\n+one\n+two', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    world.write({ f: 'one\r\ntwo\r\n' });
    session.turn('talk').say('hello');
    expect(life(why('f', 1))).toEqual(['line-end untraced: one', 'writer s1#1 exact: one']);
  });

  test("another work tree's agent wrote it, and a merge brought it", () => {
    world.commit('Begin', { f: 'base\n' });
    const linked = join(world.base, 'linked');
    world.git('worktree', 'add', '-q', '-b', 'side', linked);
    const repo = new GitRepo(linked, null);
    const session = world.session({ repo, cwd: linked });
    session.turn('add').patch('*** Update File: f\n@@\n base\n+side', { f: 'base\nside\n' });
    world.commitIn(repo, 'Side');
    world.git('merge', '-q', '--no-ff', '-m', 'Merge', 'side');
    const result = why('f', 2);
    expect({ life: life(result), ended: ended(result) }).toEqual({
      life: ['writer s1#1 exact: side [Side]'],
      ended: null,
    });
  });

  test('renames of the file: a person’s git mv, and an agent’s patch', () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\nfour\n' });
    const session = world.session();
    session.turn('write').patch('*** Update File: f\n@@\n four\n+five', { f: 'one\ntwo\nthree\nfour\nfive\n' });
    world.commit('Five');
    world.git('mv', 'f', 'g');
    const moved = world.commit('Another name');
    const moves = '*** Update File: g\n*** Move to: h\n@@\n-one\n+ONE';
    session.turn('move').patch(moves, { g: null, h: 'ONE\ntwo\nthree\nfour\nfive\n' });
    session.turn('talk').say('hello');
    const { life, edits } = why('h', 5);
    expect(
      life.map(({ role, origin, renamed, edit, commit }) => ({
        role,
        origin,
        renamed: renamed ?? null,
        turn: edits[edit ?? '']?.turn?.index ?? null,
        moved: commit === moved,
      })),
    ).toEqual([
      { role: 'renamer', origin: 'agent', renamed: { from: 'g', to: 'h' }, turn: 2, moved: false },
      { role: 'renamer', origin: 'commit', renamed: { from: 'f', to: 'g' }, turn: null, moved: true },
      { role: 'writer', origin: 'agent', renamed: null, turn: 1, moved: false },
    ]);
    expect(why('h', 1).life.map(({ role }) => role)).toEqual(['renamer', 'writer', 'renamer', 'writer']);
  });

  test('a commit that is older than the edit which brought its text back stays with who had it before', () => {
    const begin = world.commit('Begin', { f: 'mode = fast\n' });
    const session = world.session();
    session.turn('slow').patch('*** Update File: f\n@@\n-mode = fast\n+mode = slow', { f: 'mode = slow\n' });
    session.turn('fast').patch('*** Update File: f\n@@\n-mode = slow\n+mode = fast', { f: 'mode = fast\n' });
    session.turn('talk').say('hello');
    world.commit('Other', { g: 'g\n' });
    expect(
      why('f', 1).life.map(({ text, origin, edit, commit }) => [text, origin, edit !== null, commit === begin]),
    ).toEqual([
      ['mode = fast', 'agent', true, false],
      ['mode = slow', 'agent', true, false],
      ['mode = fast', 'commit', false, true],
    ]);
  });

  test('as of a revision, and in a file whose name holds colons', () => {
    world.commit('Begin', { 'a:1': 'x = 1\n' });
    world.session().turn('two').patch('*** Update File: a:1\n@@\n-x = 1\n+x = 2', { 'a:1': 'x = 2\n' });
    const second = world.commit('Two');
    world.commit('Three', { 'a:1': 'x = 3\n' });
    const result = why('a:1', 1, { revision: 'HEAD~1' });
    expect({ life: life(result), revision: result.revision }).toEqual({
      life: ['writer s1#1 exact: x = 2 [Two]', 'writer commit: x = 1 [Begin]'],
      revision: second,
    });
  });

  test('bytes that are no text', () => {
    world.commit('Begin', {});
    world.repo.write({ f: Buffer.from([0xff, 0x41, 0x0a]) });
    world.commit('Bytes');
    const { text, textBase64, life: stations } = why('f', 1);
    const expected = { text: '\ufffdA', textBase64: '/0E=' };
    expect({ text, textBase64 }).toEqual(expected);
    expect(stations).toMatchObject([{ origin: 'commit', ...expected }]);
  });
});

describe('what ended the search', () => {
  test('no_session', () => {
    world.commit('Begin', { f: 'x\n' });
    expect(ended(why('f', 1))).toEqual({ code: 'no_session', subjects: [] });
  });

  test('codex reader 10: older_than_traces: in a commit, or before the first snapshot', () => {
    world.commit('Begin', { f: 'committed\n' });
    world.write({ f: 'committed\nnot committed\n' });
    const session = world.session();
    session.turn('talk').say('hello');
    expect([ended(why('f', 1)), ended(why('f', 2))]).toEqual([
      { code: 'older_than_traces', subjects: [] },
      { code: 'older_than_traces', subjects: [] },
    ]);
    expect(life(why('f', 2))).toEqual(['writer preexisting: not committed']);
  });

  test('older_than_traces: a file that no trace ever saw', () => {
    world.commit('Begin', { f: 'x\n', g: 'y\n' });
    world.session({ ghosts: false }).turn('work').patch('*** Update File: f\n@@\n-x\n+z', { f: 'z\n' });
    expect(ended(why('g', 1))).toEqual({ code: 'older_than_traces', subjects: [] });
  });

  test('changed_between_turns', () => {
    const session = world.session();
    session.turn('talk').say('hello');
    world.write({ f: 'mine\n' });
    session.turn('talk').say('hello');
    const result = why('f', 1);
    expect({ life: life(result), ended: ended(result) }).toEqual({
      life: ['writer untraced: mine'],
      ended: { code: 'changed_between_turns', subjects: [] },
    });
  });

  test('older_than_traces: written long before, though a line end changed and a rewind brought it back', () => {
    world.commit('Begin', { g: 'y\n' });
    world.write({ f: 'top\nwords\n' });
    const session = world.session();
    session.turn('talk').say('hello');
    session.turn('change').patch('*** Update File: f\n@@\n top\n-words\n+other words', { f: 'top\nother words\n' });
    world.write({ f: 'top\nwords\n' });
    session.record('event_msg', {
      type: 'undo_completed',
      success: true,
      message: `Undo restored snapshot ${session.ghosts[1]?.slice(0, 7)}.`,
    });
    session.turn('talk').say('hello');
    world.write({ f: 'top\nwords\r\n' });
    session.turn('talk').say('hello');
    const result = why('f', 2);
    expect({ life: life(result), ended: ended(result) }).toEqual({
      life: [
        'line-end untraced: words',
        'restorer untraced: words',
        'writer s1#2 exact: other words',
        'writer preexisting: words',
      ],
      ended: { code: 'older_than_traces', subjects: [] },
    });
  });

  test('came_with_commit: pulled between two turns', () => {
    world.commit('Begin', { f: 'base\n' });
    world.git('checkout', '-q', '-b', 'other');
    const other = world.commit('Other', { f: 'base\nother\n' });
    world.git('checkout', '-q', 'main');
    const session = world.session();
    session.turn('run').shell('./tool');
    world.git('merge', '-q', '--ff-only', 'other');
    session.turn('talk').say('hello');
    expect(ended(why('f', 2))).toEqual({ code: 'came_with_commit', subjects: [other] });
  });

  test('snapshot_lost: the one between two turns that can have written it', () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one').shell('./tool', { f: 'base\none\n' });
    session.turn('two').shell('./tool');
    session.turn('three').say('done');
    const lost = session.ghosts[1] ?? '';
    removeObject(lost);
    const result = why('f', 2);
    expect({ life: life(result), ended: ended(result) }).toEqual({
      life: ['writer untraced: one'],
      ended: { code: 'snapshot_lost', subjects: [lost] },
    });
  });

  test('snapshot_lost: the first, after which a turn can have written it', () => {
    world.commit('Begin', { g: 'base\n' });
    const session = world.session();
    session.turn('one').shell('./tool', { f: 'one\n' });
    session.turn('two').say('done');
    const lost = session.ghosts[0] ?? '';
    removeObject(lost);
    expect(ended(why('f', 1))).toEqual({ code: 'snapshot_lost', subjects: [lost] });
  });

  test('snapshot_lost: all of them', () => {
    world.commit('Begin', { g: 'base\n' });
    const session = world.session();
    session.turn('one').shell('./tool', { f: 'one\n' });
    session.turn('two').shell('./tool');
    for (const ghost of session.ghosts) removeObject(ghost);
    expect(ended(why('f', 1))).toEqual({ code: 'snapshot_lost', subjects: session.ghosts });
  });

  test('undecided: two sessions ran something in one window', () => {
    world.commit('Begin', { f: 'base\n' });
    const one = world.session();
    const two = world.session({ ghosts: false });
    one.turn('one').shell('./tool');
    two.turn('two').shell('./tool', { f: 'base\nwhose\n' });
    one.turn('done').say('done');
    expect(ended(why('f', 2))).toEqual({ code: 'undecided', subjects: [`${one.id} turn 1`, `${two.id} turn 1`] });
  });

  test('patch_not_matched: the text is in a patch whose place is not to be found', () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session({ ghosts: false });
    session.turn('add').patch('*** Update File: f\n@@\n gone\n+the same words', {
      f: 'the same words\nthe same words\n',
    });
    session.patch('*** Update File: f\n@@\n gone\n+the same words', {}, 'no result that tells');
    const result = why('f', 1);
    expect(result.origin).toBe('untraced');
    expect(ended(result)).toEqual({ code: 'patch_not_matched', subjects: [placeOf(session, 'Success')] });
  });
});

describe('questions without an answer', () => {
  test.each<[string, number, string, number]>([
    ['f', 2, 'USAGE', 2],
    ['f', 999_999_999, 'USAGE', 2],
    ['nothing', 1, 'NO_SUCH_FILE', 3],
    ['.', 1, 'IS_DIRECTORY', 3],
  ])('%s:%i', (file, line, code, exitCode) => {
    world.commit('Begin', { f: 'x\n' });
    expect(trouble(() => why(file, line))).toEqual({ code, exitCode });
  });
});

function trouble(act: () => unknown): { code: string; exitCode: number } {
  try {
    act();
  } catch (error) {
    const { code, exitCode } = error as AiBlameError;
    return { code, exitCode };
  }
  throw new Error('nothing was thrown');
}

test('what the agent had looked at in the turn before it wrote the line, and in no other', () => {
  world.commit('first', { f: 'one\n', 'lib/a': 'a\n', b: 'b\n' });
  const session = world.session();
  session.turn('look').shell('cat b');
  session.turn('write').shell("sed -n '1,5p' lib/a").shell('cat /etc/hosts f');
  session.patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' }).shell('cat b');
  const { edit, looks } = why('f', 2);
  expect((looks[edit ?? ''] ?? []).map(({ path, lines }) => [path, lines])).toEqual([
    ['lib/a', null],
    ['/etc/hosts', null],
    ['f', null],
  ]);
});
