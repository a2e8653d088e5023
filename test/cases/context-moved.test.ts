import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'one\ntwo\nthree\nfour\nfive\nfive and a half\nsix\n' });
});

afterEach(() => world.remove());

describe('a person moved the line that a patch stands beside', () => {
  const PATCH = '*** Update File: f\n@@\n two\n+new a\n+new b\n+new c';

  test('before the turn, of which no snapshot is left: what the patch brought is the patch’s, where the patch is not certain', () => {
    world.write({ f: 'one\nthree\nfour\nfive\nfive and a half\ntwo\nsix\n' });
    const agent = world.session({ version: '0.129.0', ghosts: false }).turn('a');
    agent.patch(PATCH, { f: 'one\nthree\nfour\nfive\nfive and a half\ntwo\nnew a\nnew b\nnew c\nsix\n' });
    expect(world.who('f')).toEqual([
      'one ← commit',
      'three ← commit',
      'four ← commit',
      'five ← commit',
      'five and a half ← commit',
      'two ← untraced',
      'new a ← s1#1 fragment',
      'new b ← s1#1 fragment',
      'new c ← s1#1 fragment',
      'six ← commit',
    ]);
  });

  test('alone, after a turn whose snapshot shows what the patch found: whoever moved lines is told', () => {
    const agent = world.session().turn('a');
    agent.patch(PATCH, { f: 'one\ntwo\nnew a\nnew b\nnew c\nthree\nfour\nfive\nfive and a half\nsix\n' });
    world.write({ f: 'one\nthree\nfour\nfive\nfive and a half\ntwo\nnew a\nnew b\nnew c\nsix\n' });
    expect(world.who('f')).toEqual([
      'one ← commit',
      'three ← commit',
      'four ← commit',
      'five ← commit',
      'five and a half ← commit',
      'two ← untraced',
      'new a ← untraced',
      'new b ← untraced',
      'new c ← untraced',
      'six ← commit',
    ]);
  });

  test('a line of a patch that somebody moved away by itself is whoever moved it', () => {
    const agent = world.session({ version: '0.129.0', ghosts: false }).turn('a');
    agent.patch('*** Update File: f\n@@\n two\n+new a', {
      f: 'one\ntwo\nnew a\nthree\nfour\nfive\nfive and a half\nsix\n',
    });
    world.write({ f: 'one\ntwo\nthree\nfour\nnew a\nfive\nfive and a half\nsix\n' });
    expect(world.who('f')).toEqual([
      'one ← commit',
      'two ← commit',
      'three ← commit',
      'four ← commit',
      'new a ← untraced',
      'five ← commit',
      'five and a half ← commit',
      'six ← commit',
    ]);
  });
});
