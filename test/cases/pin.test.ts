import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pinSnapshots, unpinSnapshots } from '../../src/app/pin-snapshots.js';
import type { AiBlameError } from '../../src/errors.js';
import type { PinResult } from '../../src/model/pin-result.js';
import { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const QUIET = { update: () => {}, end: () => {} };

function request(dryRun: boolean, directory: string) {
  return { dryRun, place: { directory, homes: { codex: [] }, movedFrom: [] } };
}

function pin({ dryRun = false, directory = world.repo.dir } = {}): PinResult {
  return pinSnapshots(request(dryRun, directory), world.env(), QUIET);
}

function unpin({ dryRun = false, directory = world.repo.dir } = {}): PinResult {
  return unpinSnapshots(request(dryRun, directory), world.env());
}

/** `<id> <name>` of every ref below `refs/ai-blame`, as git tells them. */
function pins(repo: GitRepo = world.repo): string[] {
  const listed = repo.git('for-each-ref', '--format=%(objectname) %(refname)', 'refs/ai-blame');
  return listed.split('\n').filter((line) => line !== '');
}

function pinLines(ghosts: readonly string[]): string[] {
  return [...ghosts].sort().map((ghost) => `${ghost} refs/ai-blame/snapshots/${ghost}`);
}

/** Two turns of commands, so that only the snapshots tell who wrote what. */
function twoTurns() {
  world.commit('Begin', { f: 'base\n' });
  const session = world.session();
  session.turn('one').shell('./tool', { f: 'base\none\n' });
  session.turn('two').shell('./tool', { f: 'base\none\ntwo\n' });
  session.turn('three').say('done');
  return session;
}

const WHO = ['base ← commit', 'one ← s1#1 snapshot', 'two ← s1#2 snapshot'];

describe('pin', () => {
  test('codex reader 20: keeps the answer through a collection of garbage that takes the snapshots without it', () => {
    twoTurns();
    expect(world.who('f')).toEqual(WHO);
    const before = world.blame('f');
    pin();
    world.repo.git('gc', '-q', '--prune=now');
    expect(world.blame('f')).toEqual(before);
    unpin();
    world.repo.git('gc', '-q', '--prune=now');
    expect(world.who('f')).toEqual(['base ← commit', 'one ← untraced', 'two ← untraced']);
  });

  test('writes one ref for each snapshot, tells what it wrote, and has nothing to do the second time', () => {
    const { id, ghosts, lines } = twoTurns();
    const time = (ghost: string) => JSON.parse(lines.find((line) => line.includes(ghost)) ?? '').timestamp;
    const head = world.head();
    const refs = ghosts.map((ghost, n) => ({
      ref: `refs/ai-blame/snapshots/${ghost}`,
      commit: ghost,
      session: id,
      turn: n + 1,
      time: time(ghost),
    }));
    const result = {
      schema: 'ai-blame/pin@1',
      repository: { root: world.repo.dir, head },
      action: 'pin',
      dryRun: false,
      refs,
      unchanged: 0,
      lost: [],
      warnings: [],
    };
    expect(pin()).toEqual(result);
    expect(pins()).toEqual(pinLines(ghosts));
    expect(pin()).toEqual({ ...result, refs: [], unchanged: 3 });
    world.repo.git('gc', '-q', '--prune=now');
    expect(pin()).toEqual({ ...result, refs: [], unchanged: 3 });
    expect(world.repo.git('fsck', '--strict')).toBe('');
  });

  test('a dry run tells the same and writes nothing', () => {
    twoTurns();
    const told = pin({ dryRun: true });
    expect(existsSync(join(world.repo.dir, '.git/refs/ai-blame'))).toBe(false);
    expect({ ...told, dryRun: false }).toEqual(pin());
    expect(unpin({ dryRun: true }).refs).toHaveLength(3);
    expect(pins()).toHaveLength(3);
  });

  test('a push and a clone leave the refs behind', () => {
    twoTurns();
    pin();
    const server = world.another('server.git', ['--bare']);
    world.repo.git('push', '-q', '--all', server.dir);
    world.repo.git('push', '-q', '--tags', server.dir);
    world.repo.git('clone', '-q', world.repo.dir, join(world.base, 'clone'));
    expect([pins(server), pins(new GitRepo(join(world.base, 'clone'), null))]).toEqual([[], []]);
  });

  test('in a linked work tree: the refs are those of all work trees', () => {
    world.commit('Begin', { f: 'base\n' });
    const linked = join(world.base, 'linked');
    world.git('worktree', 'add', '-q', '-b', 'side', linked);
    const repo = new GitRepo(linked, null);
    const session = world.session({ repo, cwd: linked });
    session.turn('one').shell('./tool', { f: 'base\none\n' });
    session.turn('two').say('done');
    expect(pin({ directory: linked }).refs.map(({ commit }) => commit)).toEqual(session.ghosts);
    expect(pins()).toEqual(pinLines(session.ghosts));
    expect(pin().unchanged).toBe(2);
    world.git('gc', '-q', '--prune=now');
    expect(world.who('f', { directory: linked })).toEqual(['base ← commit', 'one ← s1#1 snapshot']);
    expect(unpin({ directory: linked }).refs).toHaveLength(2);
    expect(pins()).toEqual([]);
  });

  test('codex reader 12: other objects than SHA-1 and ids that a trace merely claims', () => {
    world.remove();
    world = new CodexWorld(['--object-format=sha256']);
    const session = twoTurns();
    const mine = world.head();
    session.item({ type: 'ghost_snapshot', ghost_commit: { id: mine, parent: null } });
    expect(pin().refs.map(({ commit }) => commit)).toEqual(session.ghosts);
    expect(pins()).toEqual(pinLines(session.ghosts));
  });

  test('what is gone is told, and the rest is kept', () => {
    const { ghosts } = twoTurns();
    const [first = '', second = '', third = ''] = ghosts;
    rmSync(objectFile(first));
    const { refs, lost, warnings } = pin();
    expect({ refs: refs.map(({ commit }) => commit), lost }).toEqual({ refs: [second, third], lost: [first] });
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['snapshot_missing', first]]);
  });

  test('a snapshot that is stored only in part gets no ref, which would stop git’s own work', () => {
    const { ghosts } = twoTurns();
    const [first = '', second = '', third = ''] = ghosts;
    rmSync(objectFile(world.repo.git('rev-parse', `${second}:f`).trim()));
    const { refs, lost, warnings } = pin();
    expect({ refs: refs.map(({ commit }) => commit), lost }).toEqual({ refs: [first, third], lost: [second] });
    expect(warnings.map(({ code, subject }) => [code, subject])).toContainEqual(['snapshot_damaged', second]);
    world.repo.git('gc', '-q', '--prune=now');
  });

  test('history that was rewritten is kept as far as a snapshot needs it', () => {
    world.commit('Begin', { f: 'base\n' });
    const old = world.commit('To be amended', { f: 'base\nmore\n' });
    const session = world.session();
    session.turn('one').shell('./tool', { f: 'base\nmore\none\n' });
    world.git('reset', '-q', '--hard', 'HEAD~1');
    world.git('reflog', 'expire', '--expire=now', '--all');
    rmSync(join(world.repo.dir, '.git/ORIG_HEAD'));
    expect(pin().refs).toHaveLength(1);
    world.repo.git('gc', '-q', '--prune=now');
    expect(world.repo.git('cat-file', '-t', old)).toBe('commit\n');
  });

  test('a lock that another git holds is respected', () => {
    const { ghosts } = twoTurns();
    pin();
    world.repo.git('pack-refs', '--all');
    const lock = join(world.repo.dir, '.git/packed-refs.lock');
    writeFileSync(lock, '');
    expect(trouble(() => unpin())).toEqual({ code: 'LOCKED', exitCode: 4 });
    expect(pins()).toEqual(pinLines(ghosts));
    expect(readFileSync(lock, 'utf8')).toBe('');
    rmSync(lock);
    unpin();
    const snapshots = join(world.repo.dir, '.git/refs/ai-blame/snapshots');
    pin();
    const [first = ''] = ghosts;
    rmSync(join(snapshots, first));
    writeFileSync(join(snapshots, `${first}.lock`), '');
    expect(trouble(() => pin())).toEqual({ code: 'LOCKED', exitCode: 4 });
    expect(existsSync(join(snapshots, first))).toBe(false);
  });

  test('refs that are no files are left to git', () => {
    const { ghosts } = twoTurns();
    const config = join(world.repo.dir, '.git/config');
    const text = readFileSync(config, 'utf8').replace('repositoryformatversion = 0', 'repositoryformatversion = 1');
    writeFileSync(config, `${text}[extensions]\n\trefStorage = reftable\n`);
    // Tables without a ref: the session is still this repository's by its folder.
    mkdirSync(join(world.repo.dir, '.git/reftable'));
    writeFileSync(join(world.repo.dir, '.git/reftable/tables.list'), '');
    expect(pin({ dryRun: true }).refs.map(({ commit }) => commit)).toEqual(ghosts);
    expect(trouble(() => pin())).toEqual({ code: 'UNSUPPORTED_REPOSITORY', exitCode: 4 });
    expect(existsSync(join(world.repo.dir, '.git/refs/ai-blame'))).toBe(false);
  });

  test('a ref in the way is told', () => {
    twoTurns();
    world.repo.git('update-ref', 'refs/ai-blame', 'HEAD');
    expect(trouble(() => pin())).toEqual({ code: 'NOT_WRITABLE', exitCode: 4 });
    expect(pins()).toEqual([`${world.head()} refs/ai-blame`]);
  });
});

describe('unpin', () => {
  test.each([
    ['loose', () => {}],
    ['packed', () => world.repo.git('pack-refs', '--all')],
    ['some of each', () => [world.repo.git('pack-refs', '--all'), world.session().turn('more'), pin()]],
  ])('deletes only the refs that pin wrote: %s', (_name, prepare) => {
    twoTurns();
    world.git('tag', '-a', '-m', 'a tag', 'v1');
    pin();
    const own = 'refs/ai-blame/snapshots/mine';
    world.repo.git('update-ref', own, 'HEAD');
    prepare();
    const others = () =>
      world.repo.git('show-ref', '--head', '-d').replace(/^.*refs\/ai-blame\/snapshots\/[0-9a-f]{40}\n/gm, '');
    const before = others();
    const wanted = pins().filter((line) => !line.endsWith(own));
    const { refs, warnings } = unpin();
    expect(refs.map(({ ref, commit }) => `${commit} ${ref}`)).toEqual(wanted);
    expect(warnings.map(({ code, subject }) => [code, subject])).toEqual([['ref_foreign', own]]);
    expect(pins()).toEqual([`${world.head()} ${own}`]);
    expect(others()).toBe(before);
    expect(unpin().refs).toEqual([]);
  });

  test('leaves no trace in the git directory', () => {
    twoTurns();
    const refs = () => readdirSync(join(world.repo.dir, '.git'), { recursive: true, encoding: 'utf8' }).sort();
    const before = refs();
    pin();
    unpin();
    expect(refs()).toEqual(before);
  });
});

function objectFile(oid: string): string {
  return join(world.repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
}

function trouble(act: () => unknown): { code: string; exitCode: number } {
  try {
    act();
  } catch (error) {
    const { code, exitCode } = error as AiBlameError;
    return { code, exitCode };
  }
  throw new Error('nothing was thrown');
}
