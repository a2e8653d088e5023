import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkEvidence } from '../../../src/app/check-evidence.js';
import { type Told, ToldWorld } from '../conformance/told-world.js';
import { GeminiScribe, type GeminiSession } from './scribe.js';
import { ShadowRepository } from './shadow.js';

const QUIET = { update: () => {}, end: () => {} };

let world: ToldWorld;
let shadow: ShadowRepository;
beforeEach(() => {
  world = new ToldWorld(new GeminiScribe());
  world.commit({ f: 'one\ntwo\nthree\n', g: 'a\n' });
  shadow = new ShadowRepository(world.home, 'repo', world.repo.dir, world.clock);
});
afterEach(() => world.remove());

/** The model asks for a call, and the program takes a checkpoint before it asks the person. */
function checkpoint(session: Told, name: string, tool = 'replace', of = shadow): string {
  (session.scribe as GeminiSession).asked = world.tick();
  return of.take(tool, world.path(name), world.tick());
}

/** A change that the person was asked about: with a checkpoint before it. */
function asked(session: Told, name: string, after: string): void {
  checkpoint(session, name);
  session.change(name, after);
}

const snapshots = () => world.events().flatMap((event) => (event.kind === 'snapshot' ? [event] : []));

describe('checkpoints (formats/gemini-cli.md, 5)', () => {
  test('what a command wrote that its text does not tell is seen between two of them', () => {
    const session = world.session().says('First');
    asked(session, 'g', 'a\nb\n');
    session.says('Build it').runs('make', { f: 'one\n2\nthree\n' });
    session.says('Go on');
    asked(session, 'g', 'a\nb\nc\n');
    world.write('f', 'one\n2\nthree\nby a person\n');
    expect(world.who('f')).toEqual([
      'one ← commit',
      '2 ← s1#2 model-one snapshot',
      'three ← commit',
      'by a person ← untraced',
    ]);
    expect(world.who('g')).toEqual(['a ← commit', 'b ← s1#1 model-one exact', 'c ← s1#3 model-one exact']);
  });

  test('what a person writes where nothing ran stays nobody’s', () => {
    const session = world.session().says('First');
    asked(session, 'g', 'a\nb\n');
    world.write('f', 'one\nby a person\nthree\n');
    asked(session.says('Second'), 'g', 'a\nb\nc\n');
    expect(world.who('f')).toEqual(['one ← commit', 'by a person ← untraced', 'three ← commit']);
  });

  test('before 0.25, when no content before an edit was recorded, they tell what a file was written over', () => {
    const session = world.session().says('Write it');
    world.write('f', 'one\nby a person\nthree\n');
    checkpoint(session, 'f', 'write_file');
    const scribe = session.scribe as GeminiSession;
    const after = 'one\nby a person\n3\n';
    const { resultDisplay: _, ...call } = scribe.edit({
      path: world.path('f'),
      before: 'one\nby a person\nthree\n',
      after,
      at: world.tick(),
      by: 'content',
    });
    world.write('f', after);
    scribe.calls([call], world.tick());
    const lines = world.who('f');
    expect([lines[0], lines[2]]).toEqual(['one ← commit', '3 ← s1#1 model-one exact']);
    expect(lines[1]).toMatch(/^by a person ← (?:untraced|preexisting)$/);
  });

  test('the event: the whole id, the time of the note, the git directory, before its call', () => {
    const session = world.session().says('First');
    asked(session, 'g', 'a\nb\n');
    const [snapshot] = snapshots();
    expect(snapshot).toMatchObject({
      commit: shadow.head,
      parent: null,
      store: join(world.home, 'history', 'repo', '.git'),
      cwd: world.repo.dir,
    });
    const kinds = world.events().map(({ kind }) => kind);
    expect(kinds).toEqual(['snapshot', 'file_change']);
  });

  test('where nothing had changed since, the note names the same commit in full: it counts once', () => {
    const session = world.session().says('First');
    checkpoint(session, 'g');
    session.notDone('rejected', 'g', 'a\nb\n');
    checkpoint(session.says('Again'), 'g');
    session.change('g', 'a\nc\n');
    expect(snapshots().map(({ commit }) => commit)).toEqual([shadow.head]);
  });

  test.each([
    ['that was taken long before', (commit: string) => commit],
    ['that is not stored', () => '1234567'],
    ['that is none', () => 'main'],
    ['that is no text', () => 7],
  ])('a note that names a commit %s shows nothing', (_what, name) => {
    const session = world.session().says('First');
    const commit = shadow.take('replace', world.path('other'), world.tick());
    world.clock += 60_000;
    world.write('f', 'one\nby a person\nthree\n');
    (session.scribe as GeminiSession).asked = world.tick();
    shadow.note('replace', world.path('g'), world.tick(), name(commit));
    session.change('g', 'a\nb\n');
    expect(snapshots()).toEqual([]);
    expect(world.who('f')[1]).toBe('by a person ← untraced');
  });

  test('nor does the commit that the shadow repository begins with, which holds no file', () => {
    const session = world.session().says('First');
    (session.scribe as GeminiSession).asked = world.tick();
    shadow.note('replace', world.path('g'), world.tick(), shadow.head);
    session.change('g', 'a\nb\n');
    expect(snapshots()).toEqual([]);
    expect(world.who('g')).toEqual(['a ← commit', 'b ← s1#1 model-one exact']);
  });

  test('of the calls of one message the first one’s counts: that of the second may be older than the first', () => {
    const session = world.session().says('First');
    checkpoint(session, 'f');
    shadow.take('replace', world.path('g'), world.tick());
    const scribe = session.scribe as GeminiSession;
    const change = (name: string, before: string, after: string) => {
      world.write(name, after);
      return scribe.edit({ path: world.path(name), before, after, at: world.clock, by: 'edit' });
    };
    scribe.calls([change('f', 'one\ntwo\nthree\n', 'one\n2\nthree\n'), change('g', 'a\n', 'a\nb\n')], world.tick());
    expect(world.events().map(({ kind }) => kind)).toEqual(['snapshot', 'file_change', 'file_change']);
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one exact', 'three ← commit']);
    expect(world.who('g')).toEqual(['a ← commit', 'b ← s1#1 model-one exact']);
  });

  test('a call that was allowed while git still looked at the files: what the checkpoint shows of it tells nothing', () => {
    const session = world.session().says('First');
    const scribe = session.scribe as GeminiSession;
    scribe.asked = world.tick();
    const at = world.tick();
    const change = {
      path: world.path('f'),
      before: 'one\ntwo\nthree\n',
      after: 'one\n2\nthree\n',
      by: 'edit' as const,
    };
    world.write('f', change.after);
    shadow.take('replace', change.path, at);
    scribe.changes({ ...change, at: world.tick() });
    asked(session.says('Second'), 'g', 'a\nb\n');
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#1 model-one exact', 'three ← commit']);
  });

  test('of a session that was started in a folder of the repository they are left out: their paths are that folder’s', () => {
    const below = new ToldWorld(new GeminiScribe());
    try {
      below.commit({ 'web/f': 'one\ntwo\n', f: 'one\n', 'web/g': 'a\n' });
      const web = new ShadowRepository(below.home, 'web', join(below.repo.dir, 'web'), below.clock);
      const start = {
        id: '00000001-1111-4111-8111-111111111111',
        cwd: join(below.repo.dir, 'web'),
        model: 'model-one',
      };
      const session = below.adopt(below.scribe.session({ ...start, at: below.tick() }), start.id).says('First');
      const ask = () => {
        (session.scribe as GeminiSession).asked = below.tick();
        web.take('replace', below.path('web/g'), below.tick());
      };
      ask();
      session.change('web/g', 'a\nb\n').runs('make', { 'web/f': 'one\n2\n' });
      ask();
      session.change('web/g', 'a\nb\nc\n');
      expect(below.events().filter(({ kind }) => kind === 'snapshot')).toHaveLength(2);
      expect(below.who('f')).toEqual(['one ← commit']);
      expect(below.who('web/g')).toEqual(['a ← commit', 'b ← s1#1 model-one exact', 'c ← s1#1 model-one exact']);
      expect(below.who('web/f')[1]).toMatch(/^2 ← (?:untraced|s1#1 model-one inferred)$/);
    } finally {
      below.remove();
    }
  });

  test('doctor tells that the agent keeps them; once they are gone the recorded edits stay as they were', () => {
    const session = world.session().says('First');
    asked(session, 'g', 'a\nb\n');
    asked(session.says('Second'), 'f', 'one\n2\nthree\n');
    world.scribe.write(world.home);
    const place = { directory: world.repo.dir, homes: { 'gemini-cli': [world.home] }, movedFrom: [] };
    const health = () =>
      checkEvidence({ place, now: world.clock, agents: ['gemini-cli'] }, world.env(), QUIET).sessions[0]?.snapshots;
    expect(health()).toMatchObject({ alive: 2, held: 2, lost: [] });
    rmSync(join(world.home, 'history', 'repo', '.git', 'objects'), { recursive: true });
    expect(world.who('f')).toEqual(['one ← commit', '2 ← s1#2 model-one exact', 'three ← commit']);
  });

  test('property: whatever notes and the reflog hold, nothing is thrown, and no line that nobody wrote is an agent’s for certain', () => {
    const session = world.session().says('First');
    asked(session, 'g', 'a\nb\n');
    world.write('f', 'one\nby a person\nthree\n');
    asked(session.says('Second'), 'g', 'a\nb\nc\n');
    world.scribe.write(world.home);
    const notes = join(world.home, 'tmp/repo/checkpoints');
    const files = [
      join(world.home, 'history/repo/.git/logs/HEAD'),
      ...readdirSync(notes).map((name) => join(notes, name)),
    ];
    const whole = files.map((file) => readFileSync(file));
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.nat(2000),
      byte: fc.nat(255),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        for (const [n, file] of files.entries()) writeFileSync(file, whole[n] ?? '');
        for (const { file: n, at, byte, cut } of damages) {
          const file = files[n] ?? '';
          const bytes = readFileSync(file);
          if (cut) writeFileSync(file, bytes.subarray(0, at));
          else if (at < bytes.length)
            writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]));
        }
        // Where the first checkpoint is lost, the next one is the first to show it.
        expect(world.who('f')[1]).toMatch(/^by a person ← (?:untraced|preexisting)$/);
        expect(world.who('g')).toEqual(['a ← commit', 'b ← s1#1 model-one exact', 'c ← s1#2 model-one exact']);
      }),
      { numRuns: 12 },
    );
  });
});
