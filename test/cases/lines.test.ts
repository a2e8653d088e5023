import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
});

afterEach(() => world.remove());

function add(file: string, ...lines: string[]): string {
  return [`*** Add File: ${file}`, ...lines.map((line) => `+${line}`)].join('\n');
}

describe('who made which line', () => {
  test('L4: a line that a person adds to an agent’s two is not the agent’s', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.write({ f: 'one\ntwo\nmine\n' });
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'mine ← untraced']);
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'mine ← untraced']);
    expect(world.editLines()).toEqual(['s1#1 create f exact +2 -0']);
  });

  test('L4: nor where only ghosts show the agent’s lines', () => {
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'one\ntwo\n' });
    session.turn('talk').say('hello');
    world.write({ f: 'one\nmine\ntwo\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← s1#1 snapshot', 'mine ← untraced', 'two ← s1#1 snapshot']);
    expect(world.editLines()).toEqual(['s1#1 create f snapshot +2 -0']);
  });

  test('L6: a line of which a part was changed is the last writer’s', () => {
    world.commit('Begin', { f: 'let a = 1;\nlet b = 2;\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n-let a = 1;\n+let a = 10;', { f: 'let a = 10;\nlet b = 2;\n' });
    session.turn('b').patch('*** Update File: f\n@@\n-let a = 10;\n+let ab = 10;', { f: 'let ab = 10;\nlet b = 2;\n' });
    expect(world.who('f')).toEqual(['let ab = 10; ← s1#2 exact', 'let b = 2; ← commit']);
    world.write({ f: 'let ab = 10;\nlet b = 20;\n' });
    expect(world.who('f')).toEqual(['let ab = 10; ← s1#2 exact', 'let b = 20; ← untraced']);
    world.write({ f: 'let ab = 100;\nlet b = 20;\n' });
    expect(world.who('f')).toEqual(['let ab = 100; ← untraced', 'let b = 20; ← untraced']);
  });

  test('L8: lines that a patch carries as context are not changed by it', () => {
    world.commit('Begin', { f: '1\n2\n3\n4\n5\n' });
    const patch = '*** Update File: f\n@@\n 1\n 2\n-3\n+three\n 4\n 5';
    world.session().turn('a').patch(patch, { f: '1\n2\nthree\n4\n5\n' });
    expect(world.who('f')).toEqual(['1 ← commit', '2 ← commit', 'three ← s1#1 exact', '4 ← commit', '5 ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -1']);
  });

  test('L8: lines that a patch takes out and puts back as they were are not changed by it', () => {
    world.commit('Begin', { f: '1\n2\n3\n' });
    const patch = '*** Update File: f\n@@\n-1\n-2\n-3\n+1\n+two\n+3';
    world.session().turn('a').patch(patch, { f: '1\ntwo\n3\n' });
    expect(world.who('f')).toEqual(['1 ← commit', 'two ← s1#1 exact', '3 ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -1']);
  });

  test('L8: of a whole file that is written anew only what differs is changed', () => {
    world.commit('Begin', { f: '1\n2\n3\n' });
    world
      .session()
      .turn('a')
      .patch(add('f', '1', '2', 'two and a half', '3'), { f: '1\n2\ntwo and a half\n3\n' });
    expect(world.who('f')).toEqual(['1 ← commit', '2 ← commit', 'two and a half ← s1#1 fragment', '3 ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f fragment +1 -0']);
  });

  test('L10: two places in one patch, with equal text', () => {
    world.commit('Begin', { f: 'a\nold\nb\nold\nc\n' });
    const patch = '*** Update File: f\n@@\n a\n-old\n+new\n@@\n b\n-old\n+new\n c';
    world.session().turn('a').patch(patch, { f: 'a\nnew\nb\nnew\nc\n' });
    expect(world.who('f')).toEqual(['a ← commit', 'new ← s1#1 exact', 'b ← commit', 'new ← s1#1 exact', 'c ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +2 -2']);
  });

  test('L12: lines that a person’s formatter indents are nobody’s of the agents', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'if (a) {', 'b();', '}'), { f: 'if (a) {\nb();\n}\n' });
    world.write({ f: 'if (a) {\n  b();\n}\n' });
    expect(world.who('f')).toEqual(['if (a) { ← s1#1 exact', '  b(); ← untraced', '} ← s1#1 exact']);
  });

  test('L12: lines that a command of a later turn indents are that turn’s', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'if (a) {', 'b();', '}'), { f: 'if (a) {\nb();\n}\n' });
    session.turn('format').shell('npx prettier --write .', { f: 'if (a) {\n  b();\n}\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['if (a) { ← s1#1 exact', '  b(); ← s1#2 snapshot', '} ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create f exact +3 -0', 's1#2 modify f snapshot +1 -1']);
  });

  test('L15: edits of one instant, of one session: in the order of the file', () => {
    world.commit('Begin', { f: 'one\n' });
    const session = world.session({ ghosts: false });
    session.turn('a').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
    session.patch('*** Update File: f\n@@\n-two\n+TWO', { f: 'one\nTWO\n' });
    session.turn('b').patch('*** Update File: f\n@@\n TWO\n+three', { f: 'one\nTWO\nthree\n' });
    const time = '"timestamp":"2026-01-01T12:00:30.000Z"';
    session.lines.splice(
      0,
      session.lines.length,
      ...session.lines.map((line) => line.replace(/"timestamp":"[^"]*"/, time)),
    );
    session.save();
    expect(world.who('f')).toEqual(['one ← commit', 'TWO ← s1#1 exact', 'three ← s1#2 exact']);
    expect(world.editLines()).toEqual([
      's1#1 modify f exact +1 -0',
      's1#1 modify f exact +1 -1',
      's1#2 modify f exact +1 -0',
    ]);
    expect(world.blame('f')).toEqual(world.blame('f'));
  });

  test('L15: edits of one instant, of two sessions: the same answer on every run', () => {
    world.commit('Begin', { f: 'one\n' });
    const [a, b] = [world.session({ ghosts: false }), world.session({ ghosts: false })];
    a.turn('a').patch('*** Update File: f\n@@\n one\n+A', { f: 'one\nA\n' });
    b.turn('b').patch('*** Update File: f\n@@\n A\n+B', { f: 'one\nA\nB\n' });
    const time = '"timestamp":"2026-01-01T12:00:30.000Z"';
    for (const session of [b, a]) {
      session.lines.splice(
        0,
        session.lines.length,
        ...session.lines.map((line) => line.replace(/"timestamp":"[^"]*"/, time)),
      );
      session.save();
    }
    const first = world.who('f');
    expect(first).toEqual(['one ← commit', 'A ← s1#1 exact', 'B ← s2#1 exact']);
    a.moveTo('archived_sessions/rollout-2026-01-01T12-00-00-z.jsonl');
    expect(world.who('f')).toEqual(first);
  });

  test('L16: blank lines and lone braces are those of the block that they came with', () => {
    world.commit('Begin', { f: 'function a() {\n  x();\n\n  y();\n}\n' });
    const block = 'function b() {\n\n  z();\n\n}\n\n';
    const patch = `*** Update File: f\n@@\n${block
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}`)
      .join('\n')}\n+\n function a() {`;
    world
      .session()
      .turn('a')
      .patch(patch, { f: `${block}function a() {\n  x();\n\n  y();\n}\n` });
    world.write({ f: `${block}function a() {\n  x();\n\n\n  y();\n}\n` });
    expect(world.who('f')).toEqual([
      'function b() { ← s1#1 exact',
      ' ← s1#1 exact',
      '  z(); ← s1#1 exact',
      ' ← s1#1 exact',
      '} ← s1#1 exact',
      ' ← s1#1 exact',
      'function a() { ← commit',
      '  x(); ← commit',
      ' ← commit',
      ' ← untraced',
      '  y(); ← commit',
      '} ← commit',
    ]);
  });

  test('L16: of a block between two ghosts too', () => {
    world.commit('Begin', { f: 'a() {\n\n  x();\n\n}\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: 'a() {\n\n  x();\n\n}\n\nb() {\n\n  y();\n\n}\n' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual([
      'a() { ← commit',
      ' ← commit',
      '  x(); ← commit',
      ' ← commit',
      '} ← commit',
      ' ← s1#1 snapshot',
      'b() { ← s1#1 snapshot',
      ' ← s1#1 snapshot',
      '  y(); ← s1#1 snapshot',
      ' ← s1#1 snapshot',
      '} ← s1#1 snapshot',
    ]);
  });

  test('L17: a block that is moved within the file is the mover’s', () => {
    world.commit('Begin', { f: 'one\ntwo\nthree\nfour\nfive\n' });
    const session = world.session();
    const patch = '*** Update File: f\n@@\n-one\n two\n@@\n five\n+one';
    session.turn('a').patch(patch, { f: 'two\nthree\nfour\nfive\none\n' });
    expect(world.who('f')).toEqual([
      'two ← commit',
      'three ← commit',
      'four ← commit',
      'five ← commit',
      'one ← s1#1 exact',
    ]);
    world.write({ f: 'three\nfour\nfive\none\ntwo\n' });
    expect(world.who('f').at(-1)).toBe('two ← untraced');
  });

  test('L17: a block that is copied to another file is the copier’s', () => {
    world.commit('Begin', { a: 'one\ntwo\nthree\n' });
    const session = world.session();
    session.turn('a').patch(add('b', 'one', 'two', 'three'), { b: 'one\ntwo\nthree\n' });
    session.turn('b').shell('cp b c', { c: 'one\ntwo\nthree\n' });
    session.turn('talk').say('hello');
    expect(world.who('b')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact', 'three ← s1#1 exact']);
    expect(world.who('c')).toEqual(['one ← s1#2 snapshot', 'two ← s1#2 snapshot', 'three ← s1#2 snapshot']);
    expect(world.who('a')).toEqual(['one ← commit', 'two ← commit', 'three ← commit']);
  });
});

describe('contents of all kinds', () => {
  test('L11: blank lines at the end are listed, each with its writer', () => {
    world.commit('Begin', { f: 'one\n\n' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n one\n \n+two\n+\n+', { f: 'one\n\ntwo\n\n' });
    expect(world.who('f')).toEqual(['one ← commit', ' ← commit', 'two ← s1#1 exact', ' ← s1#1 exact']);
    // Of the two blank lines that the patch adds Codex takes the last for the file's end.
    expect(world.editLines()).toEqual(['s1#1 modify f exact +2 -0']);
  });

  test('L11: a last line without a line end is listed, and its writer is not changed by the end that a patch gives it', () => {
    world.commit('Begin', { f: 'one\ntwo' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit']);
    world.session().turn('a').patch('*** Update File: f\n@@\n-one\n+ONE\n two', { f: 'ONE\ntwo\n' });
    expect(world.who('f')).toEqual(['ONE ← s1#1 exact', 'two ← commit']);
    expect(world.editLines()).toEqual(['s1#1 modify f exact +1 -1']);
  });

  test('L11: a patch that only adds the missing line end, and lines behind it', () => {
    const committed = world.commit('Begin', { f: 'one\ntwo' });
    const session = world.session();
    session.turn('a').patch('*** Update File: f\n@@\n two\n*** End of File', { f: 'one\ntwo\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit']);
    session.turn('b').patch('*** Update File: f\n@@\n two\n+three', { f: 'one\ntwo\nthree\n' });
    expect(world.who('f')).toEqual(['one ← commit', 'two ← commit', 'three ← s1#2 exact']);
    expect(Object.keys(world.blame('f').commits)).toEqual([committed]);
  });

  test('L13: a person gives every line another end: the lines are the commit’s still', () => {
    world.commit('Begin', { f: 'one\ntwo\n' });
    world.session().turn('talk').say('hello');
    world.write({ f: 'one\r\ntwo\r\nthree\r\n' });
    expect(world.who('f').map((line) => line.replace('\r', ''))).toEqual([
      'one ← commit',
      'two ← commit',
      'three ← untraced',
    ]);
  });

  test('L11: a person takes the last line end away: no line changes its writer', () => {
    const session = world.session();
    session.turn('a').patch(add('f', 'one', 'two'), { f: 'one\ntwo\n' });
    world.write({ f: 'one\ntwo' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual(['one ← s1#1 exact', 'two ← s1#1 exact']);
    expect(world.editLines()).toEqual(['s1#1 create f exact +2 -0']);
  });

  test('L11: an empty file has no lines, though an agent created it', () => {
    const session = world.session();
    session.turn('a').patch('*** Add File: f', { f: '' });
    expect(world.who('f')).toEqual([]);
    expect(world.editLines()).toEqual(['s1#1 create f exact +0 -0']);
    session.turn('b').patch('*** Update File: f\n@@\n+one', { f: 'one\n' });
    expect(world.who('f')).toEqual(['one ← s1#2 exact']);
    session.turn('c').shell(': > f', { f: '' });
    session.turn('talk').say('hello');
    expect(world.who('f')).toEqual([]);
    expect(world.editLines()).toEqual([
      's1#1 create f exact +0 -0',
      's1#2 modify f exact +1 -0',
      's1#3 modify f snapshot +0 -1',
    ]);
  });

  test('L14: bytes of Latin-1 are kept', () => {
    const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
    world.commit('Begin', { f: latin('café\n') });
    const session = world.session();
    session.turn('a').shell('./tool', { f: latin('café\nnaïve\nplain\n') });
    session.turn('talk').say('hello');
    const { lines } = world.blame('f');
    expect(lines.map(({ text, textBase64, origin }) => [text, textBase64, origin])).toEqual([
      ['caf\ufffd', latin('café').toString('base64'), 'commit'],
      ['na\ufffdve', latin('naïve').toString('base64'), 'agent'],
      ['plain', undefined, 'agent'],
    ]);
  });

  test.each([
    ['NUL bytes', Buffer.from('a\0b\n')],
    ['UTF-16', Buffer.from('\ufeffone\ntwo\n', 'utf16le')],
  ])('L14: a file with %s is binary: said so, with its exit code', (_, content) => {
    world.commit('Begin', { other: 'x\n' });
    const session = world.session();
    session.turn('a').shell('./tool', { f: content });
    session.turn('talk').say('hello');
    expect(() => world.blame('f')).toThrow(expect.objectContaining({ code: 'IS_BINARY', exitCode: 3 }));
    // That it was made is still known.
    expect(world.edits().edits.map(({ path, action, evidence }) => [path, action, evidence])).toEqual([
      ['f', 'create', 'snapshot'],
    ]);
  });

  test('L14: UTF-16 of which git was told has lines, as git stores them', () => {
    const onDisk = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    world.commit('Begin', { '.gitattributes': 'f text working-tree-encoding=UTF-16\n', f: onDisk('café\n') });
    const session = world.session();
    session.turn('a').shell('./tool', { f: onDisk('café\nnaïve Ċ\n') });
    session.turn('talk').say('hello');
    expect(world.blame('f').lines.map(({ text, origin }) => [text, origin])).toEqual([
      ['café', 'commit'],
      ['naïve Ċ', 'agent'],
    ]);
  });
});

test('L20: a file of 100,000 lines that 1,000 patches of ten turns change', () => {
  const count = 100_000;
  const text = Array.from({ length: count }, (_, n) => `line ${n}`);
  world.commit('Begin', { f: `${text.join('\n')}\n` });
  const session = world.session({ ghosts: false });
  const writers = new Map<number, number>();
  for (let turn = 1; turn <= 10; turn++) {
    session.turn(`turn ${turn}`);
    for (let n = 0; n < 100; n++) {
      // Spread over the file; each tenth patch changes a line again that the turn before changed.
      const line = n % 10 === 0 ? n * 997 : (turn * 9_973 + n * 991) % count;
      const old = text[line] ?? '';
      text[line] = `line ${line} by ${turn}`;
      writers.set(line, turn);
      session.patch(`*** Update File: f\n@@\n-${old}\n+${text[line]}`, {});
    }
  }
  world.repo.write({ f: `${text.join('\n')}\n` });
  const { lines, edits } = world.blame('f');
  expect(lines.map(({ text, edit }) => [text, edits[edit ?? '']?.turn?.index ?? null])).toEqual(
    text.map((line, n) => [line, writers.get(n) ?? null]),
  );
  expect(Object.values(edits).map(({ evidence }) => evidence)).toEqual(Array(writers.size).fill('exact'));
});
