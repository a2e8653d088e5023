import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'base\n' });
});

afterEach(() => world.remove());

/** Two turns of commands, and then the records of their ghosts are taken out, as newer releases do. */
function strippedSession(): readonly string[] {
  const session = world.session();
  session.turn('one').shell('./tool', { f: 'base\none\n' });
  session.turn('two').shell('./tool', { f: 'base\none\ntwo\n' });
  const records = readFileSync(session.path, 'utf8').split('\n');
  writeFileSync(session.path, records.filter((record) => !record.includes('"ghost_snapshot"')).join('\n'));
  return session.ghosts;
}

function json(...argv: string[]): Record<string, unknown> {
  return JSON.parse(runIn(world, [...argv, '--json']).stdout) as Record<string, unknown>;
}

test('snapshots that no record names are told by doctor, and are no evidence', () => {
  const ghosts = strippedSession();
  const { unnamed, evidenceLost } = json('doctor') as {
    unnamed: { commit: string; time: string }[];
    evidenceLost: boolean;
  };
  expect(unnamed.map(({ commit }) => commit)).toEqual(ghosts);
  expect(unnamed.map(({ time }) => time)).toEqual(unnamed.map(({ time }) => time).toSorted());
  expect(evidenceLost).toBe(false);
  expect(runIn(world, ['doctor']).stdout).toContain(
    '2 snapshots that no record names, from which nothing is concluded (ai-blame pin keeps them):\n' +
      `    unnamed: ${ghosts[0]} `,
  );
  expect(world.who('f').filter((line) => /snapshot|exact/.test(line))).toEqual([]);
});

test('pin keeps them, unpin lets them go, and no answer changes by either', () => {
  const ghosts = strippedSession();
  const before = world.blame('f');
  const { refs } = json('pin') as { refs: { commit: string; session: null; turn: null }[] };
  expect(refs.map(({ commit, session, turn }) => [commit, session, turn])).toEqual(
    ghosts.map((ghost) => [ghost, null, null]),
  );
  world.repo.git('gc', '-q', '--prune=now');
  expect(ghosts.map((ghost) => world.repo.git('cat-file', '-t', ghost))).toEqual(['commit\n', 'commit\n']);
  expect(world.blame('f')).toEqual(before);
  expect((json('doctor') as { unnamed: unknown }).unnamed).toEqual([]);
  runIn(world, ['unpin']);
  world.repo.git('gc', '-q', '--prune=now');
  expect(() => world.repo.git('cat-file', '-t', ghosts[0] ?? '')).toThrow();
});

test('commits of a person that nothing reaches are none of them', () => {
  world.commit('Gone', { f: 'other\n' });
  world.git('reset', '-q', '--hard', 'HEAD~1');
  world.git('reflog', 'expire', '--expire=now', '--all');
  expect((json('doctor') as { unnamed: unknown }).unnamed).toEqual([]);
  expect((json('pin') as { refs: unknown }).refs).toEqual([]);
});

test('a snapshot that a record names is told of its session alone', () => {
  world.session().turn('one').shell('./tool', { f: 'base\none\n' });
  expect((json('doctor') as { unnamed: unknown }).unnamed).toEqual([]);
});
