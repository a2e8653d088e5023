import { describe, expect, test } from '@jest/globals';
import { OneFile } from './one-file.js';

describe('an agent tells what it found', () => {
  test('what differs from the last known content is nobody’s, and never the edit’s that found it (drift)', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\nb\n' }], before: null }, { op: 'create' })
      .turn('s2')
      .replace('b\n', 'B\n', 'a\nperson\nb\n');
    expect(file.writers('a\nperson\nB\n')).toEqual(['a ← s1 exact', 'person ← untraced', 'B ← s2 exact']);
  });

  test('where a turn ran something that can have written it since the file was seen, it is that turn’s', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\nb\n' }], before: null }, { op: 'create' })
      .turn('s2')
      .run('make')
      .turn('s3')
      .replace('b\n', 'B\n', 'a\nmade\nb\n');
    expect(file.writers('a\nmade\nB\n')).toEqual(['a ← s1 exact', 'made ← s2 inferred', 'B ← s3 exact']);
  });

  test('a command before the file was seen again unchanged has not written what comes later', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\n' }], before: null }, { op: 'create' })
      .turn('s2')
      .run('make')
      .read('a\n');
    expect(file.writers('a\nlater\n')).toEqual(['a ← s1 exact', 'later ← untraced']);
  });

  test('a command before the first look at a file may have written nothing that is known', () => {
    const file = new OneFile().turn('s1').run('make').read('a\n').replace('a\n', 'a\nb\n');
    expect(file.writers('a\nb\n')).toEqual(['a ← base', 'b ← s1 exact']);
  });

  test('a whole read shows what came between, with a command’s turn as its writer only from then on', () => {
    const file = new OneFile().turn('s1').read('a\n').run('make').turn('s2').read('a\nb\n');
    expect(file.writers('a\nb\n')).toEqual(['a ← base', 'b ← s1 inferred']);
  });

  test('line ends alone are no drift', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\r\nb\r\n' }], before: null }, { op: 'create' })
      .turn('s2')
      .replace('b\n', 'B\n', 'a\nb\n');
    expect(file.writers('a\r\nB\r\n')).toEqual(['a\r ← s1 exact', 'B\r ← s2 exact']);
  });
});

describe('a whole content is exact only where it is known what it was written over', () => {
  const whole = (text: string) => ({ tellings: [{ kind: 'content' as const, text }] });
  const made = (): OneFile => new OneFile().turn('s0').change({ ...whole('a\n'), before: null }, { op: 'create' });

  test.each<[string, (file: OneFile) => OneFile, 'exact' | 'fragment']>([
    ['nothing tells what it found', (file) => file, 'fragment'],
    ['it read the whole file in its turn', (file) => file.read('a\n'), 'exact'],
    ['it was shown a part of the file since it had read it whole', (file) => file.read('a\n').look(), 'fragment'],
    ['it read the whole file after that again', (file) => file.look().read('a\n'), 'exact'],
    ['it read the file in an earlier turn', (file) => file.read('a\n').turn('s1', 2), 'fragment'],
    ['another session read it', (file) => file.turn('s2').read('a\n').turn('s1'), 'fragment'],
  ])('%s', (_what, before, evidence) => {
    const file = before(made().turn('s1')).change(whole('a\nb\n'));
    expect(file.writers('a\nb\n')).toEqual(['a ← s0 exact', `b ← s1 ${evidence}`]);
  });

  test('its own whole content of the same turn is what it found', () => {
    const file = made().turn('s0').change(whole('a\nb\n')).turn('s0', 2).change(whole('a\nb\nc\n'));
    expect(file.writers('a\nb\nc\n')).toEqual(['a ← s0 exact', 'b ← s0 exact', 'c ← s0 fragment']);
  });

  test('one that brings no line takes none from anybody', () => {
    const file = new OneFile()
      .turn('s0')
      .change({ ...whole('a\nb\n'), before: null }, { op: 'create' })
      .turn('s1')
      .change(whole('a\n'));
    expect(file.writers('a\n')).toEqual(['a ← s0 exact']);
    expect(file.records('a\n').map(({ evidence }) => evidence)).toEqual(['exact', 'exact']);
  });

  test('a record that says it made the file found none', () => {
    const file = new OneFile().turn('s1').change(whole('a\n'), { op: 'create' });
    expect(file.writers('a\n')).toEqual(['a ← s1 exact']);
  });

  test('a record that does not say so may have found a person’s file', () => {
    const file = new OneFile().turn('s1').change(whole('a\n'));
    expect(file.writers('a\n')).toEqual(['a ← s1 fragment']);
  });

  test('a deletion takes no line from anybody: it needs no more than the file', () => {
    const file = made()
      .turn('s1')
      .change({ tellings: [{ kind: 'deleted', text: null }] }, { op: 'delete' });
    expect(file.records(null).map(({ action, evidence }) => [action, evidence])).toEqual([
      ['create', 'exact'],
      ['delete', 'exact'],
    ]);
  });
});

describe('replacements', () => {
  test('lines that the old text has as well keep their writers', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'one\ntwo\nthree\n' }], before: null }, { op: 'create' })
      .turn('s2')
      .replace('one\ntwo\nthree', 'one\n2\nthree');
    expect(file.writers('one\n2\nthree\n')).toEqual(['one ← s1 exact', '2 ← s2 exact', 'three ← s1 exact']);
  });

  test('a place is known to the line among lines that are all alike', () => {
    const before = 'x\n\nx\n\nx\n';
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: before }], before: null }, { op: 'create' })
      .turn('s2')
      .change({ tellings: [{ kind: 'insertion', line: 5, text: '\nx\n' }] });
    expect(file.writers('x\n\nx\n\nx\n\nx\n').slice(-2)).toEqual([' ← s2 exact', 'x ← s2 exact']);
  });

  test('one that fits no known content is looked for in what comes later, whole lines and parts of lines', () => {
    const file = new OneFile().turn('s1').replace('old name', 'the new name\nand a second line');
    expect(file.writers('head\nconst the new name\nand a second line;\n')).toEqual([
      'head ← untraced',
      'const the new name ← s1 fragment',
      'and a second line; ← s1 fragment',
    ]);
  });

  test('one whose new text stands at two places is nobody’s', () => {
    const file = new OneFile().turn('s1').replace('old', 'a telling line');
    expect(file.writers('a telling line\na telling line\n')).toEqual([
      'a telling line ← untraced',
      'a telling line ← untraced',
    ]);
  });
});

describe('proposals', () => {
  test('what a person made of a proposal is the person’s', () => {
    const file = new OneFile().turn('s1').change({
      tellings: [{ kind: 'content', text: 'a\nmine\nc\n' }],
      before: 'a\n',
      amended: { proposed: 'a\nb\nc\n' },
    });
    expect(file.writers('a\nmine\nc\n')).toEqual(['a ← base', 'mine ← untraced', 'c ← s1 exact']);
  });

  test('where nobody knows what the person made of it, it is not exact', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\nb\n' }], before: 'a\n', amended: { proposed: null } });
    expect(file.writers('a\nb\n')).toEqual(['a ← base', 'b ← s1 fragment']);
  });

  test('one that is held for review changed nothing; where its text shows later, it may have been taken over', () => {
    const file = new OneFile()
      .turn('s1')
      .read('a\n')
      .change({ tellings: [{ kind: 'content', text: 'a\nheld for review\n' }], before: 'a\n' }, { outcome: 'staged' });
    expect(file.writers('a\n')).toEqual(['a ← base']);
    expect(file.records('a\n')).toEqual([]);
    expect(file.writers('a\nheld for review\n')).toEqual(['a ← base', 'held for review ← s1 fragment']);
  });

  test('a rejected one changed nothing', () => {
    const file = new OneFile()
      .turn('s1')
      .change({ tellings: [{ kind: 'content', text: 'a\nb\n' }], before: 'a\n' }, { outcome: 'rejected' });
    expect(file.writers('a\nb\n')).toEqual(['a ← untraced', 'b ← untraced']);
  });
});

test('an agent’s own copy of a file stands in where nothing better is known, and is not exact', () => {
  const steps = [{ old: 'b\n', text: 'B\n', all: false, takesLineEnd: false }];
  const file = new OneFile()
    .turn('s1')
    .change({ tellings: [{ kind: 'replacements', steps }], candidates: ['x\n', 'a\nb\n', 'other\n'] });
  expect(file.writers('a\nB\n')).toEqual(['a ← base', 'B ← s1 fragment']);
});

test.each(['unknown', 'restored'] as const)(
  'after a rewind that tells files as %s and no snapshot, a record of what was found tells whether they went back',
  (files) => {
    const file = new OneFile()
      .turn('s1')
      .read('a\n')
      .turn('s1', 2)
      .replace('a\n', 'a\ntaken back\n')
      .rewind(files, 1)
      .turn('s1', 2)
      .replace('a\n', 'a\nagain\n', 'a\n');
    expect(file.writers('a\nagain\n')).toEqual(['a ← base', 'again ← s1 exact']);
  },
);

test('of a replacement that fits no known content, what a later one left of it is found', () => {
  const file = new OneFile()
    .turn('s1')
    .replace('old line', 'first new line\nsecond new line\nthird new line')
    .turn('s2')
    .replace('second new line', 'second new line\nput between');
  expect(file.writers('head\nfirst new line\nsecond new line\nput between\nthird new line\n')).toEqual([
    'head ← untraced',
    'first new line ← s1 fragment',
    'second new line ← s1 fragment',
    'put between ← s2 fragment',
    'third new line ← s1 fragment',
  ]);
});
