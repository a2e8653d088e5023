import { describe, expect, test } from '@jest/globals';
import { extractApplyPatch, mentionsApplyPatch } from '../../src/shell/extract-apply-patch.js';

const PATCH = '*** Begin Patch\n*** Add File: a\n+$x `y`\n*** End Patch';
const HEREDOC = `apply_patch <<'EOF'\n${PATCH}\nEOF`;

describe('extractApplyPatch (C29; formats/codex.md, 11.1)', () => {
  test.each<[string, readonly string[] | string, string | null]>([
    ['row a', ['apply_patch', PATCH], null],
    ['row a, other name', ['applypatch', PATCH], null],
    ['row b', ['bash', '-lc', HEREDOC], null],
    ['row b, sh -c', ['/bin/sh', '-c', `${HEREDOC}\n`], null],
    ['row b, zsh and another delimiter', ['zsh', '-lc', `applypatch <<PATCH\n${PATCH}\nPATCH\n`], null],
    ['row b, cd', ['bash', '-lc', `cd sub/dir && ${HEREDOC}`], 'sub/dir'],
    ['row b, cd to quoted blanks', ['bash', '-lc', `cd "my dir" && ${HEREDOC}`], 'my dir'],
    ['row b, PowerShell', ['powershell.exe', '-NoProfile', '-Command', HEREDOC], null],
    ['row b, cmd', ['cmd.exe', '/c', HEREDOC], null],
    ['rows c and d', HEREDOC, null],
    ['rows c and d, cd', `cd /abs && ${HEREDOC}\n\n`, '/abs'],
  ])('%s', (_row, command, workdir) => {
    expect(extractApplyPatch(command)).toEqual({ patch: PATCH, workdir, intercepted: true });
    expect(mentionsApplyPatch(command)).toBe(true);
  });

  test.each<[readonly string[] | string]>([
    [`echo x && ${HEREDOC}`],
    [`cd a; ${HEREDOC}`],
    [`cd a && cd b && ${HEREDOC}`],
    [`cd $HOME && ${HEREDOC}`],
    [`cd a b && ${HEREDOC}`],
    [HEREDOC.replace("'EOF'\n", "'EOF' && echo done\n")],
    [HEREDOC.replace("'EOF'\n", "'EOF' | cat\n")],
    [HEREDOC.replace("'EOF'\n", "'EOF' > log\n")],
    [`A=1 ${HEREDOC}`],
    [`(${HEREDOC}\n)`],
    [`${HEREDOC}\nls`],
    [`cat patch | apply_patch`],
    ['apply_patch < patch'],
    ['if true; then apply_patch < patch; fi'],
    ['x=$(apply_patch < patch)'],
    [['bash', '-lc', `bash -c "apply_patch < p"`]],
    [['apply_patch']],
    [['bash', '-x', HEREDOC]],
    ['apply_patch <<EOF\n*** Begin Patch\n+$x'],
    ['apply_patch <<EOF "unclosed'],
  ])('is run by the shell, if at all (row i): %j', (command) => {
    expect(extractApplyPatch(command)).toBeNull();
    expect(mentionsApplyPatch(command)).toBe(command[1] !== '-x');
  });

  test.each<[readonly string[] | string]>([
    ['grep -r apply_patch src'],
    ['echo apply_patch'],
    ['ls'],
    [['ls']],
    [PATCH],
  ])('is no call: %j', (command) => {
    expect(extractApplyPatch(command)).toBeNull();
    expect(mentionsApplyPatch(command)).toBe(false);
  });
});
