import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ShellScript } from '../../src/shell/shell-script.js';
import { MAX_SCRIPT_LENGTH, tokenise } from '../../src/shell/tokenise.js';

/** Words of each command; a `*` behind those that the shell does not pass on as they are. */
function wordsOf(script: ShellScript): string[][] {
  return script.commands.map(({ words }) => words.map((word) => (word.plain ? word.text : `${word.text}*`)));
}

function words(text: string): string[][] | string {
  const result = tokenise(text);
  return result.ok ? wordsOf(result.script) : result.reason;
}

describe('tokenise', () => {
  test.each<[string, string[][]]>([
    ['', []],
    ['  ls   -l\t# all', [['ls', '-l']]],
    ['a \'b c\' "d e" f\\ g', [['a', 'b c', 'd e', 'f g']]],
    ['x\'y\'"z"\\w', [['xyzw']]],
    ["''", [['']]],
    ['"a\\"b\\\\c\\d"', [['a"b\\c\\d']]],
    ['a \\\n b', [['a', 'b']]],
    ['a && b || c ; d | e & f\ng', [['a'], ['b'], ['c'], ['d'], ['e'], ['f'], ['g']]],
    ['a#b', [['a#b']]],
    [`echo $x "\${y}" $1 $`, [['echo', '$x*', `\${y}*`, '$1*', '$']]],
    ['ls *.ts a? [ab] ~/x {a,b} {} x{1..3}', [['ls', '*.ts*', 'a?*', '[ab]*', '~/x*', '{a,b}*', '{}', 'x{1..3}*']]],
    ["awk '{print $1, $2}' f", [['awk', '{print $1, $2}', 'f']]],
    [
      '[ -f a ]; [[ a == b && c > d ]]',
      [
        ['[', '-f', 'a', ']'],
        ['[[', 'a', '==', 'b', '&&', 'c', '>', 'd', ']]'],
      ],
    ],
    ['[[ -f a ]] && b', [['[[', '-f', 'a', ']]'], ['b']]],
    ["$'a b' $'a\\n' $\"c\"", [['a b', 'a\\n*', 'c']]],
    ['(a; b) | c', [['a'], ['b'], ['c']]],
    ['echo $((1+2)); ((x))', [['echo', '$((1+2))*'], ['((x))*']]],
    ['if (a) then b; fi', [['if'], ['a'], ['then', 'b'], ['fi']]],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test.each([
    'a "b',
    "a 'b",
    'a `b',
    '(a',
    'a)',
    'f() { a; }',
    'case x in a) b;; esac',
    '$(a',
    'a > ',
    'echo ((x))',
    `\${a:-$(b)}`,
  ])('does not understand %j', (text) => {
    expect(tokenise(text)).toEqual({ ok: false, reason: 'syntax' });
  });

  test('tells connectors, subshells, assignments', () => {
    const result = tokenise('A=1 B="x y" a &&\n\n(b || c) > out; d &');
    if (!result.ok) throw new Error(result.reason);
    const shape = result.script.commands.map((command) => [
      command.connector,
      command.assignments.map((word) => word.text).join(),
      command.words.map((word) => word.text).join(),
      command.redirects.map((redirect) => redirect.operator + redirect.target.text).join(),
      command.subshells.length,
      command.terminator,
    ]);
    expect(shape).toEqual([
      ['start', 'A=1,B=x y', 'a', '', 0, '&&'],
      ['(', '', 'b', '', 1, '||'],
      ['||', '', 'c', '', 1, ')'],
      [')', '', '', '>out', 0, ';'],
      [';', '', 'd', '', 0, '&'],
    ]);
  });

  test('reads redirections', () => {
    const result = tokenise('a >b 2>>c 2>&1 &>d <e >|f 10>g h2>i <<<j');
    if (!result.ok) throw new Error(result.reason);
    const [command] = result.script.commands;
    expect(command?.words.map((word) => word.text)).toEqual(['a', 'h2']);
    expect(command?.redirects.map(({ fd, operator, target }) => [fd, operator, target.text])).toEqual([
      [null, '>', 'b'],
      [2, '>>', 'c'],
      [2, '>&', '1'],
      [null, '&>', 'd'],
      [null, '<', 'e'],
      [null, '>|', 'f'],
      [10, '>', 'g'],
      [null, '>', 'i'],
      [null, '<<<', 'j'],
    ]);
  });

  test('reads the bodies of heredocs behind the line', () => {
    const result = tokenise("cat <<A <<-'B' && c\none $x\nA\n\ttwo\n\tB\nd");
    if (!result.ok) throw new Error(result.reason);
    expect(result.script.commands.map(({ words: [name] }) => name?.text)).toEqual(['cat', 'c', 'd']);
    expect(result.script.commands[0]?.redirects.map(({ heredoc }) => heredoc)).toEqual([
      { body: 'one $x\n', quoted: false, terminated: true },
      { body: '\ttwo\n', quoted: true, terminated: true },
    ]);
  });

  test('an open heredoc takes all the rest', () => {
    const result = tokenise('cat <<A\none');
    if (!result.ok) throw new Error(result.reason);
    expect(result.script.commands[0]?.redirects[0]?.heredoc).toEqual({ body: 'one', quoted: false, terminated: false });
  });

  test('reads what substitutions run', () => {
    const result = tokenise('a "$(b $(c))" `d \\`e\\`` <(f) $(cat <<X\n)\nX\n)');
    if (!result.ok) throw new Error(result.reason);
    const [command] = result.script.commands;
    expect(command?.words.map((word) => word.substitutions.map(wordsOf))).toEqual([
      [],
      [[['b', '*']]],
      [[['d', '*']]],
      [[['f']]],
      [[['cat']]],
    ]);
  });

  test('refuses what is too large or too deep', () => {
    expect(tokenise('a'.repeat(MAX_SCRIPT_LENGTH + 1))).toEqual({ ok: false, reason: 'too_large' });
    expect(tokenise('a\n'.repeat(20_001))).toEqual({ ok: false, reason: 'too_large' });
    expect(tokenise(`${'$('.repeat(100)}a${')'.repeat(100)}`)).toEqual({ ok: false, reason: 'too_deep' });
  });

  test('never throws', () => {
    const piece = fc.constantFrom(...'ab \n\t\'"`$(){}[]<>|&;\\#~*?=1-'.split(''), '<<E', '$(', '[[', ']]', '((', 'if');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(typeof tokenise(pieces.join('')).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
