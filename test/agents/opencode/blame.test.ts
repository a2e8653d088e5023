import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkEvidence } from '../../../src/app/check-evidence.js';
import { pinSnapshots } from '../../../src/app/pin-snapshots.js';
import { type Told, ToldWorld } from '../conformance/told-world.js';
import { OpenCodeScribe, type OpenCodeSession, type StoreKind } from './scribe.js';

const QUIET = { update: () => {}, end: () => {} };

/** A repository in which OpenCode takes trees at every step. */
class TreeWorld extends ToldWorld {
  constructor(store: StoreKind) {
    const scribe = new OpenCodeScribe(store);
    super(scribe);
    scribe.trees = { repo: this.repo.dir, home: this.home };
  }

  of(told: Told): OpenCodeSession {
    return told.scribe as OpenCodeSession;
  }

  /** What git's hourly garbage collection of OpenCode leaves after a week. */
  prune(): void {
    rmSync(join(this.home, 'snapshot'), { recursive: true, force: true });
  }

  get place() {
    return {
      directory: this.repo.dir,
      homes: { opencode: [this.home], codex: [join(this.base, 'none')] },
      movedFrom: [],
    };
  }
}

/** Every file below a folder, with its content and times. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const stat = statSync(join(folder, name));
      return `${name} ${stat.mtimeMs} ${stat.size} ${stat.isFile() ? readFileSync(join(folder, name), 'latin1') : ''}`;
    });
}

describe.each(['database', 'files', 'newer'] as const)('a store that is a %s, with trees', (store) => {
  // OpenCode 2 notes nothing of a turn.
  const withNotes = store === 'newer' ? test.skip : test;
  let world: TreeWorld;
  beforeEach(() => {
    world = new TreeWorld(store);
    world.commit({ f: 'one\ntwo\nthree\n', '.gitignore': 'hidden\n' });
  });
  afterEach(() => world.remove());

  test('opencode reader 1: what a command wrote that its text does not tell is known by the trees around its step', () => {
    const session = world.session().says('Build it');
    session.runs('make', { f: 'one\n2\nthree\n', out: 'made\n' });
    session.says('Again').change('f', 'one\n2\n3\n');
    world.write('f', 'one\n2\n3\nby a person\n');
    expect(world.who('f')).toEqual([
      'one ← commit',
      '2 ← s1#1 model-one snapshot',
      '3 ← s1#2 model-one exact',
      'by a person ← untraced',
    ]);
    expect(world.who('out')).toEqual(['made ← s1#1 model-one snapshot']);
  });

  test('opencode reader 2: trees whose objects lie elsewhere, in a store that the agent’s own names', () => {
    world.session().says('Build it').runs('make', { f: 'one\n2\nthree\n', out: 'made\n' });
    const stores = readdirSync(join(world.home, 'snapshot'), { recursive: true, encoding: 'utf8' });
    for (const [n, name] of stores.filter((path) => /(?:^|[/])objects$/.test(path)).entries()) {
      const objects = join(world.home, 'snapshot', name);
      renameSync(objects, join(world.base, `objects-${n}`));
      mkdirSync(join(objects, 'info'), { recursive: true });
      writeFileSync(join(objects, 'info/alternates'), `${join(world.base, `objects-${n}`)}\n`);
    }
    expect(world.who('out')).toEqual(['made ← s1#1 model-one snapshot']);
    expect(readdirSync(world.base).filter((name) => name.startsWith('objects-'))).not.toEqual([]);
  });

  test('reconciler 8: what a person writes between two steps is in the tree that the next one begins with: no command’s', () => {
    const session = world.session().says('Run').runs('make', { f: 'one\n2\nthree\n' });
    world.write('f', 'one\n2\nby a person\n');
    session.says('Run again').runs('make', { f: 'one\n2\nby a person\n4\n' });
    expect(world.who('f')).toEqual([
      'one ← commit',
      '2 ← s1#1 model-one snapshot',
      'by a person ← untraced',
      '4 ← s1#2 model-one snapshot',
    ]);
  });

  test('a read does not tell whether the last line has an end: what was known of it stays', () => {
    world.commit({ n: 'one\ntwo' });
    const session = world.session().says('Write it');
    world.write('n', 'one\nby a person\ntwo');
    session.reads('n').change('n', 'one\nby a person\n2', 'content');
    const [edit] = world.edits().edits;
    const blob = world.repo.gitBytes(['hash-object', '--stdin'], { input: 'one\nby a person\ntwo' }).toString().trim();
    expect(edit?.before.blob).toBe(blob);
    expect(world.who('n')).toEqual(['one ← commit', 'by a person ← untraced', '2 ← s1#1 model-one exact']);
  });

  test('a tree that comes again in a turn is seen again', () => {
    const session = world.session().says('Try');
    for (const line of ['2', 'II', '2', 'II']) session.runs('make', { f: `one\n${line}\nthree\n` });
    expect(world.edits().edits.map(({ added, removed, evidence }) => [added, removed, evidence])).toEqual([
      [1, 1, 'snapshot'],
      [1, 1, 'snapshot'],
      [1, 1, 'snapshot'],
      [1, 1, 'snapshot'],
    ]);
  });

  test('a file that git ignores is in no tree, and not gone', () => {
    const session = world.session().says('Write it').change('hidden', 'one\ntwo\n', 'content');
    session.says('Look').runs('make', {});
    expect(world.who('hidden')).toEqual(['one ← s1#1 model-one exact', 'two ← s1#1 model-one exact']);
  });

  test('a file over 2 MB that no tree holds is not gone', () => {
    const large = 'a line of a large file\n'.repeat(100_000);
    const session = world.session().says('Write it');
    // OpenCode leaves it out: so does this repository's own exclude file, while it takes trees.
    world.repo.write({ '.git/info/exclude': 'large\n' });
    session.change('large', large, 'content').says('Look').runs('make', {});
    world.repo.write({ '.git/info/exclude': '' });
    const { lines } = world.blame('large');
    expect(lines.every(({ origin }) => origin === 'agent')).toBe(true);
  });

  test('a tree that was taken while calls ran tells nothing of what they changed', () => {
    const session = world.session().says('Go');
    const own = world.of(session);
    world.write('f', 'one\n2\nthree\n');
    const late = own.takeTree() ?? '';
    const input = { filePath: world.path('f'), oldString: 'two', newString: '2' };
    const metadata = { filediff: { file: world.path('f'), patch: '', additions: 1, deletions: 1 } };
    const state = { status: 'completed', output: 'ok', title: 'f', metadata };
    own.step(world.tick(), [own.call('edit', input, state, world.clock)], { start: late });
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one exact', 'three ← commit']);
  });

  test('what a person wrote before such a tree stays the person’s', () => {
    const session = world.session().says('Go');
    const own = world.of(session);
    world.write('f', 'one\n2\nthree\n');
    world.write('g', 'by a person\n');
    const late = own.takeTree() ?? '';
    const input = { filePath: world.path('f'), oldString: 'two', newString: '2' };
    const state = { status: 'completed', output: 'ok', title: 'f', metadata: {} };
    const make = own.call('bash', { command: 'make' }, { status: 'completed', metadata: { exit: 0 } }, world.clock);
    own.step(world.tick(), [own.call('edit', input, state, world.clock), make], { start: late });
    expect(world.who('f')[1]).toBe('2 ← s1#1 model-one exact');
    expect(world.who('g')).toEqual(['by a person ← preexisting']);
  });

  test('a tree of a step’s beginning that is just as the change found it counts', () => {
    const session = world.session().says('Go').change('f', 'one\n2\nthree\n');
    world.write('f', 'one\nby a person\nthree\n');
    session.says('On').change('f', 'one\nby a person\n3\n');
    expect(world.who('f')).toEqual(['one ← commit', 'by a person ← untraced', '3 ← s1#2 model-one exact']);
  });

  test('opencode reader 3: when the trees are gone, one warning tells how many', () => {
    world.session().says('Build').runs('make', { f: 'one\n2\nthree\n' }).runs('make', { f: 'one\n2\n3\n' });
    world.scribe.write(world.home);
    world.prune();
    const gone = world.blame('f').warnings.filter(({ code }) => code === 'snapshot_missing');
    expect(gone.map(({ count, message }) => [count, message.replace(/session \S+/, 'session X')])).toEqual([
      [2, 'The agent stores 2 snapshots of session X no more'],
    ]);
  });

  withNotes('once its trees are gone, what a turn noted of its files tells what it made of them', () => {
    const session = world.session().says('Build').runs('make', { f: 'one\n2\nthree\n' });
    const message = world.of(session).prompt();
    const patch = 'Index: f\n===\n--- f\t\n+++ f\t\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n';
    const sides = store === 'files' ? { before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n' } : { patch };
    message.data = { ...message.data, summary: { diffs: [{ file: 'f', ...sides, status: 'modified' }] } };
    message.updated = world.tick();
    world.write('f', 'one\n2\nby a person\n');
    expect(world.who('f')[2]).toBe('by a person ← untraced');
    world.prune();
    world.of(session).scribe.trees = null;
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one inferred', 'by a person ← untraced']);
  });

  test('pin leaves trees to the agent, and doctor tells which are there', () => {
    world.session().says('Build').runs('make', { f: 'one\n2\nthree\n' });
    world.scribe.write(world.home);
    const pinned = pinSnapshots({ dryRun: false, place: world.place }, world.env(), QUIET);
    expect([pinned.refs, pinned.lost]).toEqual([[], []]);
    const doctor = () => checkEvidence({ place: world.place, now: world.clock, agents: [] }, world.env(), QUIET);
    expect(doctor().totals.snapshots).toEqual({
      alive: 2,
      kept: 0,
      held: 2,
      atRisk: 0,
      damaged: 0,
      expired: 0,
      lost: 0,
    });
    expect(doctor().evidenceLost).toBe(false);
    world.prune();
    expect(doctor().totals.snapshots).toMatchObject({ alive: 1, expired: 0, lost: 1 });
    expect(doctor().evidenceLost).toBe(true);
  });

  describe('once the agent threw its trees away', () => {
    const doctor = () => checkEvidence({ place: world.place, now: world.clock, agents: [] }, world.env(), QUIET);
    // The first tree is that of the first commit, which the repository has as well.
    const lossesAfter = (): readonly [boolean, number, number] => {
      world.scribe.write(world.home);
      world.prune();
      const { evidenceLost, totals } = doctor();
      return [evidenceLost, totals.snapshots.expired, totals.snapshots.lost];
    };

    test('nothing is lost of a turn whose changes are all recorded: doctor says yes', () => {
      world.session().says('Change it').change('f', 'one\n2\nthree\n').reads('f');
      expect(lossesAfter()).toEqual([false, 1, 0]);
      expect(world.who('f')[1]).toBe('2 ← s1#1 model-one exact');
    });

    test('what a command wrote is lost with them, and of other turns nothing', () => {
      const session = world.session().says('Change it').change('f', 'one\n2\nthree\n');
      session.says('Build').runs('make', { out: 'made\n' });
      expect(lossesAfter()).toEqual([true, 0, 2]);
    });

    withNotes('unless the turn noted what it made of files', () => {
      const session = world.session().says('Build').runs('make', { f: 'one\n2\nthree\n' });
      const message = world.of(session).prompt();
      const patch = 'Index: f\n===\n--- f\t\n+++ f\t\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n';
      const sides = store === 'files' ? { before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n' } : { patch };
      message.data = { ...message.data, summary: { diffs: [{ file: 'f', ...sides, status: 'modified' }] } };
      message.updated = world.tick();
      expect(lossesAfter()).toEqual([false, 1, 0]);
    });
  });

  test('turns that were undone are: until the next prompt the store tells so', () => {
    const session = world.session().says('First').change('f', 'one\n2\nthree\n');
    session.says('Second').change('f', 'one\n2\n3\n');
    world.scribe.write(world.home);
    world.write('f', 'one\n2\nthree\n');
    session.scribe.rewinds(1, world.tick());
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one exact', 'three ← commit']);
    const undone = world.edits().edits.map(({ turn, caveats }) => [turn?.index, caveats.map(({ code }) => code)]);
    expect(undone).toEqual([
      [1, []],
      [2, ['undone']],
    ]);
  });

  describe('a sub-agent that works within a step of its parent', () => {
    /** It changes `f` by an edit and `out` by a command; both trees of the parent’s step show all of it. */
    function delegated() {
      const parent = world.session().says('Delegate');
      const begun = world.tick();
      const child = world.session({ parent, model: 'model-two' }).says('Do this part');
      child.change('f', 'one\n2\nthree\n').runs('make', { out: 'made\n' });
      const task = { description: 'x', prompt: 'Do this part', subagent_type: 'general' };
      const state = { status: 'completed', output: 'done', title: 'x', metadata: { sessionId: child.id } };
      const scribe = world.of(parent);
      const at = world.tick();
      scribe.step(at, [scribe.call('task', task, state, at)], { begun });
      return { parent, child };
    }

    test('opencode reader 6: what it did is its own, once', () => {
      delegated();
      expect(world.who('f')).toEqual(['one ← commit', '2 ← s2#1 model-two exact', 'three ← commit']);
      expect(world.who('out')).toEqual(['made ← s2#1 model-two snapshot']);
      expect(world.editLines().sort()).toEqual(['s2#1 create out', 's2#1 modify f']);
    });

    withNotes('also where only notes of both turns are left, which hold the same', () => {
      const { parent, child } = delegated();
      for (const told of [parent, child]) {
        const message = world.of(told).prompt();
        const file = (name: string, before: string, after: string, patch: string) => {
          const sides = store === 'files' ? { before, after } : { patch: `Index: ${name}\n===\n${patch}` };
          return { file: name, ...sides, status: before === '' ? 'added' : 'modified' };
        };
        const diffs = [
          file(
            'f',
            'one\ntwo\nthree\n',
            'one\n2\nthree\n',
            '--- f\t\n+++ f\t\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n',
          ),
          file('out', '', 'made\n', '--- out\t\n+++ out\t\n@@ -0,0 +1,1 @@\n+made\n'),
        ];
        message.data = { ...message.data, summary: { diffs } };
        message.updated = world.tick();
      }
      world.scribe.write(world.home);
      world.prune();
      expect(world.who('f')).toEqual(['one ← commit', '2 ← s2#1 model-two exact', 'three ← commit']);
      expect(world.who('out')[0]).toMatch(/^made ← (?:s2#1 model-two (?:inferred|snapshot)|untraced)$/);
      expect(world.editLines().filter((line) => line.endsWith(' f'))).toEqual(['s2#1 modify f']);
    });
  });

  test('opencode reader 5: a fork’s copies count once, and its trees are those of then', () => {
    const session = world.session().says('First').change('f', 'one\n2\nthree\n').runs('make', { g: 'made\n' });
    world.write('g', 'by a person\n');
    const id = '00000009-1111-4111-8111-111111111111';
    const fork = world.adopt(world.of(session).replay(id, world.tick()), id);
    fork.says('Go on').change('f', 'one\n2\n3\n');
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one exact', '3 ← s2#2 model-one exact']);
    expect(world.who('g')).toEqual(['by a person ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 modify f', 's1#1 create g', 's2#2 modify f']);
  });

  test('nothing in the home is written, made or touched', () => {
    world.session().says('Build').runs('make', { f: 'one\n2\nthree\n' });
    world.scribe.write(world.home);
    const before = stateOf(world.home);
    const scribed = world.scribe.write.bind(world.scribe);
    world.scribe.write = () => {};
    expect(world.who('f')[1]).toBe('2 ← s1#1 model-one snapshot');
    world.scribe.write = scribed;
    expect(stateOf(world.home)).toEqual(before);
    expect(existsSync(join(world.home, 'opencode.db-journal'))).toBe(false);
  });
});
