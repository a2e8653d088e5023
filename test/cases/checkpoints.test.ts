import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const TURN = '019f0000-0000-7000-8000-000000000001';

/** What the desktop app leaves: a ref to the tree of the work tree at the end of a turn, named by hashes. */
function checkpoint(session: WorldSession): string {
  const tree = world.repo.git('rev-parse', `${world.ghost()}^{tree}`).trim();
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const time = Date.parse(world.tick());
  const name = `refs/codex/turn-diffs/checkpoints/${hash(session.id)}/${hash(TURN)}/${time}/0b7c`;
  world.repo.git('update-ref', name, tree);
  return tree;
}

function begin(session: WorldSession): void {
  session.record('event_msg', { type: 'task_started', turn_id: TURN });
  session.turn('run');
}

describe('trees that the desktop app keeps at the end of a turn', () => {
  test('close the last turn: what its command did is the difference of two snapshots', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.120.0' });
    begin(session);
    session.shell('./tool', { f: 'one\ntwo\n' });
    const tree = checkpoint(session);
    world.write({ f: 'one\ntwo\nmine\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 snapshot', 'mine ← untraced']);
    expect(world.edits().edits.map(({ snapshots }) => snapshots)).toEqual([{ before: session.ghosts[0], after: tree }]);
  });

  test('of other turns and with other names mean nothing', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ version: '0.120.0' });
    session.turn('run').shell('./tool', { f: 'one\ntwo\n' });
    checkpoint(session);
    world.repo.git('update-ref', 'refs/codex/snapshots/0b7c', 'HEAD');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 inferred']);
  });
});

test('a record that names an ordinary commit as a snapshot is not believed', () => {
  const id = world.commit('Begin', { f: 'one\n' });
  world.commit('More', { f: 'one\ntwo\n' });
  const session = world.session();
  session.turn('run', { ghost: false });
  session.item({
    type: 'ghost_snapshot',
    ghost_commit: { id, parent: null, preexisting_untracked_files: [], preexisting_untracked_dirs: [] },
  });
  session.shell('./tool');
  expect(world.who('f')).toEqual(['one ← commit', 'two ← commit']);
  expect(world.blame('f').warnings.map(({ code, subject }) => [code, subject])).toEqual([['snapshot_foreign', id]]);
});
