import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkEvidence } from '../../src/app/check-evidence.js';
import { pinSnapshots } from '../../src/app/pin-snapshots.js';
import type { DoctorResult, HealthTotals } from '../../src/model/doctor-result.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

const QUIET = { update: () => {}, end: () => {} };
const NOW = Date.UTC(2026, 0, 20, 12);
const DAY = 86_400_000;

function place(directory = world.repo.dir, movedFrom: string[] = []) {
  return { directory, homes: { codex: [] }, movedFrom };
}

function doctor(directory = world.repo.dir, movedFrom: string[] = []): DoctorResult {
  return checkEvidence({ place: place(directory, movedFrom), now: NOW, agents: ['codex'] }, world.env(), QUIET);
}

/** Gives the file of an object the age that git judges by. */
function age(oid: string, days: number): void {
  const time = (NOW - days * DAY) / 1000;
  utimesSync(objectFile(oid), time, time);
}

function objectFile(oid: string): string {
  return join(world.repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
}

/** The recorded time of the line that names something, and the line's number. */
function recordOf(session: WorldSession, part: string): { time: string; line: number } {
  const at = session.lines.findIndex((line) => line.includes(part));
  return { time: JSON.parse(session.lines[at] ?? '').timestamp, line: at + 1 };
}

function tracePath(session: WorldSession): string {
  return `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${session.id}.jsonl`;
}

const CLEAN: HealthTotals = {
  sessions: 1,
  turns: 1,
  turnsWithoutModel: 0,
  snapshots: { alive: 0, kept: 0, held: 0, atRisk: 0, damaged: 0, expired: 0, lost: 0 },
  patches: { applied: 0, failed: 0, rejected: 0, unconfirmed: 0, notReplayed: 0 },
  skipped: {},
};

describe('a repository whose evidence is whole', () => {
  test('tells everything, and that nothing is lost', () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('one').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    session.turn('two', { model: 'gpt-other' }).shell('./tool', { f: 'base\none\ntwo\n' });
    for (const ghost of session.ghosts) age(ghost, 13);
    const snapshots = { alive: 2, kept: 0, held: 0 };
    const patches = { applied: 1, failed: 0, rejected: 0, unconfirmed: 0 };
    const path = tracePath(session);
    expect(doctor()).toEqual({
      schema: 'ai-blame/doctor@1',
      repository: { root: world.repo.dir, head: world.head() },
      evidenceLost: false,
      sessions: [
        {
          session: session.id,
          agent: 'codex',
          agentVersion: '0.77.0',
          parentSession: null,
          firstTime: recordOf(session, '"session_meta"').time,
          lastTime: JSON.parse(session.lines.at(-1) ?? '').timestamp,
          where: 'here',
          matchedBy: 'directory',
          models: ['gpt-demo', 'gpt-other'],
          turns: 2,
          turnsWithoutModel: [],
          snapshots: { ...snapshots, atRisk: [], damaged: [], expired: [], lost: [] },
          patches: { ...patches, notReplayed: [] },
          skipped: {},
          trace: { home: world.home, path },
        },
      ],
      totals: {
        ...CLEAN,
        turns: 2,
        snapshots: { ...snapshots, atRisk: 0, damaged: 0, expired: 0, lost: 0 },
        patches: { ...patches, notReplayed: 0 },
      },
      unnamed: [],
      expiry: { setting: null, before: '2026-01-06T12:00:00.000Z' },
      homes: [{ agent: 'codex', path: world.home, traces: 1, selected: 1, matchedBy: { directory: 1 } }],
      warnings: [],
    });
  });

  test('without any session', () => {
    world.commit('Begin', { f: 'base\n' });
    const { evidenceLost, sessions, homes, warnings } = doctor();
    expect({ evidenceLost, sessions, homes }).toEqual({
      evidenceLost: false,
      sessions: [],
      homes: [{ agent: 'codex', path: world.home, traces: 0, selected: 0, matchedBy: {} }],
    });
    expect(warnings.map(({ code }) => code)).toEqual(['no_sessions']);
  });
});

describe('snapshots', () => {
  function threeTurns(): [string, string, string] {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    for (const word of ['one', 'two', 'three']) session.turn(word).shell('./tool', { f: `${word}\n` });
    return session.ghosts as [string, string, string];
  }

  function states(): Record<string, unknown> {
    const { evidenceLost, sessions } = doctor();
    const { alive, kept, held, ...lists } = sessions[0]?.snapshots ?? { alive: -1, kept: -1, held: -1 };
    const ids = Object.entries(lists).map(([name, refs]) => [name, refs.map(({ commit }) => commit)]);
    return { evidenceLost, alive, kept, held, ...Object.fromEntries(ids) };
  }

  const NONE = { evidenceLost: false, alive: 0, kept: 0, held: 0, atRisk: [], damaged: [], expired: [], lost: [] };

  test('are at risk where no ref reaches them and git may delete them', () => {
    const [first, second, third] = threeTurns();
    age(first, 15);
    age(second, 13);
    age(third, 15);
    world.repo.git('update-ref', 'refs/heads/kept', third);
    expect(states()).toEqual({ ...NONE, alive: 2, kept: 1, held: 0, atRisk: [first] });
    pinSnapshots({ place: place(), dryRun: false }, world.env(), QUIET);
    expect(states()).toEqual({ ...NONE, alive: 3, kept: 3 });
  });

  test('what git deletes when it is told to at once was at risk; what it leaves alone was not', () => {
    const [first, second, third] = threeTurns();
    age(first, 15);
    age(second, 13);
    age(third, 15);
    world.repo.git('tag', '-a', '-m', 'by a tag', 'kept', third);
    const before = states();
    // git counts from its own clock.
    world.repo.git('prune', `--expire=${new Date(NOW - 14 * DAY).toISOString().slice(0, 19)}Z`);
    expect(before).toEqual({ ...NONE, alive: 2, kept: 1, held: 0, atRisk: [first] });
    expect(states()).toEqual({ ...NONE, evidenceLost: true, alive: 2, kept: 1, lost: [first] });
  });

  test.each([
    ['never', []],
    ['20.days.ago', []],
    ['12 days ago', [0, 1]],
    ['now', [0, 1, 2]],
  ])('gc.pruneExpire = %s', (setting, atRisk) => {
    const ghosts = threeTurns();
    for (const [n, days] of [15, 13, 1].entries()) age(ghosts[n] ?? '', days);
    world.repo.git('config', 'gc.pruneExpire', setting);
    expect(states()).toEqual({ ...NONE, alive: 3 - atRisk.length, atRisk: atRisk.map((n) => ghosts[n]) });
  });

  test('that are gone, or gone in part, are named', () => {
    const [first, second, third] = threeTurns();
    for (const ghost of [first, second, third]) age(ghost, 1);
    rmSync(objectFile(second));
    rmSync(objectFile(world.repo.git('rev-parse', `${third}:f`).trim()));
    expect(states()).toEqual({ ...NONE, evidenceLost: true, alive: 1, damaged: [third], lost: [second] });
    const { sessions, totals } = doctor();
    expect(sessions[0]?.snapshots.lost).toEqual([
      { commit: second, turn: 2, time: expect.stringMatching(/^2026-01-01T/) },
    ]);
    expect(totals.snapshots).toEqual({ alive: 1, kept: 0, held: 0, atRisk: 0, damaged: 1, expired: 0, lost: 1 });
  });
});

describe('patches', () => {
  test('are counted by what came of them, and those that fit nothing are told', () => {
    world.commit('Begin', { f: 'base\n', g: 'other\n' });
    const session = world.session({ ghosts: false });
    session.turn('work').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    session.patch('*** Update File: f\n@@\n nowhere\n+two', {}, 'Failed to find context');
    session.patch('*** Update File: g\n@@\n something else\n+three', { g: 'rewritten\n' });
    session.patch('*** Update File: h\n@@\n a\n+b', {});
    session.patch('*** Update File: f\n@@\n not in it\n+four', {});
    session.patch('*** Add File: new\n+x', { new: 'x\n' }).patch('*** Delete File: new', { new: null });
    session.patch('*** Update File: new\n@@\n x\n+y', {});
    const { evidenceLost, sessions } = doctor();
    const call = (n: number) =>
      recordOf(session, `"custom_tool_call_output","call_id":"call_${session.id.slice(0, 8)}_${n}"`);
    const trace = (n: number) => ({ path: tracePath(session), line: call(n).line });
    expect({ evidenceLost, patches: sessions[0]?.patches }).toEqual({
      evidenceLost: true,
      patches: {
        applied: 7,
        failed: 1,
        rejected: 0,
        unconfirmed: 0,
        notReplayed: [
          { path: 'g', why: 'base_unknown', turn: 1, trace: trace(3) },
          { path: 'h', why: 'base_unknown', turn: 1, trace: trace(4) },
          { path: 'f', why: 'does_not_fit', turn: 1, trace: trace(5) },
          { path: 'new', why: 'file_missing', turn: 1, trace: trace(8) },
        ],
      },
    });
  });

  test('a change of a file that was renamed later is no loss', () => {
    world.commit('Begin', { f: 'base\n' });
    const session = world.session();
    session.turn('work').patch('*** Update File: f\n@@\n base\n+one', { f: 'base\none\n' });
    session
      .turn('move')
      .patch('*** Update File: f\n*** Move to: g\n@@\n one\n+two', { f: null, g: 'base\none\ntwo\n' });
    const { evidenceLost, totals } = doctor();
    expect({ evidenceLost, patches: totals.patches }).toEqual({
      evidenceLost: false,
      patches: { ...CLEAN.patches, applied: 2 },
    });
  });
});

test('turns without a model, and records that were passed by', () => {
  const session = world.session({ model: null });
  session.turn('one').patch('*** Add File: a\n+a', { a: 'a\n' });
  session.turn('two', { model: 'gpt-demo' }).patch('*** Add File: b\n+b', { b: 'b\n' });
  session.lines.push('{"timestamp": "2026-01-0', '[]');
  session.save();
  const { evidenceLost, sessions, totals } = doctor();
  expect(sessions[0]).toMatchObject({
    models: ['gpt-demo'],
    turnsWithoutModel: [1],
    skipped: { record_unparsable: 2 },
  });
  expect({ evidenceLost, unknown: totals.turnsWithoutModel, skipped: totals.skipped }).toEqual({
    evidenceLost: false,
    unknown: 1,
    skipped: { record_unparsable: 2 },
  });
});

test('each home tells what it holds, how much of that belongs here, and why', () => {
  world.commit('Begin', { f: 'base\n' });
  world.session().turn('here').say('hello');
  const { repo } = world;
  world.session({ cwd: '/srv/moved/demo' }).turn('moved').say('hello');
  world.session({ cwd: '/srv/old/demo' }).turn('ghosts').say('hello');
  world
    .session({ cwd: '/srv/else', repo: world.another('else') })
    .turn('not here')
    .say('hello');
  const linked = join(world.base, 'linked');
  repo.git('worktree', 'add', '-q', '-b', 'side', linked);
  world
    .session({ cwd: linked, repo: new GitRepo(linked, null) })
    .turn('linked')
    .say('hello');
  const { homes, sessions } = doctor(repo.dir, ['/srv/moved/demo']);
  expect(homes).toEqual([
    {
      agent: 'codex',
      path: world.home,
      traces: 5,
      selected: 4,
      matchedBy: { directory: 2, 'moved-from': 1, snapshot: 1 },
    },
  ]);
  expect(sessions.map(({ where, matchedBy }) => `${where} ${matchedBy}`)).toEqual([
    'here directory',
    'here moved-from',
    'here snapshot',
    'elsewhere directory',
  ]);
});
