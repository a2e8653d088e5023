import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AiBlameError } from '../../src/errors.js';
import type { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { agentsCommit, noted, notesWorld, shownNote, writeIn } from './notes-lab.js';

let world: CodexWorld;

beforeEach(() => {
  world = notesWorld();
});

afterEach(() => world.remove());

/** `commit → blob` of every note, as git lists them. */
function listed(repo: GitRepo): string[] {
  const lines = repo.git('notes', '--ref=ai', 'list').trim();
  return lines === '' ? [] : lines.split('\n').sort();
}

function clone(name: string): GitRepo {
  world.repo.git('clone', '-q', world.repo.dir, join(world.base, name));
  return new GitRepo(join(world.base, name), null);
}

describe('notes travel by git itself', () => {
  test('pushed to a server and fetched into another clone', async () => {
    const { commit } = agentsCommit(world);
    await writeIn(world);
    const server = world.another('server.git', ['--bare']);
    world.repo.git('push', '-q', server.dir, 'main', 'refs/notes/ai');
    server.git('clone', '-q', server.dir, join(world.base, 'other'));
    const other = new GitRepo(join(world.base, 'other'), null);
    other.git('fetch', '-q', 'origin', 'refs/notes/ai:refs/notes/ai');
    expect(shownNote(commit, other)).toBe(shownNote(commit, world.repo));
    expect(listed(other)).toEqual(listed(world.repo));
  });

  test('merged with the notes of another author: nothing is lost', async () => {
    const { commit } = agentsCommit(world);
    const elsewhere = world.commit('By somebody else', { 'src/b.ts': 'x\n' });
    const other = clone('other');
    const theirs = noted(elsewhere, 'src/b.ts\n  h_00000000000001 1\n---\n{}', other);
    await writeIn(world, { range: commit });
    const ours = listed(world.repo);
    world.repo.git('fetch', '-q', other.dir, 'refs/notes/ai:refs/notes/other/ai');
    world.repo.git('notes', '--ref=ai', 'merge', '-q', 'refs/notes/other/ai');
    expect(listed(world.repo)).toEqual([...ours, `${theirs} ${elsewhere}`].sort());
    const after = await writeIn(world, { range: commit });
    expect([after.unchanged, after.written]).toEqual([[commit], []]);
    expect(listed(world.repo)).toHaveLength(2);
  });

  test("two clones that write the same are not in each other's way", async () => {
    agentsCommit(world);
    const other = clone('other');
    other.git('config', 'user.name', 'Ada');
    other.git('config', 'user.email', 'ada@example.org');
    const here = await writeIn(world);
    const there = await writeIn(world, { directory: other.dir });
    expect([there.after, there.written]).toEqual([here.after, here.written]);
  });

  test('beside files that are no notes, and in folders as other programs lay them out', async () => {
    const { commit } = agentsCommit(world);
    const first = world.repo.git('rev-parse', 'HEAD~1').trim();
    const blob = world.repo.gitBytes(['hash-object', '-w', '--stdin'], { input: 'text' }).toString().trim();
    const index = { GIT_INDEX_FILE: join(world.base, 'notes-index') };
    for (const path of ['README', `${first.slice(0, 2)}/${first.slice(2)}`, 'zz/not-a-note', 'aa/also/no-note']) {
      world.repo.gitBytes(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env: index });
    }
    const tree = world.repo.gitBytes(['write-tree'], { env: index }).toString().trim();
    world.repo.git('update-ref', 'refs/notes/ai', world.repo.git('commit-tree', '-m', 'notes', tree).trim());
    await writeIn(world);
    const files = world.repo.git('ls-tree', '-r', '--name-only', 'refs/notes/ai').trim().split('\n');
    expect(files).toEqual(['README', first, commit, 'aa/also/no-note', 'zz/not-a-note'].sort());
    const ids = listed(world.repo).map((line) => line.split(' ')[1]);
    expect(ids.sort()).toEqual([first, commit].sort());
  });
});

describe('others who write at the same time', () => {
  test('several runs at once: every note is there in the end', async () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    const commits: string[] = [];
    let text = 'base\n';
    for (let n = 1; n <= 6; n++) {
      const before = text;
      text += `${n}\n`;
      session
        .turn(`turn ${n}`)
        .patch(`*** Update File: f\n@@\n ${before.trimEnd().split('\n').at(-1)}\n+${n}`, { f: text });
      commits.push(world.commit(`Work ${n}`));
    }
    const patience = () => ({ wait: () => new Promise<boolean>((go) => setImmediate(() => go(true))), end: () => {} });
    const results = await Promise.all(commits.map((range) => writeIn(world, { range, env: { patience } })));
    expect(results.flatMap(({ written }) => written.map(({ commit }) => commit)).sort()).toEqual([...commits].sort());
    expect(
      listed(world.repo)
        .map((line) => line.split(' ')[1])
        .sort(),
    ).toEqual([...commits].sort());
    expect(world.repo.git('rev-list', '--count', 'refs/notes/ai')).toBe('6\n');
    const log = readFileSync(join(world.repo.dir, '.git/logs/refs/notes/ai'), 'utf8').trim().split('\n');
    expect(log.map((line) => line.slice(41, 81)).at(-1)).toBe(world.repo.git('rev-parse', 'refs/notes/ai').trim());
    expect(world.repo.git('reflog', 'show', 'refs/notes/ai').trim().split('\n')).toHaveLength(6);
  });

  test('a note that came while ours was being worked out stays', async () => {
    const { commit } = agentsCommit(world);
    const first = world.repo.git('rev-parse', 'HEAD~1').trim();
    const lock = join(world.repo.dir, '.git/refs/notes/ai.lock');
    mkdirSync(join(world.repo.dir, '.git/refs/notes'), { recursive: true });
    writeFileSync(lock, '');
    let waits = 0;
    const wait = async (): Promise<boolean> => {
      waits++;
      rmSync(lock);
      noted(first, 'theirs', world.repo);
      world.repo.git('pack-refs', '--all');
      return true;
    };
    const result = await writeIn(world, { env: { patience: () => ({ wait, end: () => {} }) } });
    expect([waits, result.written.length]).toEqual([1, 1]);
    expect(shownNote(first, world.repo)).toBe('theirs');
    expect(shownNote(commit, world.repo)).toContain('src/a.ts');
  });

  test('a lock that stays is told, and left', async () => {
    agentsCommit(world);
    const lock = join(world.repo.dir, '.git/refs/notes/ai.lock');
    mkdirSync(join(world.repo.dir, '.git/refs/notes'), { recursive: true });
    writeFileSync(lock, '');
    expect(await trouble(writeIn(world))).toEqual({
      code: 'LOCKED',
      exitCode: 4,
      message: `Another git process is at work: ${lock} exists`,
    });
    expect(readFileSync(lock, 'utf8')).toBe('');
  });
});

async function trouble(run: Promise<unknown>): Promise<{ code: string; exitCode: number; message: string }> {
  try {
    await run;
  } catch (error) {
    if (error instanceof AiBlameError) return { code: error.code, exitCode: error.exitCode, message: error.message };
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('repositories that cannot be written, or have nothing to note', () => {
  test('no commit yet', async () => {
    expect(await trouble(writeIn(world))).toEqual({
      code: 'NO_SUCH_REVISION',
      exitCode: 3,
      message: 'HEAD names no commit: there is none yet',
    });
  });

  test('bare', async () => {
    const bare = world.another('bare.git', ['--bare']);
    expect(await trouble(writeIn(world, { directory: bare.dir }))).toMatchObject({
      code: 'NO_REPOSITORY',
      exitCode: 3,
    });
  });

  test('objects that cannot be stored', async () => {
    const { commit } = agentsCommit(world);
    const { written } = await writeIn(world, { dryRun: true });
    // Where the folder of the note's object would be lies a file.
    const folder = join(world.repo.dir, '.git/objects', written[0]?.blob.slice(0, 2) ?? '');
    world.repo.git('gc', '-q');
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(folder, '');
    expect(await trouble(writeIn(world))).toEqual({
      code: 'NOT_WRITABLE',
      exitCode: 4,
      message: `Cannot write into ${join(world.repo.dir, '.git')}/objects (a file is where a folder would be)`,
    });
    rmSync(folder);
    expect(world.repo.git('for-each-ref', 'refs/notes')).toBe('');
    expect((await writeIn(world)).written.map((note) => note.commit)).toEqual([commit]);
  });

  test('ids by SHA-256', async () => {
    const repo = world.another('sha256', ['--object-format=sha256']);
    world.commitIn(repo, 'Begin', { f: 'base\n' });
    world.session({ repo }).turn('one').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    world.commitIn(repo, 'Work');
    expect(await trouble(writeIn(world, { directory: repo.dir }))).toMatchObject({
      code: 'UNSUPPORTED_REPOSITORY',
      exitCode: 4,
    });
    expect(repo.git('for-each-ref', 'refs/notes')).toBe('');
  });

  test('in a shallow clone nothing is said of the commit where the history is cut off', async () => {
    const { commit } = agentsCommit(world);
    world.repo.git('clone', '-q', '--depth=1', `file://${world.repo.dir}`, join(world.base, 'shallow'));
    const result = await writeIn(world, { directory: join(world.base, 'shallow') });
    const message = `What ${commit} changed is not known: the history is cut off there (shallow clone)`;
    expect([result.left, result.written]).toEqual([[{ commit, reason: 'shallow', message }], []]);
  });

  test('in a linked work tree the notes are those of all of them', async () => {
    const { commit } = agentsCommit(world);
    const linked = join(world.base, 'linked');
    world.git('worktree', 'add', '-q', '--detach', linked);
    expect((await writeIn(world, { directory: linked })).written).toHaveLength(1);
    expect(shownNote(commit, world.repo)).toContain('src/a.ts');
  });

  test('a commit that is not checked out, with HEAD detached and a merge under way', async () => {
    const { commit } = agentsCommit(world);
    world.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    world.commit('Side', { 'src/a.ts': 'base\nother\n' });
    world.git('checkout', '-q', '--detach');
    expect(() => world.git('merge', '-q', 'main')).toThrow();
    expect((await writeIn(world, { range: 'main' })).written.map((note) => note.lines)).toEqual([2]);
    expect(shownNote(commit, world.repo)).toContain('src/a.ts');
    expect(world.repo.git('status', '--porcelain')).toBe('AA src/a.ts\n'.replace('AA', 'UU'));
  });
});
