import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';

let world: CodexWorld;
let moved: string;

beforeEach(() => {
  world = new CodexWorld();
  moved = join(world.base, 'moved');
});

afterEach(() => world.remove());

/** The person moves the repository. */
function move(): GitRepo {
  renameSync(world.repo.dir, moved);
  return new GitRepo(moved, null);
}

/** The session's next turn, in the folder that the repository lies in now. */
function goOn(session: WorldSession): void {
  session.record('turn_context', { cwd: moved, approval_policy: 'never', model: 'gpt-demo', summary: 'auto' });
  session.record('event_msg', { type: 'user_message', message: 'go on', images: [] });
}

describe('G10: the repository was moved while sessions went on', () => {
  test.each([
    ['its snapshots', []],
    ['the person', ['repo']],
  ])('a turn that it was moved in tells the new folder in its patches only; %s tell the old one', (_, movedFrom) => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: movedFrom.length === 0 }).turn('w');
    session.patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    const repo = move();
    const patch = [`*** Update File: ${join(moved, 'f')}\n@@\n two\n+three`, `*** Add File: ${join(moved, 'g')}\n+new`];
    session.patch(patch.join('\n'), {});
    repo.write({ f: 'one\ntwo\nthree\n', g: 'new\n' });
    const place = { directory: moved, movedFrom: movedFrom.map((name) => join(world.base, name)) };
    expect(world.who('f', place)).toEqual(['one ← commit', 'two ← s1#1 exact', 'three ← s1#1 exact']);
    expect(world.who('g', place)).toEqual(['new ← s1#1 exact']);
  });

  test('a session between two turns of one that went on behind the move worked in the repository, not in a work tree beside it', () => {
    world.commit('Begin', { f: 'one\n' });
    const long = world.session().turn('talk').say('hello');
    world.session().turn('w').shell('./tool', { f: 'one\ntwo\n' });
    const repo = move();
    goOn(long);
    const ghost = world.ghost(repo);
    long.item({ type: 'ghost_snapshot', ghost_commit: { id: ghost, parent: world.head(repo) } });
    expect(world.who('f', { directory: moved })).toEqual(['one ← commit', 'two ← s2#1 snapshot']);
  });

  test('one in a folder that is gone, while sessions before and after it worked where the repository lies, worked beside it', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('talk').say('hello');
    world.git('worktree', 'add', '-q', '-b', 'side', join(world.base, 'side'));
    const side = world.another('side', null);
    world.session({ repo: side }).turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    world.session().turn('talk').say('hello');
    world.git('worktree', 'remove', '--force', side.dir);
    world.write({ f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← untraced']);
  });
});
