import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

test('a run that ends leaves the index as one file, without a log beside it', () => {
  const world = new CodexWorld();
  try {
    world.commit('Begin', { f: 'one\n' });
    world.session().turn('Add').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    for (const words of [['index'], ['f', '--json'], ['edits'], ['sessions', 'list']]) {
      expect(runIn(world, words).code).toBe(0);
      const beside = readdirSync(join(world.base, 'ai-blame')).filter((name) => name.startsWith('index_1.sqlite-'));
      expect({ words, beside: beside.filter((name) => name !== 'index_1.sqlite-answers') }).toEqual({
        words,
        beside: [],
      });
    }
  } finally {
    world.remove();
  }
});
