import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'zero\none\n' });
});

afterEach(() => world.remove());

const ADD = '*** Update File: f\n@@\n zero\n+two\n one';

/** No snapshots, context lines are written as the patch spells them. */
function session(): WorldSession {
  return world.session({ version: '0.129.0', ghosts: false });
}

describe('a patch quotes lines with another indentation than they are known to have', () => {
  test('a person had indented them: not the agent’s', () => {
    const agent = session().turn('a').patch(ADD, { f: 'zero\ntwo\none\n' });
    world.write({ f: 'zero\ntwo\n  one\n' });
    agent.patch('*** Update File: f\n@@\n two\n+three\n   one', { f: 'zero\ntwo\nthree\n  one\n' });
    expect(world.who('f')).toEqual(['zero ← commit', 'two ← s1#1 exact', 'three ← s1#1 fragment', '  one ← untraced']);
  });

  test('also right after a snapshot of the turn', () => {
    const agent = world.session().turn('a');
    world.write({ f: 'zero\n  one\n' });
    agent.patch('*** Update File: f\n@@\n   one\n+two', { f: 'zero\n  one\ntwo\n' });
    expect(world.who('f')).toEqual(['zero ← commit', '  one ← untraced', 'two ← s1#1 fragment']);
  });

  test('a formatter of an earlier turn had indented them, of which the text names the file: that turn’s', () => {
    const agent = session().turn('a').patch(ADD, { f: 'zero\ntwo\none\n' });
    agent.shell('expand -t 2 f.in | indent > f', { f: 'zero\n  two\n  one\n' });
    agent.turn('b').patch('*** Update File: f\n@@\n   two\n+three\n   one', { f: 'zero\n  two\nthree\n  one\n' });
    expect(world.who('f')).toEqual([
      'zero ← commit',
      '  two ← s1#1 inferred',
      'three ← s1#2 fragment',
      '  one ← s1#1 inferred',
    ]);
  });

  test('by something that its text does not tell: undecided', () => {
    const agent = session().turn('a').patch(ADD, { f: 'zero\ntwo\none\n' });
    agent.shell('make format', { f: 'zero\n  two\n  one\n' });
    agent.turn('b').patch('*** Update File: f\n@@\n   two\n+three\n   one', { f: 'zero\n  two\nthree\n  one\n' });
    expect(world.who('f')).toEqual(['zero ← commit', '  two ← untraced', 'three ← s1#2 fragment', '  one ← untraced']);
  });

  test('by one of two turns: undecided, and told so', () => {
    const agent = session().turn('a').patch(ADD, { f: 'zero\ntwo\none\n' });
    agent.shell('indent < f.in > f', { f: 'zero\ntwo\n  one\n' });
    agent.turn('b').shell('make format', { f: 'zero\n  two\n  one\n' });
    agent.turn('c').patch('*** Update File: f\n@@\n   two\n+three\n   one', { f: 'zero\n  two\nthree\n  one\n' });
    expect(world.who('f')).toEqual(['zero ← commit', '  two ← untraced', 'three ← s1#3 fragment', '  one ← untraced']);
    expect(world.blame('f').warnings.map(({ code }) => code)).toEqual(['undecided']);
  });
});
