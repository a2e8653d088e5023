import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ScribedWorld } from '../../support/scribed-world.js';
import type { Scribe } from '../scribe.js';
import { type ChatSession, copilotVscodeScribe } from './scribe.js';

const AT = Date.UTC(2026, 4, 12, 8);

let scribe: Scribe;
let world: ScribedWorld;
beforeEach(() => {
  scribe = copilotVscodeScribe();
  world = new ScribedWorld(scribe, 'vscode-home');
});
afterEach(() => world.remove());

function session(id: string, at = AT): ChatSession {
  const opened = scribe.session({ id, cwd: world.repo.dir, at, model: 'gpt-demo' }) as ChatSession;
  opened.says('Do it', at + 1000);
  return opened;
}

describe.each<['both' | 'chat' | 'editing', string]>([
  ['both', 'gpt-demo'],
  ['chat', 'gpt-demo'],
  ['editing', 'gpt-demo'],
])('from the stores: %s', (stores, model) => {
  test('a file that was created and edited: each line by the message that it was written for', async () => {
    const s1 = session('s1');
    s1.stores = stores;
    const path = world.path('a.py');
    s1.changes({ path, before: null, after: 'one\ntwo\n', at: AT });
    s1.says('More', AT + 3000);
    s1.changes({ path, before: 'one\ntwo\n', after: 'one\nTWO\nthree\n', at: AT });
    world.repo.write({ 'a.py': 'one\nTWO\nthree\n' });
    expect(await world.blame('a.py')).toEqual([
      `one | copilot-vscode s1/1 ${model} exact`,
      `TWO | copilot-vscode s1/2 ${model} exact`,
      `three | copilot-vscode s1/2 ${model} exact`,
    ]);
  });

  test('what was rejected, failed or broken off wrote nothing', async () => {
    const s1 = session('s1');
    s1.stores = stores;
    const path = world.path('a.py');
    s1.changes({ path, before: null, after: 'one\n', at: AT });
    s1.rejected({ path, before: 'one\n', after: 'no\n', at: AT });
    s1.failed({ path, before: 'one\n', after: 'nor\n', at: AT });
    s1.says('Again', AT + 9000);
    s1.aborted({ path, before: 'one\n', after: 'never\n', at: AT });
    world.repo.write({ 'a.py': 'one\n' });
    expect(await world.blame('a.py')).toEqual([`one | copilot-vscode s1/1 ${model} exact`]);
  });
});

test('an edit of a committed file: the rest is the commit’s', async () => {
  world.repo.clock = (AT - 60_000) / 1000;
  world.repo.commit('Begin', { 'a.py': 'one\ntwo\nthree\n' });
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n', at: AT });
  world.repo.write({ 'a.py': 'one\n2\nthree\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | commit',
    '2 | copilot-vscode s1/1 gpt-demo exact',
    'three | commit',
  ]);
});

test('what a person wrote between two messages is the person’s: the second baseline shows it', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: AT });
  s1.says('More', AT + 60_000);
  s1.changes({ path, before: 'one\nperson\ntwo\n', after: 'one\nperson\n2\n', at: AT });
  world.repo.write({ 'a.py': 'one\nperson\n2\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | copilot-vscode s1/1 gpt-demo exact',
    'person | untraced',
    '2 | copilot-vscode s1/2 gpt-demo exact',
  ]);
});

test('two sessions on one file', async () => {
  const path = world.path('a.py');
  session('s1').changes({ path, before: null, after: 'one\ntwo\n', at: AT });
  session('s2', AT + 60_000).changes({ path, before: 'one\ntwo\n', after: 'one\n2\n', at: AT });
  world.repo.write({ 'a.py': 'one\n2\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | copilot-vscode s1/1 gpt-demo exact',
    '2 | copilot-vscode s2/1 gpt-demo exact',
  ]);
});

test('a message that was taken back left nothing', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\n', at: AT });
  s1.says('Worse', AT + 3000);
  s1.changes({ path, before: 'one\n', after: 'bad\n', at: AT });
  s1.rewinds(1);
  world.repo.write({ 'a.py': 'one\n' });
  expect(await world.blame('a.py')).toEqual(['one | copilot-vscode s1/1 gpt-demo exact']);
});

test('a rename keeps the lines', async () => {
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: null, after: 'one\n', at: AT });
  s1.moves(world.path('a.py'), world.path('b.py'), 'one\n');
  world.repo.write({ 'b.py': 'one\n' });
  expect(await world.blame('b.py')).toEqual(['one | copilot-vscode s1/1 gpt-demo exact']);
});

test('a session that was copied counts once', async () => {
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: null, after: 'one\n', at: AT });
  s1.replay();
  world.repo.write({ 'a.py': 'one\n' });
  expect(await world.blame('a.py')).toEqual(['one | copilot-vscode s1/1 gpt-demo exact']);
  const { stdout } = await world.run('sessions', '--json');
  expect(JSON.parse(stdout).sessions).toHaveLength(1);
});

test('copilot reader 5: an index gives the same, and is brought up to date where either file changed', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  const answers = async (): Promise<string[]> => {
    world.usesIndex = false;
    const plain = await world.blame('a.py');
    world.usesIndex = true;
    expect(await world.blame('a.py')).toEqual(plain);
    expect(await world.blame('a.py')).toEqual(plain);
    return plain;
  };
  s1.changes({ path, before: null, after: 'one\n', at: AT });
  world.repo.write({ 'a.py': 'one\n' });
  expect(await answers()).toEqual(['one | copilot-vscode s1/1 gpt-demo exact']);
  s1.changes({ path, before: 'one\n', after: 'one\ntwo\n', at: AT });
  world.repo.write({ 'a.py': 'one\ntwo\n' });
  expect((await answers())[1]).toBe('two | copilot-vscode s1/1 gpt-demo exact');
  const verified = await world.run('index', 'verify', '--json');
  expect([verified.exitCode, JSON.parse(verified.stdout).differences]).toEqual([0, []]);
});
