import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => {
  world.remove();
});

test('a file that is named through a link to the repository is the repository’s, wherever the session ran', () => {
  world.commit('Begin', { f: 'a\nb\n', 'd/g': 'a\n' });
  const link = join(world.base, 'link');
  symlinkSync(world.repo.dir, link);
  const session = world.session().turn('w');
  session.patch(`*** Update File: ${link}/f\n@@\n a\n+x\n b`, { f: 'a\nx\nb\n' });
  session.patch(`*** Update File: ${link}/d/g\n@@\n a\n+y`, { 'd/g': 'a\ny\n' });
  session.patch(`*** Add File: ${link}/new/h\n+z`, { 'new/h': 'z\n' });
  session.patch(`*** Add File: ${world.base}/f\n+elsewhere`, {});
  expect(world.who('f')).toEqual(['a ← commit', 'x ← s1#1 exact', 'b ← commit']);
  expect(world.who('d/g')).toEqual(['a ← commit', 'y ← s1#1 exact']);
  expect(world.who('new/h')).toEqual(['z ← s1#1 exact']);
  expect(world.editLines()).toEqual([
    's1#1 modify f exact +1 -0',
    's1#1 modify d/g exact +1 -0',
    's1#1 create new/h exact +1 -0',
  ]);
});
