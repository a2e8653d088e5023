import { describe, expect, test } from '@jest/globals';
import { classifyCommand } from '../../src/shell/classify-command.js';

/** `any`, `none`, or the targets as `op path`. */
function answer(command: readonly string[] | string, cwd: string | null = '/w'): string | string[] {
  const { writes, targets } = classifyCommand(command, cwd);
  return writes === 'named' ? targets.map(({ op, path }) => `${op} ${path}`) : writes;
}

describe('classifyCommand', () => {
  test.each([
    'ls -la src',
    'cat a b | head -n 5',
    'sed -n 1,200p src/a.ts',
    "sed -n '/foo/,/bar/p;$d' a",
    "sed -e 's/a/b/g' -e '1d' a | tail -5",
    'rg -n "x|y" --glob "*.ts" src',
    "grep -rn 'a > b' . || true",
    'find . -name "*.ts" -not -path "./node_modules/*"',
    'find . -type f -exec grep -l x {} +',
    'git status --short && git log --oneline -5',
    'git --no-pager -C sub diff HEAD~1 -- a.ts',
    'git show HEAD:src/a.ts',
    'git add -A && git commit -m "x > y"',
    'git rm --cached a',
    'git restore --staged f',
    'git stash list',
    'cd src && ls',
    'pwd; wc -l a; nl -ba a; stat a; file a; which node',
    'echo "a > b"',
    "printf '%s\\n' a",
    'test -f a && echo yes',
    '[ -f a ] || exit 1',
    '[[ -f a ]] && cat a',
    'sort a | uniq -c | sort -rn',
    "jq '.a' f.json",
    "awk '{print $1, $2}' f",
    'ls > /dev/null 2>&1',
    'ls 2>/dev/null',
    'cat <<EOF\nhello\nEOF',
    'for f in a b; do sed -n 1,5p "$f"; done',
    'if [ -f a ]; then cat a; else echo no; fi',
    'while read -r l; do echo "$l"; done < a',
    'x=$(git rev-parse HEAD); echo $x',
    'LC_ALL=C sort a',
    'X=1 sed -n 1,5p a',
    'X=1; ls',
    'git ls-files | xargs grep -n x',
    'time ls',
    'timeout 5 cat a',
    'command -v node',
    'node --version',
    'set -euo pipefail; ls',
    'bash -lc "ls | head"',
    '/usr/bin/grep x a',
    '',
    '# only a comment',
  ])('reads only: %s', (command) => {
    expect(answer(command)).toBe('none');
  });

  test.each<[string, string[]]>([
    ['echo a > f', ['write /w/f']],
    ['echo a >> sub/f', ['append /w/sub/f']],
    ['ls &> log', ['write /w/log']],
    ["cat > f <<'EOF'\n$(rm x)\nEOF", ['write /w/f']],
    ['cat a | tee b c', ['write /w/b', 'write /w/c']],
    ['tee -a b < a', ['append /w/b']],
    ["sed -i 's/a/b/' f g", ['edit /w/f', 'edit /w/g']],
    ["sed -i.bak -e 's/a/b/' f", ['edit /w/f', 'copy-to /w/f.bak']],
    ["sed -i '' 's/a/b/' f", ['edit /w/f']],
    ["perl -pi -e 's/a/b/g' f", ['edit /w/f']],
    ["perl -0pi.orig -e 's/a\\nb/c/' f", ['edit /w/f', 'copy-to /w/f.orig']],
    ['mv a.ts b.ts', ['move-from /w/a.ts', 'move-to /w/b.ts']],
    ['mv a.ts lib', ['move-from /w/a.ts', 'move-to /w/lib', 'move-to /w/lib/a.ts']],
    ['mv a.ts b.ts lib/', ['move-from /w/a.ts', 'move-to /w/lib/a.ts', 'move-from /w/b.ts', 'move-to /w/lib/b.ts']],
    ['cp -r src/x.ts .', ['copy-to /w/x.ts']],
    ['rm -rf a b/c', ['delete /w/a', 'delete /w/b/c']],
    ['mkdir -p a/b', []],
    ['touch a', ['edit /w/a']],
    ['truncate -s 0 a', ['edit /w/a']],
    ['ln -s a.ts b.ts', ['write /w/b.ts']],
    ['install -m 755 a.sh b.sh', ['copy-to /w/b.sh']],
    ['git mv a.ts b.ts', ['move-from /w/a.ts', 'move-to /w/b.ts']],
    ['git -C sub rm -q a.ts', ['delete /w/sub/a.ts']],
    ['dd if=a of=b bs=1', ['write /w/b']],
    ['sort -u -o a a', ['write /w/a']],
    ['uniq a b', ['write /w/b']],
    ['xxd -r a b', ['write /w/b']],
    ['cd src && rm a', ['delete /w/src/a']],
    ['cd src; cd ../lib; rm ./a', ['delete /w/lib/a']],
    ['(cd src && rm a); rm b', ['delete /w/src/a', 'delete /w/b']],
    ['cd src | cat; rm a', ['delete /w/a']],
    ['rm /tmp/x', ['delete /tmp/x']],
    ['test -f a && rm a', ['delete /w/a']],
    ['{ echo a; echo b; } > f', ['write /w/f']],
    ['for i in 1 2; do echo $i; done > f', ['write /w/f']],
    ["bash -lc 'cd src && echo a > f'", ['write /w/src/f']],
    ['x=$(echo a > f)', ['write /w/f']],
    ['rm \'a b\' "c d" e\\ f', ['delete /w/a b', 'delete /w/c d', 'delete /w/e f']],
    ['rm -- -x', ['delete /w/-x']],
  ])('names what it writes: %s', (command, targets) => {
    expect(answer(command)).toEqual(targets);
  });

  test.each([
    'git checkout -b x',
    'git checkout -- f src/g',
    'git checkout HEAD~1 -- f',
    'git -C src restore .',
    'git restore --source=HEAD~1 f',
    'git restore --source HEAD f',
    'git restore -SW f',
    'git restore $f',
    'git checkout f',
    'git checkout HEAD f',
    'git checkout --ours -- f',
    "git checkout -- '*.ts'",
    'git switch -c topic',
    'git stash && git stash pop',
    'git reset --hard',
    'git pull --no-rebase',
    'git merge topic',
    'git cherry-pick HEAD~2',
    'git rebase main',
    'git worktree add ../other',
  ])('writes nothing that git does not store: %s', (command) => {
    expect(answer(command)).toEqual([]);
  });

  test.each([
    'npm test',
    'make',
    'python - <<EOF\nprint(1)\nEOF',
    'python3 x.py',
    'node -e 1',
    './ls',
    '/w/bin/cat a',
    'tsc --noEmit',
    'npx prettier --write .',
    'git restore -p f',
    'git checkout -p f',
    'git stash -p',
    "git rebase --exec 'make' main",
    'git rebase -i main',
    'git apply p',
    'git am p',
    'git stash && make',
    'git diff --output=f',
    'git -c alias.x=!rm x',
    'git $x',
    'rm *.log',
    'rm $f',
    'rm -rf "$dir"',
    "git rm '*.log'",
    'echo a > $f',
    'echo a > ~/f',
    'sed -i s/a/b/ *.ts',
    "sed -n 'w out' a",
    "sed 's/a/b/w out' a",
    "sed 's/a/b/e' a",
    'sed -f x a',
    ':a;N;w b'.replace(/^/, 'sed '),
    'perl -pi -e \'system("x")\' f',
    "perl -e 'print 1'",
    'awk \'{print > "f"}\' a',
    'awk \'BEGIN{system("x")}\'',
    'find . -delete',
    'find . -exec sh -c x {} +',
    'find . -fprint f',
    'rg --pre x y',
    'fd -x rm',
    'ls | xargs rm',
    'xargs sed -i s/a/b/ < f',
    'sudo ls',
    'eval "ls"',
    'source x',
    '. x',
    'alias ls=rm',
    'env A=1 ls',
    'X=1 ls',
    'PATH=/x ls',
    'PATH=/x sed -n 1p f',
    'X=1 make',
    'PATH=/x; ls',
    'GIT_EXTERNAL_DIFF=x git diff',
    'cat <<EOF\n$(rm x)\nEOF',
    'cat `rm x`.txt; make',
    'cd $x && rm a',
    'cd x || rm a; cd y || exit; rm b',
    'test -d x && cd x; rm a',
    'if true; then cd x; fi; rm a',
    'f() { rm x; }; f',
    'case a in a) rm x;; esac',
    'ls "unclosed',
    'curl -o f url',
    'ls && make',
    'echo a > f; make',
    'bash x.sh',
    'bash -c "$x"',
    'coproc x',
    'function f { ls; }',
  ])('may write anything: %s', (command) => {
    expect(answer(command)).toBe('any');
  });

  test('what an `any` command tells of itself is kept', () => {
    expect(classifyCommand('echo a > f && make', '/w')).toEqual({
      writes: 'any',
      targets: [{ path: '/w/f', op: 'write' }],
    });
  });

  test.each<[readonly string[], string | string[]]>([
    [['ls', '-l'], 'none'],
    [['rm', '*'], ['delete /w/*']],
    [['bash', '-lc', 'rm *'], 'any'],
    [['zsh', '-c', 'echo a > f'], ['write /w/f']],
    [['if'], 'any'],
    [[], 'none'],
  ])('takes the words of a command as they are: %j', (command, expected) => {
    expect(answer(command)).toEqual(expected);
  });

  test('without a directory only absolute names are known', () => {
    expect(answer('rm a', null)).toBe('any');
    expect(answer('rm /a', null)).toEqual(['delete /a']);
    expect(answer('cd /x && rm a', null)).toEqual(['delete /x/a']);
  });

  test('Windows directories keep their form (C21)', () => {
    expect(answer('rm a/b', 'C:\\work')).toEqual(['delete C:\\work\\a\\b']);
  });

  test.each<[readonly string[], string]>([
    [['powershell.exe', '-NoProfile', '-Command', 'Get-Content a.ts | Select-Object -First 5'], 'none'],
    [['pwsh', '-Command', 'git status'], 'none'],
    [['cmd', '/c', 'type a.txt'], 'none'],
    [['powershell', '-Command', 'Set-Content a b'], 'any'],
    [['powershell', '-Command', 'Get-Content a > b'], 'any'],
    [['pwsh', '-c', 'Get-Content a | Out-File b'], 'any'],
    [['pwsh', '-c', 'ls; rm a'], 'any'],
  ])('PowerShell and cmd: %j', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });
});
