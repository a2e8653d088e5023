import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { caseRecordings, type TruthEdit } from '../../fixtures/lay-out.mjs';
import { RecordedWorld } from '../support/recorded-world.js';

/** Cases whose files have to hold, line by line, what the script of the recording says. */
const LINES: readonly (readonly [id: string, title: string, ...paths: string[]])[] = [
  ['C1', 'a command appends to a tracked file', 'c1.txt'],
  ['C2', 'a session of one turn creates a file by a patch', 'c2.txt'],
  ['C3', 'the last turn writes a file by a patch', 'c3.txt'],
  ['C4', 'the last turn writes by a command, and the first ghost of the next session shows it', 'c4.txt'],
  ['C5', 'three turns by three models', 'c5.txt'],
  ['C6', 'a file that one turn wrote and the ghost of the next one shows', 'c6.txt'],
  ['C8', 'a person creates a file after a turn without any command', 'mine.md'],
  ['C9', 'a person is on another branch when a turn begins', 'c9.txt'],
  ['C10', 'untracked files of an agent are committed before the next turn', 'seed/hello.md', 'seed/tool.sh'],
  ['C11', 'git rm --cached of a person’s file', 'c11.txt'],
  ['C12', 'Move to, git mv, and delete with add of the same text', 'c12-moved.txt', 'c12-git-new.txt', 'c12-again.txt'],
  ['C16', 'patches without ghosts (or with them)', 'c2.txt', 'l1.txt'],
  ['C17', 'turns of resumed sessions', 'seed/hello.md', 'l2.txt'],
  ['C24', 'a session in a sub-folder', 'c24.txt', 'c24-mine.txt', 'deep/c24-in.txt'],
  ['C25', 'files in folders that ghosts leave out', 'dist/out.js', 'node_modules/x/index.js'],
  ['C26', 'two sessions at once: patches to each its own, a tool’s lines to neither', 'c26.txt', 'c26-tool.txt'],
  ['C28', 'a patch that failed, was refused, was declined, and one of a turn that was cancelled', 'c28.txt'],
  ['C29', 'heredocs, after cd, with workdir', 'deep/c29.txt', 'deep/sub/c29.txt', 'deep/sub/c29-workdir.txt'],
  ['C30', 'a patch that fits loosely', 'c30.txt'],
  ['C31', 'one patch with several files', 'c31-a.txt', 'c31-c.txt', 'c31-d.txt'],
  ['C33', 'a turn that reads, and a person who edits', 'c33.txt'],
  ['C34', 'no commit yet', 'seed/hello.md', 'seed/plan.md', 'seed/tool.sh'],
  ['L1', 'one line of five', 'l1.txt'],
  ['L2', 'two turns add a line each', 'l2.txt'],
  ['L3', 'a person inserts above', 'l3.txt'],
  ['L4', 'a person adds to an agent’s file', 'l4.txt'],
  ['L5', 'the text also stands above', 'l5.txt'],
  ['L6', 'part of a line', 'l6.txt'],
  ['L7', 'the last turn ran a tool', 'l7.txt'],
  ['L8', 'context lines', 'l8.txt'],
  ['L9', 'the middle of a block goes', 'l9.txt'],
  ['L10', 'two places at once', 'l10.txt'],
  ['L11', 'blank lines at the end, no final newline, empty', 'l11.txt', 'l11-open.txt', 'l11-empty.txt'],
  ['L12', 'a person re-indents', 'l12.js'],
  ['L16', 'blank lines and lone braces', 'l16.js'],
  ['L17', 'a block is moved and copied: without options the mover', 'l17.txt', 'l17-copy.txt'],
  ['L18', 'a line becomes what it was', 'l18.txt'],
  ['L19', 'a person puts back what an agent deleted', 'l19.txt'],
  ['G2', 'a merge brings lines', 'g2.txt', 'c9.txt'],
  ['G3', 'an agent resolves a conflict', 'g3.txt'],
  ['G4', 'stash and pop around a turn', 'g4.txt'],
  ['G5', 'an agent commits by itself', 'g5.txt'],
  ['G6', 'git mv by a person', 'g6-new.txt'],
  ['G7', 'a session in another work tree, whose lines a merge brought', 'g7.txt'],
  ['G11', 'odd names', 'with blank.txt', 'quo"te.txt', 'ünï.txt', '-dash.txt'],
  ['G13', 'a change of the mode', 'g13.sh'],
  ['F2', 'files that only look like those of an agent', 'README.md', 'l7.sh', 'c26.sh'],
];

describe.each(caseRecordings)('the recording %s', (name) => {
  const world = new RecordedWorld(name);
  const { truth } = world;
  afterAll(() => world.remove());

  test.each(LINES)('%s: %s', (_id, _title, ...paths) => {
    const found = paths.map((path) => [path, world.writers(path)]);
    expect(found).toEqual(paths.map((path) => [path, world.scripted(path)]));
  });

  test('every file of the recording belongs to a case', () => {
    const named = new Set(LINES.flatMap(([, , ...paths]) => paths));
    expect(Object.keys(truth.files).filter((path) => !named.has(path))).toEqual([]);
  });

  test('C32: the edits are those of the script, each once', () => {
    const found = world
      .edits()
      .map((edit) => `${edit.session} ${edit.turn?.index} ${edit.model} ${edit.action} ${edit.path} ${edit.evidence}`);
    const scripted = truth.edits
      .filter((edit) => isListed(edit))
      .map(({ session, turn, model, action, path, evidence }) => {
        const level = evidence === 'shell-only' ? 'inferred' : evidence;
        return `${session} ${turn} ${model} ${action} ${path} ${level}`;
      });
    expect(found.toSorted()).toEqual(scripted.toSorted());
  });

  test('C6: what a later ghost shows has the time of that ghost, and the turn’s own beside', () => {
    const edit = world.edits().find(({ path }) => path === 'c6.txt');
    const shown = truth.ghosts.find(({ session, turn }) => session === world.session('main') && turn === 2);
    const [time = '', turn = ''] = [edit?.timestamp ?? '', edit?.turn?.startedAt ?? ''];
    expect(edit?.turn?.index).toBe(1);
    expect(turn < time).toBe(true);
    expect(edit?.snapshots.after ?? null).toBe(shown?.id ?? null);
  });

  test('C12: renames are records of the agent’s, with the old name', () => {
    const renames = world.edits().filter(({ action }) => action === 'rename');
    expect(renames.map(({ previousPath, path }) => `${previousPath} ${path}`).toSorted()).toEqual([
      'c12-git-old.txt c12-git-new.txt',
      'c12-gone.txt c12-again.txt',
      'c12-old.txt c12-moved.txt',
      'c31-b.txt c31-c.txt',
    ]);
  });

  test.each(['c13.txt', 'c13-shell.txt'])('C13: %s was deleted, which blame says', (path) => {
    expect(() => world.blame(path)).toThrow(`There is no file ${path} in the work tree`);
  });

  test('C15: a session in another repository has no part here', () => {
    expect(world.edits().filter(({ session }) => session === world.session('other'))).toEqual([]);
  });

  test('C19: each edit has the session, the version of the program and the record of its trace', () => {
    const release = name.split('-')[0];
    for (const edit of world.edits()) {
      const record =
        readFileSync(join(world.codexHome, edit.trace.path), 'utf8').split('\n')[edit.trace.line - 1] ?? '';
      expect(edit.agentVersion).toBe(release);
      expect(edit.trace.path).toContain(edit.session);
      if (edit.call !== null) expect(record).toContain(edit.call);
    }
  });

  test('C20: a home whose path has blanks', () => {
    const home = world.copyHome('a home with blanks');
    expect(world.writers('l1.txt', { homes: [home] })).toEqual(world.scripted('l1.txt'));
  });

  test('C22: archived sessions', () => {
    const home = world.copyHome('archived');
    const files = readdirSync(join(home, 'sessions'), { recursive: true, withFileTypes: true });
    mkdirSync(join(home, 'archived_sessions'));
    for (const file of files.filter((entry) => entry.isFile())) {
      renameSync(join(file.parentPath, file.name), join(home, 'archived_sessions', file.name));
    }
    expect(world.writers('c5.txt', { homes: [home] })).toEqual(world.scripted('c5.txt'));
  });

  test('C23: the same home twice, and through a symbolic link', () => {
    const link = join(world.base, 'link');
    symlinkSync(world.codexHome, link);
    const homes = [world.codexHome, `${world.codexHome}/`, link];
    expect(world.edits(homes).map(({ id }) => id)).toEqual(world.edits().map(({ id }) => id));
  });

  test('C31: one patch, one call for each of its files', () => {
    const files = ['c31-a.txt', 'c31-c.txt', 'c31-d.txt'];
    const edits = world.edits().filter(({ path }) => files.includes(path));
    expect(edits.map(({ path, action }) => `${action} ${path}`).toSorted()).toEqual([
      'create c31-d.txt',
      'modify c31-a.txt',
      'rename c31-c.txt',
    ]);
    expect(new Set(edits.map(({ call }) => call)).size).toBe(1);
  });

  test('C36: a torn last line of every rollout', () => {
    const home = world.copyHome('torn');
    const files = readdirSync(join(home, 'sessions'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      appendFileSync(join(file.parentPath, file.name), '{"timestamp":"2026-11-21T1');
    }
    expect(world.writers('l2.txt', { homes: [home] })).toEqual(world.scripted('l2.txt'));
  });

  test('L12: with -w the line is the agent’s again', () => {
    const found = world.writers('l12.js', { seeThrough: { ignoreWhitespace: true } });
    const [, second = ''] = found;
    expect(second).toBe(`  return value * 2; ← ${world.session('main')} 1 ${modelOf('main', 1)} exact`);
  });

  test('L17: with -M and -C the block is its first writer’s', () => {
    const first = `${world.session('main')} 1 ${modelOf('main', 1)} exact`;
    const moved = world.writers('l17.txt', { seeThrough: { moves: 20 } });
    expect(moved.slice(-2).map((line) => line.split(' ← ')[1])).toEqual([first, first]);
    const copies = { level: 3, score: 40 } as const;
    const copied = world.writers('l17-copy.txt', { seeThrough: { moves: 20, copies } });
    expect(copied.map((line) => line.split(' ← ')[1])).toEqual([first, first]);
  });

  test('L15: the same answer on every run', () => {
    expect(world.blame('l2.txt')).toEqual(world.blame('l2.txt'));
    expect(world.edits()).toEqual(world.edits());
  });

  test('G5: the commit that the agent made is told beside', () => {
    const { lines, commits } = world.blame('g5.txt');
    expect(lines.map(({ commit }) => commits[commit ?? '']?.summary)).toEqual(['Begin', 'Say more']);
  });

  test('F4: what cannot be asked', () => {
    expect(() => world.blame('deep')).toThrow(/is a folder/);
    expect(() => world.blame('never.txt')).toThrow(/There is no file/);
    expect(() => world.blame('../codex-home')).toThrow(/outside/);
  });

  /** Not what no record tells, and what another work tree saw. */
  function isListed({ evidence, session }: TruthEdit): boolean {
    return evidence !== 'unseen' && session !== world.session('worktree');
  }

  function modelOf(alias: string, turn: number): string | undefined {
    return truth.sessions[alias]?.turns.find(({ index }) => index === turn)?.model;
  }
});

describe.each(caseRecordings)('the recording %s, its history rewritten afterwards', (name) => {
  const REWRITES: readonly (readonly [string, (git: (...args: string[]) => string) => void])[] = [
    ['amended', (git) => git('commit', '-q', '--amend', '-m', 'Another message')],
    [
      'squashed',
      (git) => {
        const root = git('rev-list', '--max-parents=0', 'HEAD').trim();
        git('reset', '-q', '--soft', root);
        git('commit', '-q', '--amend', '-m', 'All at once');
      },
    ],
    [
      'rebased',
      (git) => {
        git('stash', '-q');
        git('rebase', '-q', '--force-rebase', 'HEAD~1');
        git('stash', 'pop', '-q');
      },
    ],
  ];
  const PATHS = ['l1.txt', 'l2.txt', 'l6.txt', 'l9.txt', 'c5.txt', 'c26.txt', 'g5.txt', 'c2.txt'];

  test.each(REWRITES)('G1: %s', (_title, rewrite) => {
    const world = new RecordedWorld(name);
    try {
      rewrite((...args) => world.repo.git(...args));
      expect(PATHS.map((path) => world.writers(path))).toEqual(PATHS.map((path) => world.scripted(path)));
    } finally {
      world.remove();
    }
  });
});

test('C14: a ghost that is gone is named, and the work tree does not stand in for it', () => {
  const world = new RecordedWorld('0.77.0-cases');
  try {
    const ghost = world.truth.ghosts.find(({ session, turn }) => session === world.session('main') && turn === 2);
    const id = ghost?.id ?? '';
    rmSync(join(world.repo.dir, '.git/objects', id.slice(0, 2), id.slice(2)));
    const { warnings } = world.blame('c6.txt');
    expect(warnings.map(({ code, subject }) => [code, subject])).toContainEqual(['snapshot_missing', id]);
    for (const path of ['mine.md', 'l19.txt', 'c33.txt']) {
      expect(world.writers(path)).toEqual(world.scripted(path));
    }
  } finally {
    world.remove();
  }
});
