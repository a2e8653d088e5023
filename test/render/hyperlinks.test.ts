import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blameText } from '../../src/render/blame-text.js';
import { fileUrl, hyperlink, lessHasLinks, terminalHasLinks } from '../../src/render/hyperlinks.js';
import { PLAIN } from '../../src/render/style.js';
import { EDIT_A, SAMPLE } from './sample-report.js';

describe('a link', () => {
  test('names the machine, the file and the line', () => {
    expect(fileUrl('ada-laptop', '/home/ada/.codex/a b#1?%ü.jsonl', 17)).toBe(
      'file://ada-laptop/home/ada/.codex/a%20b%231%3F%25%C3%BC.jsonl#17',
    );
    expect(fileUrl('no host', '/a.json', null)).toBe('file:///a.json');
  });

  test('is ended by nothing in its address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (host, name) => {
        expect(fileUrl(host, `/${name}`, 1)).toMatch(/^file:\/\/[\w.-]*\/[\x21-\x7e]*#1$/);
      }),
    );
  });

  test('of blanks is none', () => {
    expect(hyperlink('file:///a', 'x')).toBe('\u001b]8;;file:///a\u001b\\x\u001b]8;;\u001b\\');
    expect(hyperlink('file:///a', '  ')).toBe('  ');
  });
});

describe('beside the text', () => {
  const link = (edit: string, text: string): string => (text === '' ? '' : `<${edit}|${text}>`);
  const lines = SAMPLE.lines.slice(0, 3);
  const shown = (width: number | null): string[] =>
    blameText({ ...SAMPLE, lines }, { width, style: PLAIN, zone: () => 0, link }).split('\n');

  test('id and turn lead to the edit, and take no more room than they did', () => {
    const plain = blameText({ ...SAMPLE, lines }, { width: 80, style: PLAIN, zone: () => 0 }).split('\n');
    expect(shown(80)[1]).toContain(`<${EDIT_A.id}|e7c1a90b>  gpt-demo-codex  <${EDIT_A.id}|#2>  2026-03-04 =`);
    expect(shown(80).map((line) => line.replace(/<\w+\||>/g, ''))).toEqual(plain);
    expect(shown(80)[0]).not.toContain('<');
  });

  test('the name does where neither has room', () => {
    expect(shown(40)[1]).toMatch(new RegExp(`^<${EDIT_A.id}\\|gpt-demo-co…> = 2 ┤`));
  });
});

test.each<[string, Record<string, string>, boolean, boolean]>([
  ['kitty', { TERM: 'xterm-kitty' }, true, true],
  ['a pipe', { TERM: 'xterm-kitty' }, false, false],
  ['GNOME', { TERM: 'xterm-256color', VTE_VERSION: '6800' }, true, true],
  ['an old GNOME', { TERM: 'xterm-256color', VTE_VERSION: '5000' }, true, false],
  ['iTerm', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0' }, true, true],
  ['an old iTerm', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.15' }, true, false],
  ['iTerm of no version', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, true, false],
  ['Terminal', { TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal', TERM_PROGRAM_VERSION: '453' }, true, false],
  ['an editor', { TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.104.2' }, true, true],
  ['an older editor', { TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.9.0' }, true, false],
  ['tmux in kitty', { TERM: 'tmux-256color', TMUX: '/tmp/x,1,0', TERM_PROGRAM: 'WezTerm' }, true, false],
  ['screen', { TERM: 'xterm-kitty', STY: '1.pts' }, true, false],
  ['Windows', { WT_SESSION: 'x' }, true, true],
  ['a builder', { TERM: 'xterm-kitty', CI: 'true' }, true, false],
  ['any xterm', { TERM: 'xterm-256color' }, true, false],
  ['a dumb one', { TERM: 'dumb', VTE_VERSION: '6800' }, true, false],
  ['forced', { TERM: 'xterm', FORCE_HYPERLINK: '1' }, false, true],
  ['forbidden', { TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }, true, false],
])('%s', (_what, variables, isTTY, has) => {
  expect(terminalHasLinks(variables, isTTY)).toBe(has);
});

test.each([
  ['less 590 (GNU regular expressions)\nCopyright', true],
  ['less 581.2 (POSIX regular expressions)\n', true],
  ['less 551 (GNU regular expressions)\n', false],
  ['more from util-linux 2.38.1\n', false],
  ['', false],
])('%j', (told, has) => {
  expect(lessHasLinks(told)).toBe(has);
});
