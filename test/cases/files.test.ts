import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

describe('choosing the file and the sessions', () => {
  test('F1: where only one agent was ever used there is no word of the others', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    const result = world.blame('f');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    expect(result.warnings).toEqual([]);
    expect(result.summary.byAgent).toEqual({ codex: 1 });
    const { code, stderr } = runIn(world, ['f']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(runIn(world, ['edits']).stderr).toBe('');
  });

  test('F1: only in the default place', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    const home = join(world.base, 'person');
    renameSync(world.home, join(world.base, 'codex-was-here'));
    expect(runIn(world, ['f', '--json'], { variables: { CODEX_HOME: '', HOME: home } }).stdout).toContain(
      `"code": "no_sessions"`,
    );
    world.another('person');
    renameSync(join(world.base, 'codex-was-here'), join(home, '.codex'));
    const { code, stdout, stderr } = runIn(world, ['f', '--json'], { variables: { CODEX_HOME: '', HOME: home } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { lines, warnings } = JSON.parse(stdout);
    expect(lines.map(({ origin }: { origin: string }) => origin)).toEqual(['commit', 'agent']);
    expect(warnings).toEqual([]);
  });

  test('F2: a file whose name only looks like that of an edited one has nothing of it', () => {
    world.commit('Begin', {
      'a.py': 'x = 1\n',
      'lib/x.py': 'x = 1\n',
      'x.py': 'x = 1\n',
      'src/x.py.bak': 'x = 1\n',
      'other/src/x.py': 'x = 1\n',
    });
    world
      .session()
      .turn('w')
      .patch('*** Add File: data.py\n+x = 1', { 'data.py': 'x = 1\n' })
      .patch('*** Add File: src/x.py\n+x = 1', { 'src/x.py': 'x = 1\n' });
    expect(world.who('data.py')).toEqual(['x = 1 ← s1#1 exact']);
    expect(world.who('src/x.py')).toEqual(['x = 1 ← s1#1 exact']);
    for (const other of ['a.py', 'lib/x.py', 'x.py', 'src/x.py.bak', 'other/src/x.py']) {
      expect({ other, who: world.who(other) }).toEqual({ other, who: ['x = 1 ← commit'] });
    }
    expect(world.editLines()).toEqual(['s1#1 create data.py exact +1 -0', 's1#1 create src/x.py exact +1 -0']);
  });

  test('F3: two sessions of the same instants are in the same order on every run, however their files are called', () => {
    world.commit('Begin', { f: 'one\n' });
    const start = world.clock;
    const first = world.session({ ghosts: false });
    first.turn('a').patch('*** Update File: f\n@@\n one\n+same', { f: 'one\nsame\n' });
    world.clock = start;
    const second = world.session({ ghosts: false });
    second.turn('b').patch('*** Update File: f\n@@\n same\n+other', { f: 'one\nsame\nother\n' });
    const who = world.who('f');
    const edits = world.editLines();
    expect(who).toEqual(['one ← commit', 'same ← s1#1 exact', 'other ← s2#1 exact']);
    expect(edits).toEqual(['s1#1 modify f exact +1 -0', 's2#1 modify f exact +1 -0']);
    expect([world.who('f'), world.editLines()]).toEqual([who, edits]);
    const folder = dirname(first.path);
    renameSync(first.path, join(folder, 'rollout-2026-01-01T12-00-09-z.jsonl'));
    renameSync(second.path, join(folder, 'rollout-2026-01-01T12-00-00-a.jsonl'));
    expect(world.who('f')).toEqual(who);
    expect(world.editLines()).toEqual(edits);
  });

  test('F4: what cannot be blamed is told in a sentence, with its own exit code', () => {
    world.commit('Begin', { 'd/f': 'x\n' });
    const told = (...argv: string[]): [number | null, string, string] => {
      const { code, stdout, stderr } = runIn(world, argv);
      return [code, stdout, stderr.split('\n')[0] ?? ''];
    };
    const root = world.blame('d/f').repository.root;
    expect(told('../x')).toEqual([3, '', `ai-blame: ../x is outside of the repository ${root}`]);
    expect(told('/etc/hosts')).toEqual([3, '', `ai-blame: /etc/hosts is outside of the repository ${root}`]);
    expect(told('d')).toEqual([3, '', 'ai-blame: d is a folder; name a file in it']);
    expect(told('.')).toEqual([3, '', 'ai-blame: . is a folder; name a file in it']);
    expect(told('gone')).toEqual([3, '', 'ai-blame: There is no file gone in the work tree']);
    expect(told('d/f/g')).toEqual([3, '', 'ai-blame: There is no file d/f/g in the work tree']);
    expect(told('.git/HEAD')).toEqual([3, '', 'ai-blame: .git/HEAD belongs to git itself, not to the work tree']);
    expect(told('.GIT/config')).toEqual([3, '', 'ai-blame: .GIT/config belongs to git itself, not to the work tree']);
    expect(told('--json', 'gone')).toEqual([3, '', 'ai-blame: There is no file gone in the work tree']);
  });

  test('F5: without a session every line is by git, and one note says what was searched', () => {
    const id = world.commit('Begin', { f: 'x\ny\n' });
    world.session({ cwd: '/elsewhere', ghosts: false }).turn('w').patch('*** Add File: f\n+x', {});
    world.write({ f: 'x\ny\nz\n' });
    const { lines, edits, warnings } = world.blame('f');
    expect(lines).toEqual([
      { line: 1, text: 'x', origin: 'commit', edit: null, commit: id },
      { line: 2, text: 'y', origin: 'commit', edit: null, commit: id },
      { line: 3, text: 'z', origin: 'untraced', edit: null, commit: null },
    ]);
    expect(edits).toEqual({});
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['no_sessions', `No session of an agent belongs to this repository (searched ${world.home}: 1 traces)`],
    ]);
    const { code, stdout, stderr } = runIn(world, ['f']);
    expect([code, stdout.split('\n').length, stderr.split('\n').length]).toEqual([0, 4, 2]);
    expect(stderr).toContain(world.home);
  });
});
