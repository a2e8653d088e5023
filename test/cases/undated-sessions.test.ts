import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

/** A rollout of the first releases: its head alone tells a time, of a zone that nobody tells. */
function undated(number: number, time: string, ...commands: readonly (readonly string[])[]): void {
  const id = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const environment = `<environment_context>\n  <cwd>${world.repo.dir}</cwd>\n</environment_context>`;
  const message = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  const records = [
    { id, timestamp: time, instructions: null },
    message(environment),
    message('go on'),
    ...commands.flatMap((command, n) => [
      { type: 'function_call', name: 'shell', arguments: JSON.stringify({ command }), call_id: `call_${number}_${n}` },
      {
        type: 'function_call_output',
        call_id: `call_${number}_${n}`,
        output: JSON.stringify({ output: '', metadata: { exit_code: 0, duration_seconds: 0.1 } }),
      },
    ]),
  ];
  const path = join(world.home, `sessions/rollout-2026-01-01-${id}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** A document of the TypeScript CLI: the session's beginning is all that it tells of times, but in UTC. */
function document(number: number, time: string, ...commands: readonly (readonly string[])[]): void {
  const id = `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go on' }] };
  const items = commands.flatMap((command, n) => [
    {
      type: 'function_call',
      name: 'shell',
      arguments: JSON.stringify({ command, workdir: world.repo.dir }),
      call_id: `call_${number}_${n}`,
    },
    {
      type: 'function_call_output',
      call_id: `call_${number}_${n}`,
      output: JSON.stringify({ output: '', metadata: { exit_code: 0, duration_seconds: 0.1 } }),
    },
  ]);
  const path = join(world.home, `sessions/rollout-2026-01-01-${id}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    JSON.stringify({ session: { timestamp: time, id, instructions: '' }, items: [message, ...items] }),
  );
}

const patch = (body: string) => ['apply_patch', `*** Begin Patch\n${body}\n*** End Patch`];

describe('sessions of which only the beginning is told, in no known zone', () => {
  test('one that renames what a dated session wrote before', () => {
    world.commit('Begin', { f: 'one\n' });
    world.session({ ghosts: false }).turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    undated(2, '2026-01-01T13:00:00.000Z', ['bash', '-lc', 'mv f g']);
    world.write({ f: null, g: 'one\ntwo\n' });
    expect(world.who('g')).toEqual(['one ← commit', 'two ← s1#1 exact']);
    world.commit('Renamed');
    expect(world.who('g')).toEqual(['one ← commit', 'two ← s1#1 exact']);
  });

  test('are in the order of their beginnings, whatever their ids are', () => {
    undated(9, '2026-01-01T13:00:00.000Z', patch('*** Add File: f\n+one\n+two'));
    undated(3, '2026-01-01T14:00:00.000Z', patch('*** Update File: f\n@@\n one\n-two\n+2\n+three'));
    world.write({ f: 'one\n2\nthree\n' });
    expect(world.who('f')).toEqual(['one ← s9#1 exact', '2 ← s3#1 exact', 'three ← s3#1 exact']);
  });

  test('one that moves a file which the next one changes went on behind that', () => {
    world.commit('Begin', { f: 'one\n' });
    undated(1, '2026-01-01T13:00:00.000Z', patch('*** Update File: f\n*** Move to: g\n@@\n one\n+moved'));
    undated(2, '2026-01-01T14:00:00.000Z', patch('*** Update File: f\n@@\n+first\n one'));
    world.write({ f: null, g: 'first\none\nmoved\n' });
    // What HEAD was then is not known.
    expect(world.who('g')).toEqual(['first ← s2#1 fragment', 'one ← commit', 'moved ← s1#1 fragment']);
    expect(world.editLines().toSorted()).toEqual(['s1#1 rename f → g fragment +1 -0', 's2#1 modify f fragment +1 -0']);
  });

  test('the same where a command moves it', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    undated(1, '2026-01-01T13:00:00.000Z', ['bash', '-lc', 'mv f g']);
    undated(2, '2026-01-01T14:00:00.000Z', patch('*** Update File: f\n@@\n-two\n+2'));
    world.write({ f: null, g: 'one\n2\n' });
    // What HEAD was then is not known.
    expect(world.who('g')).toEqual(['one ← commit', '2 ← s2#1 fragment']);
  });

  test('one that changes what the next one moves there went on behind that', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    undated(1, '2026-01-01T13:00:00.000Z', patch('*** Update File: g\n@@\n one\n+more'));
    undated(2, '2026-01-01T14:00:00.000Z', ['bash', '-lc', 'git mv f g']);
    world.write({ f: null, g: 'one\nmore\ntwo\n' });
    expect(world.who('g')).toEqual(['one ← commit', 'more ← s1#1 fragment', 'two ← commit']);
  });

  test('one whose command edits in place what the next one moves there went on behind that, with all that it did then', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    undated(
      1,
      '2026-01-01T13:00:00.000Z',
      ['bash', '-lc', "sed -i 's/^two$/2/' g"],
      patch('*** Update File: g\n@@\n+first\n one'),
    );
    undated(2, '2026-01-01T14:00:00.000Z', ['bash', '-lc', 'mv f g']);
    world.write({ f: null, g: 'first\none\n2\n' });
    // What HEAD was then is not known, nor whether the command did it.
    expect(world.who('g')).toEqual(['first ← s1#1 fragment', 'one ← commit', '2 ← untraced']);
  });

  test('what a commit holds of before the last change, to which a stash goes back, is whose it was', () => {
    world.commit('Begin', { g: 'g\n' });
    undated(1, '2026-01-01T13:00:00.000Z', patch('*** Add File: f\n+one\n+two'));
    undated(2, '2026-01-01T14:00:00.000Z', patch('*** Update File: f\n@@\n one\n-two\n+three'));
    world.commit('First change', { f: 'one\ntwo\n' });
    world.write({ f: 'one\nthree\n' });
    world.git('stash', '-q');
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact']);
  });

  describe('where another one deletes the file', () => {
    const begin = (): void => {
      const change = '*** Update File: f\n@@\n one\n-two\n+2\n+three';
      undated(1, '2026-01-01T13:00:00.000Z', patch('*** Add File: f\n+one\n+two'), patch(change));
      world.commit('First change', { f: 'one\ntwo\n' });
      world.write({ f: 'one\n2\nthree\n' });
    };

    test('what a stash put away before is whose it was when it comes back', () => {
      begin();
      world.git('stash', '-q');
      undated(2, '2026-01-01T14:00:00.000Z', patch('*** Delete File: f'));
      world.write({ f: null });
      world.git('stash', 'pop', '-q');
      expect(world.who('f')).toEqual(['one ← s1#1 exact', '2 ← s1#1 exact', 'three ← s1#1 exact']);
    });

    test('what comes back together with what was pulled meanwhile is whose it was, too', () => {
      const lines = 'a\nb\nc\nd\ne\nf\n';
      undated(
        1,
        '2026-01-01T13:00:00.000Z',
        patch(`*** Add File: f\n${lines.replace(/^(?=.)/gm, '+').trimEnd()}`),
        patch('*** Update File: f\n@@\n-a\n+1\n b'),
      );
      world.commit('First change', { f: lines });
      world.git('clone', '-q', world.repo.dir, join(world.base, 'colleague'));
      const other = world.another('colleague', null);
      world.commitIn(other, 'Theirs', { f: lines.replace('f', '6') });
      world.write({ f: lines.replace('a', '1') });
      world.git('stash', '-q');
      undated(2, '2026-01-01T14:00:00.000Z', patch('*** Delete File: f'));
      world.write({ f: null });
      world.git('pull', '-q', '--ff-only', other.dir, 'main');
      world.git('stash', 'pop', '-q');
      const agents = ['1', 'b', 'c', 'd', 'e'].map((line) => `${line} ← s1#1 exact`);
      expect(world.who('f')).toEqual([...agents, '6 ← commit']);
    });

    test('what a person writes anew is not what was deleted', () => {
      begin();
      undated(2, '2026-01-01T14:00:00.000Z', patch('*** Delete File: f'));
      world.write({ f: 'one\n2\nthree\n' });
      // The first line is in HEAD still.
      expect(world.who('f')).toEqual(['one ← s1#1 exact', '2 ← untraced', 'three ← untraced']);
    });
  });

  test('two that each move the file stay in the order of their beginnings', () => {
    world.commit('Begin', { f: 'one\n' });
    undated(1, '2026-01-01T13:00:00.000Z', patch('*** Update File: f\n*** Move to: g\n@@\n one\n+moved'));
    undated(2, '2026-01-01T14:00:00.000Z', patch('*** Update File: f\n*** Move to: h\n@@\n one\n+again'));
    world.write({ f: null, g: 'one\nmoved\n', h: 'one\nagain\n' });
    expect(world.who('g')).toEqual(['one ← commit', 'moved ← s1#1 fragment']);
  });

  test('no time is made up for them', () => {
    undated(1, '2026-01-01T13:00:00.000Z', patch('*** Add File: f\n+one'));
    world.write({ f: 'one\n' });
    const { edits } = world.blame('f');
    expect(Object.values(edits).map(({ timestamp, turn }) => [timestamp, turn?.startedAt])).toEqual([[null, null]]);
  });
});

describe('sessions of which only the beginning is told, in UTC, may have run at once', () => {
  const first = '2026-01-01T13:00:00.000Z';
  const second = '2026-01-01T14:00:00.000Z';

  test('one that moves a file which the later one changes went on behind that', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    document(
      1,
      first,
      patch('*** Update File: f\n@@\n one\n+more'),
      patch('*** Update File: f\n*** Move to: g\n@@\n+top\n one'),
    );
    document(2, second, patch('*** Update File: f\n@@\n more\n-two\n+2'));
    world.write({ f: null, g: 'top\none\nmore\n2\n' });
    expect(world.who('g')).toEqual(['top ← s1#1 exact', 'one ← commit', 'more ← s1#1 exact', '2 ← s2#1 exact']);
  });

  test('one that changes a file which the later one makes went on behind that', () => {
    world.commit('Begin', { g: 'g\n' });
    document(1, first, patch('*** Update File: f\n@@\n one\n-two\n+2'));
    document(2, second, patch('*** Add File: f\n+one\n+two'));
    world.write({ f: 'one\n2\n' });
    const expected = ['one ← s2#1 exact', '2 ← s1#1 exact'];
    expect(world.who('f')).toEqual(expected);
    world.tick(3 * 3_600_000);
    world.commit('Both');
    expect(world.who('f')).toEqual(expected);
  });

  test('but not where HEAD had the file when it began: the later one wrote it anew', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    document(1, first, patch('*** Update File: f\n@@\n one\n-two\n+2'));
    document(2, second, patch('*** Add File: f\n+one\n+two\n+three'));
    world.write({ f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← s2#1 fragment', 'three ← s2#1 fragment']);
  });

  test('nor one that has moved a file of that name away: the later one made another', () => {
    world.commit('Begin', { g: 'g\n' });
    world.write({ f: 'mine\n' });
    document(1, first, patch('*** Update File: f\n*** Move to: h\n@@\n mine\n+more'));
    document(2, second, patch('*** Add File: f\n+one\n+two'));
    world.write({ f: 'one\ntwo\n', h: 'mine\nmore\n' });
    expect(world.who('f')).toEqual(['one ← s2#1 exact', 'two ← s2#1 exact']);
    expect(world.who('h')[0]).toBe('mine ← untraced');
  });

  describe('where one moves a file, and the later one changes it', () => {
    const moved = patch('*** Update File: f\n*** Move to: g\n@@\n one\n+moved');
    const changed = patch('*** Update File: f\n@@\n one\n+more');
    const begin = (): void => {
      world.commit('Begin', { f: 'one\ntwo\n', x: 'x\n' });
      document(1, world.tick(), moved);
    };
    const changeAfterwards = (): void => {
      world.tick(5000);
      document(2, world.tick(), changed);
    };
    const both = (): string[][] => [world.who('f'), world.who('g')];

    test('what a stash put back meanwhile is what the later one found', () => {
      begin();
      world.write({ f: null, g: 'one\nmoved\ntwo\n' });
      world.git('stash', '-q');
      changeAfterwards();
      world.write({ f: 'one\nmore\ntwo\n' });
      const expected = [
        ['one ← commit', 'more ← s2#1 exact', 'two ← commit'],
        ['one ← commit', 'moved ← s1#1 exact', 'two ← commit'],
      ];
      expect(both()).toEqual(expected);
      world.commit('Both');
      expect(both()).toEqual(expected);
    });

    test('so it is with a reset, where the file is there still', () => {
      begin();
      world.write({ f: null, g: 'one\nmoved\ntwo\n' });
      world.git('reset', '-q', '--hard');
      changeAfterwards();
      world.write({ f: 'one\nmore\ntwo\n' });
      expect(both()).toEqual([
        ['one ← commit', 'more ← s2#1 exact', 'two ← commit'],
        ['one ← commit', 'moved ← s1#1 exact', 'two ← commit'],
      ]);
    });

    test('the move came later where the stash had the file still', () => {
      begin();
      world.write({ x: 'X\n' });
      world.git('stash', '-q');
      changeAfterwards();
      world.write({ f: null, g: 'one\nmoved\nmore\ntwo\n' });
      expect(world.who('g')).toEqual(['one ← commit', 'moved ← s1#1 exact', 'more ← s2#1 exact', 'two ← commit']);
    });

    test('and where a reset may have put it back, but it is there no more', () => {
      begin();
      world.git('reset', '-q', '--hard');
      changeAfterwards();
      world.write({ f: null, g: 'one\nmoved\nmore\ntwo\n' });
      expect(world.who('g')).toEqual(['one ← commit', 'moved ← s1#1 exact', 'more ← s2#1 exact', 'two ← commit']);
    });
  });

  describe('where each writes the same file whole', () => {
    const added = patch('*** Add File: f\n+one\n+two');
    const over = ['bash', '-lc', "cat > f <<'EOF'\na\nb\nc\nEOF"];

    test('what is there in the end is whose it is, whichever of them began first', () => {
      document(1, first, added);
      document(2, second, over);
      world.write({ f: 'one\ntwo\n' });
      expect(world.who('f')).toEqual(['one ← s1#1 fragment', 'two ← s1#1 fragment']);
      world.write({ f: 'a\nb\nc\n' });
      expect(world.who('f')).toEqual(['a ← s2#1 inferred', 'b ← s2#1 inferred', 'c ← s2#1 inferred']);
    });

    test('also where both are patches, and the one whose file is there changed it before', () => {
      document(1, first, added, patch('*** Update File: f\n@@\n one\n-two\n+2\n+three'));
      document(2, second, patch('*** Add File: f\n+a\n+b'), patch('*** Update File: f\n@@\n a\n-b\n+B'));
      world.write({ f: 'one\n2\nthree\n' });
      expect(world.who('f')).toEqual(['one ← s1#1 fragment', '2 ← s1#1 fragment', 'three ← s1#1 fragment']);
      world.write({ f: 'a\nB\n' });
      expect(world.who('f')).toEqual(['a ← s2#1 fragment', 'B ← s2#1 exact']);
    });

    test('what a person adds to it is the person’s', () => {
      document(1, first, added);
      document(2, second, over);
      world.write({ f: 'one\nmine\ntwo\n' });
      expect(world.who('f')).toEqual(['one ← s1#1 fragment', 'mine ← untraced', 'two ← s1#1 fragment']);
    });

    test('what was committed and is there again, as git puts it, is known as before', () => {
      world.commit('Begin', { g: 'g\n' });
      document(1, world.tick(), added);
      world.commit('First', { f: 'one\ntwo\n' });
      document(2, world.tick(), over);
      world.write({ f: 'a\nb\nc\n' });
      world.git('checkout', '-q', '--', 'f');
      expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact']);
    });

    test('but not where the later one needed what the other wrote: what is there again is a person’s', () => {
      document(1, first, added);
      document(2, second, patch('*** Update File: f\n@@\n-one\n-two\n+a\n+b'));
      world.write({ f: 'one\ntwo\n' });
      expect(world.who('f')).toEqual(['one ← untraced', 'two ← untraced']);
    });

    test('nor where times tell which came last', () => {
      world.session({ ghosts: false }).turn('a').patch('*** Add File: f\n+one\n+two', { f: 'one\ntwo\n' });
      world.session({ ghosts: false }).turn('b').patch('*** Add File: f\n+a\n+b', { f: 'a\nb\n' });
      world.write({ f: 'one\ntwo\n' });
      expect(world.who('f')).toEqual(['one ← untraced', 'two ← untraced']);
    });
  });
});
