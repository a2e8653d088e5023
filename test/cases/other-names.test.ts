import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { claudeCodeScribe } from '../agents/claude-code/scribe.js';
import { ToldWorld } from '../agents/conformance/told-world.js';
import { CodexWorld } from '../support/codex-world.js';

let world: ToldWorld;
beforeEach(() => {
  world = new ToldWorld(claudeCodeScribe());
});
afterEach(() => world.remove());

function link(target: string, name: string): void {
  symlinkSync(target, world.path(name));
  world.repo.git('add', name);
  world.repo.git('commit', '-qm', 'A link');
}

describe('a file that was written under another name', () => {
  test('through a folder that is a link', () => {
    world.commit({ 'packages/core/src/f': 'one\n' });
    link('packages/core', 'core');
    link('core/src', 'short');
    const session = world.session().says('Change it').change('core/src/f', 'one\ntwo\n');
    session.change('short/f', 'one\ntwo\nthree\n').change('short/new', 'made\n');
    expect(world.who('packages/core/src/f')).toEqual([
      'one ← commit',
      'two ← s1#1 model-one exact',
      'three ← s1#1 model-one exact',
    ]);
    expect(world.who('packages/core/src/new')).toEqual(['made ← s1#1 model-one exact']);
  });

  test('through a file that is a link', () => {
    world.commit({ 'AGENTS.md': 'one\n' });
    link('AGENTS.md', 'CLAUDE.md');
    world.session().says('Change it').change('CLAUDE.md', 'one\ntwo\n');
    expect(world.who('AGENTS.md')).toEqual(['one ← commit', 'two ← s1#1 model-one exact']);
  });

  test('a link that leads out of the repository, or to itself, is no other name', () => {
    world.commit({ f: 'one\n' });
    link('..', 'out');
    link('loop', 'loop');
    world.session().says('Change it').change('f', 'one\ntwo\n').runs('touch out/f loop/f');
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s1#1 model-one exact']);
  });

  test('a link that was removed takes nothing of what it led to', () => {
    world.commit({ 'AGENTS.md': 'one\n' });
    const session = world.session().says('Change it').change('AGENTS.md', 'one\ntwo\n');
    link('AGENTS.md', 'CLAUDE.md');
    session.runs('rm CLAUDE.md', { 'CLAUDE.md': null });
    expect(world.who('AGENTS.md')).toEqual(['one ← commit', 'two ← s1#1 model-one exact']);
  });

  test('in other letters, where the file system knows no case', () => {
    world.commit({ 'src/File.txt': 'one\n' });
    world.repo.git('config', 'core.ignorecase', 'true');
    const session = world.session().says('Change it');
    const spelled = (name: string, before: string | null, after: string): void => {
      session.scribe.changes({
        path: world.path(name),
        before,
        after,
        at: world.tick(),
        by: before === null ? 'content' : 'edit',
      });
    };
    spelled('SRC/file.TXT', 'one\n', 'one\ntwo\n');
    world.write('src/File.txt', 'one\ntwo\n');
    spelled('src/New.txt', null, 'made\n');
    spelled('Src/new.txt', 'made\n', 'made\nlonger\n');
    world.write('src/New.txt', 'made\nlonger\n');
    expect(world.who('src/File.txt')).toEqual(['one ← commit', 'two ← s1#1 model-one exact']);
    expect(world.who('src/New.txt')).toEqual(['made ← s1#1 model-one exact', 'longer ← s1#1 model-one exact']);
  });

  test('in other letters, where it knows case, is another file', () => {
    world.commit({ 'src/File.txt': 'one\n' });
    world.repo.git('config', 'core.ignorecase', 'false');
    const session = world.session().says('Change it');
    session.scribe.changes({
      path: world.path('src/file.txt'),
      before: 'one\n',
      after: 'one\ntwo\n',
      at: world.tick(),
    });
    world.write('src/File.txt', 'one\ntwo\n');
    expect(world.who('src/File.txt')).toEqual(['one ← commit', 'two ← untraced']);
  });
});

describe.each([true, false])('files that one command moves in a circle (snapshots: %s)', (ghosts) => {
  test('keep their writers', () => {
    const codex = new CodexWorld();
    try {
      const [a, b] = ['a1\na2\nA of the agent\na3\n', 'b1\nb2\nB of the agent\nb3\n'];
      codex.commit('Begin', { a: 'a1\na2\na3\n', b: 'b1\nb2\nb3\n' });
      const session = codex.session({ ghosts }).turn('edit');
      session.patch('*** Update File: a\n@@\n a2\n+A of the agent', { a });
      session.patch('*** Update File: b\n@@\n b2\n+B of the agent', { b });
      session.turn('swap').shell('mv a t; mv b a; mv t b', { a: b, b: a }).turn('talk').say('hello');
      expect(codex.who('a').map((line) => line.replace(/^(b\d) ← .*/, '$1'))).toEqual([
        'b1',
        'b2',
        'B of the agent ← s1#1 exact',
        'b3',
      ]);
      expect(codex.who('b').map((line) => line.replace(/^(a\d) ← .*/, '$1'))).toEqual([
        'a1',
        'a2',
        'A of the agent ← s1#1 exact',
        'a3',
      ]);
    } finally {
      codex.remove();
    }
  });
});
