import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../../support/codex-world.js';
import { GeminiScribe, type GeminiSession } from './scribe.js';

let world: CodexWorld;
let scribe: GeminiScribe;
let sessions = 0;
beforeEach(() => {
  world = new CodexWorld();
  scribe = new GeminiScribe();
  sessions = 0;
});
afterEach(() => world.remove());

const variables = (): Record<string, string> => ({ GEMINI_CLI_HOME: join(world.base, 'person') });
const path = (name: string): string => join(world.repo.dir, name);

function session(): GeminiSession {
  world.tick();
  const id = `${String(++sessions).padStart(8, '0')}-0000-4000-8000-000000000000`;
  return scribe.session({ id, cwd: world.repo.dir, at: world.clock, model: 'gemini-3-pro' });
}

/** The agent does it: in the work tree, and in its transcript. */
function change(
  by: GeminiSession,
  name: string,
  before: string | null,
  after: string,
  way: 'edit' | 'content' = 'edit',
): void {
  world.write({ [name]: after });
  by.changes({ path: path(name), before, after, at: world.clock, by: way });
}

const who = (name: string): string[] => {
  scribe.write(join(world.base, 'person', '.gemini'));
  return world.who(name, { variables: variables() });
};

test('a file that it made, and one that it edited', () => {
  world.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' });
  const one = session();
  one.says('go', world.clock);
  change(one, 'new.txt', null, 'x\ny\n', 'content');
  one.says('and', world.clock);
  change(one, 'a.txt', 'one\ntwo\nthree\n', 'one\n2\nthree\n');
  expect(who('new.txt')).toEqual(['x ← s1#1 exact', 'y ← s1#1 exact']);
  expect(who('a.txt')).toEqual(['one ← commit', '2 ← s1#2 exact', 'three ← commit']);
});

test('two sessions on one file; a person between them', () => {
  const [one, two] = [session(), session()];
  one.says('go', world.clock);
  change(one, 'a.txt', null, 'one\ntwo\n', 'content');
  world.write({ 'a.txt': 'one\nby hand\ntwo\n' });
  two.says('go', world.clock);
  change(two, 'a.txt', 'one\nby hand\ntwo\n', 'one\nby hand\n2\n');
  world.write({ 'a.txt': 'one\nby hand\n2\nlater\n' });
  expect(who('a.txt')).toEqual(['one ← s1#1 exact', 'by hand ← untraced', '2 ← s2#1 exact', 'later ← untraced']);
});

test('declined and failed calls write nothing', () => {
  const one = session();
  one.says('go', world.clock);
  change(one, 'a.txt', null, 'one\n', 'content');
  const meant = { path: path('a.txt'), before: 'one\n', after: 'one\ntwo\n', at: world.clock + 10 };
  one.rejected(meant);
  one.failed(meant);
  world.write({ 'a.txt': 'one\ntwo\n' });
  expect(who('a.txt')).toEqual(['one ← s1#1 exact', 'two ← untraced']);
});

test('what a person made of a proposal is the person’s', () => {
  const one = session();
  one.says('go', world.clock);
  world.write({ 'a.txt': 'one\nmine\n' });
  one.amended({ path: path('a.txt'), before: null, after: 'one\nmine\n', proposed: 'one\ntwo\n', at: world.clock });
  expect(who('a.txt')).toEqual(['one ← s1#1 exact', 'mine ← untraced']);
});

test('before 0.25 a replacement is placed in what is known', () => {
  world.commit('Begin', { 'a.txt': 'one\ntwo\n' });
  const one = session();
  one.says('go', world.clock);
  world.write({ 'a.txt': 'one\n2\n' });
  one.withheld({ path: path('a.txt'), before: 'one\ntwo\n', after: 'one\n2\n', at: world.clock });
  expect(who('a.txt')).toEqual(['one ← commit', '2 ← s1#1 exact']);
});

test('commands whose text tells it; calls of a rewound turn stay', () => {
  const one = session();
  one.says('go', world.clock);
  world.write({ 'q.txt': 'q\n' });
  one.runs("printf 'q\\n' > q.txt", 0, world.clock);
  change(one, 'a.txt', null, 'one\n', 'content');
  one.rewinds(1);
  expect(who('q.txt')).toEqual(['q ← s1#1 inferred']);
  expect(who('a.txt')).toEqual(['one ← s1#1 exact']);
});

test('gemini-cli reader 5: CRLF on disk, LF in the record', () => {
  world.commit('Begin', { 'a.txt': 'one\r\ntwo\r\n' });
  const one = session();
  one.says('go', world.clock);
  world.write({ 'a.txt': 'one\r\n2\r\n' });
  one.changes({ path: path('a.txt'), before: 'one\ntwo\n', after: 'one\n2\n', at: world.clock, by: 'edit' });
  expect(who('a.txt')).toEqual(['one ← commit', '2 ← s1#1 exact']);
});
