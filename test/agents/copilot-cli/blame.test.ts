import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ScribedWorld } from '../../support/scribed-world.js';
import type { Scribe } from '../scribe.js';
import { HistoryDocument } from './history-scribe.js';
import { copilotCliScribe, type EventLog } from './scribe.js';

const AT = Date.UTC(2026, 4, 12, 8);

let scribe: Scribe;
let world: ScribedWorld;
beforeEach(() => {
  scribe = copilotCliScribe();
  world = new ScribedWorld(scribe, 'copilot-home');
});
afterEach(() => world.remove());

function session(id: string, at = AT) {
  const opened = scribe.session({ id, cwd: world.repo.dir, at, model: 'gpt-demo' });
  opened.says('Do it', at + 1000);
  return opened;
}

test('a file that was created and edited: each line by the turn that wrote it', async () => {
  const s1 = session('s1');
  const path = world.path('a.py');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: AT + 2000 });
  s1.says('More', AT + 3000);
  s1.changes({ path, before: 'one\ntwo\n', after: 'one\nTWO\nthree\n', at: AT + 4000 });
  world.repo.write({ 'a.py': 'one\nTWO\nthree\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | copilot-cli s1/1 gpt-demo exact',
    'TWO | copilot-cli s1/2 gpt-demo exact',
    'three | copilot-cli s1/2 gpt-demo exact',
  ]);
});

test('an edit of a file that was committed; the rest is the commit’s', async () => {
  world.repo.clock = (AT - 60_000) / 1000;
  world.repo.commit('Begin', { 'a.py': 'one\ntwo\nthree\n' });
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n', at: AT + 2000 });
  world.repo.write({ 'a.py': 'one\n2\nthree\n' });
  expect(await world.blame('a.py')).toEqual(['one | commit', '2 | copilot-cli s1/1 gpt-demo exact', 'three | commit']);
});

test('two sessions on one file, and what a person wrote between them is the person’s', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: AT + 2000 });
  const s2 = session('s2', AT + 60_000);
  s2.reads(path, 'one\nperson\ntwo\n', AT + 62_000);
  s2.changes({ path, before: 'one\nperson\ntwo\n', after: 'one\nperson\n2\n', at: AT + 63_000 });
  world.repo.write({ 'a.py': 'one\nperson\n2\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | copilot-cli s1/1 gpt-demo exact',
    'person | untraced',
    '2 | copilot-cli s2/1 gpt-demo exact',
  ]);
});

test('what was rejected, failed or broken off wrote nothing', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\n', at: AT + 2000 });
  s1.rejected({ path, before: 'one\n', after: 'no\n', at: AT + 3000 });
  s1.failed({ path, before: 'one\n', after: 'nor\n', at: AT + 4000 });
  s1.aborted({ path, before: 'one\n', after: 'never\n', at: AT + 5000 });
  world.repo.write({ 'a.py': 'one\nnever\n' });
  expect((await world.blame('a.py'))[0]).toBe('one | copilot-cli s1/1 gpt-demo exact');
});

test('a rename and a deletion by a patch', async () => {
  const s1 = session('s1');
  s1.changes({ path: world.path('a.py'), before: null, after: 'one\n', at: AT + 2000 });
  s1.moves(world.path('a.py'), world.path('b.py'), 'one\n', AT + 3000);
  world.repo.write({ 'b.py': 'one\n' });
  expect(await world.blame('b.py')).toEqual(['one | copilot-cli s1/1 gpt-demo exact']);
});

test('a turn that was taken back left nothing', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\n', at: AT + 2000 });
  s1.says('Worse', AT + 3000);
  s1.changes({ path, before: 'one\n', after: 'bad\n', at: AT + 4000 });
  s1.rewinds(1, AT + 5000);
  world.repo.write({ 'a.py': 'one\n' });
  expect(await world.blame('a.py')).toEqual(['one | copilot-cli s1/1 gpt-demo exact']);
});

test('the same where its events are still in the log: the next edit shows that the file went back', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\n', at: AT + 2000 });
  const log = s1 as EventLog;
  const worse = log.event(AT + 3000, 'user.message', { content: 'Worse' });
  s1.changes({ path, before: 'one\n', after: 'bad\n', at: AT + 4000 });
  log.event(AT + 5000, 'session.snapshot_rewind', { upToEventId: worse, eventsRemoved: 6 });
  s1.says('Better', AT + 6000);
  s1.changes({ path, before: 'one\n', after: 'one\ngood\n', at: AT + 7000 });
  world.repo.write({ 'a.py': 'one\ngood\n' });
  expect(await world.blame('a.py')).toEqual([
    'one | copilot-cli s1/1 gpt-demo exact',
    'good | copilot-cli s1/3 gpt-demo exact',
  ]);
});

test('an index gives the same', async () => {
  const path = world.path('a.py');
  const s1 = session('s1');
  s1.changes({ path, before: null, after: 'one\ntwo\n', at: AT + 2000 });
  s1.reads(path, 'one\nperson\ntwo\n', AT + 3000);
  s1.runs("printf 'three\\n' >> a.py", 0, AT + 4000);
  s1.changes({ path, before: 'one\nperson\ntwo\nthree\n', after: 'one\nperson\n2\nthree\n', at: AT + 5000 });
  world.repo.write({ 'a.py': 'one\nperson\n2\nthree\n' });
  const plain = await world.blame('a.py');
  expect(plain.slice(0, 3)).toEqual([
    'one | copilot-cli s1/1 gpt-demo exact',
    'person | untraced',
    '2 | copilot-cli s1/1 gpt-demo exact',
  ]);
  world.usesIndex = true;
  expect(await world.blame('a.py')).toEqual(plain);
  expect(await world.blame('a.py')).toEqual(plain);
});

test('a session of before October 2025: each line by the turn that wrote it', async () => {
  const session = new HistoryDocument('h1', AT);
  const old = new ScribedWorld(
    {
      ...copilotCliScribe(),
      write(home) {
        mkdirSync(join(home, 'history-session-state'), { recursive: true });
        writeFileSync(join(home, session.path), session.text());
      },
    },
    'copilot-home',
  );
  try {
    const path = old.path('a.py');
    old.repo.clock = (AT - 60_000) / 1000;
    old.repo.commit('Begin', { 'a.py': 'one\ntwo\n' });
    const args = { command: 'str_replace', path, old_str: 'two', new_str: 'two\nthree' };
    session.says('Add it', AT + 1000);
    session.call(AT + 2000, 'str_replace_editor', args, { type: 'success', log: '' });
    const refused = { command: 'str_replace', path, old_str: 'three', new_str: 'four' };
    session.call(AT + 3000, 'str_replace_editor', refused, { type: 'rejected', log: 'The user rejected it' });
    old.repo.write({ 'a.py': 'one\ntwo\nthree\nfour\n' });
    const expected = ['one | commit', 'two | commit', 'three | copilot-cli h1/1 unknown exact', 'four | untraced'];
    expect(await old.blame('a.py')).toEqual(expected);
  } finally {
    old.remove();
  }
});
