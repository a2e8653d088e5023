import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ScribedWorld } from '../../support/scribed-world.js';
import { CursorScribe } from './scribe.js';

const AT = Date.UTC(2026, 4, 12, 8);

let scribe: CursorScribe;
let world: ScribedWorld;
beforeEach(() => {
  scribe = new CursorScribe();
  world = new ScribedWorld(scribe, 'cursor-home');
});
afterEach(() => world.remove());

function conversation(id: string, at = AT) {
  const composer = scribe.session({ id, cwd: world.repo.dir, at, model: 'composer-demo' });
  composer.says('Do it', at + 1000);
  return composer;
}

/** The same with an index as without, and from the index once more. */
async function answers(name: string): Promise<string[]> {
  world.usesIndex = false;
  const plain = await world.blame(name);
  world.usesIndex = true;
  expect(await world.blame(name)).toEqual(plain);
  expect(await world.blame(name)).toEqual(plain);
  return plain;
}

test('two conversations of one database on one file, and what a person wrote between them', async () => {
  const path = world.path('a.py');
  const c1 = conversation('c1');
  c1.changes({ path, before: null, after: 'one\ntwo\n', at: AT + 2000 });
  world.repo.write({ 'a.py': 'one\ntwo\n' });
  expect(await answers('a.py')).toEqual([
    'one | cursor c1/1 composer-demo exact',
    'two | cursor c1/1 composer-demo exact',
  ]);
  const c2 = conversation('c2', AT + 60_000);
  c2.changes({ path, before: 'one\nperson\ntwo\n', after: 'one\nperson\n2\n', at: AT + 62_000 });
  world.repo.write({ 'a.py': 'one\nperson\n2\n' });
  expect(await answers('a.py')).toEqual([
    'one | cursor c1/1 composer-demo exact',
    'person | untraced',
    '2 | cursor c2/1 composer-demo exact',
  ]);
  const { stdout } = await world.run('sessions', '--json');
  expect(JSON.parse(stdout).sessions.map(({ id }: { id: string }) => id)).toEqual(['c2', 'c1']);
});

test('an older edit, of which only the diff is left', async () => {
  world.repo.clock = (AT - 60_000) / 1000;
  world.repo.commit('Begin', { 'a.py': 'one\ntwo\nthree\n' });
  conversation('c1').withheld({
    path: world.path('a.py'),
    before: 'one\ntwo\nthree\n',
    after: 'one\n2\nthree\n',
    at: AT + 2000,
  });
  world.repo.write({ 'a.py': 'one\n2\nthree\n' });
  expect(await answers('a.py')).toEqual(['one | commit', '2 | cursor c1/1 composer-demo exact', 'three | commit']);
});
