import { describe, expect, test } from '@jest/globals';
import { wholeFileWrites } from '../../src/shell/whole-file-writes.js';

describe('wholeFileWrites (formats/codex.md, 11.7)', () => {
  test.each<[string, string, string]>([
    ["cat > f <<'EOF'\na $x\n  b\nEOF", '/w/f', 'a $x\n  b\n'],
    ["cat <<'EOF' > sub/f\na\nEOF\n", '/w/sub/f', 'a\n'],
    ['cat > f <<EOF\nplain\nEOF', '/w/f', 'plain\n'],
    ['cat >| f <<EOF\nEOF', '/w/f', ''],
    ["cat > f <<-'EOF'\n\t\ta\n\t b\n\tEOF", '/w/f', 'a\n b\n'],
    ["tee f <<'EOF' > /dev/null\na\nEOF", '/w/f', 'a\n'],
    ["echo 'a  b' c > f", '/w/f', 'a  b c\n'],
    ['echo > f', '/w/f', '\n'],
    ["printf 'a\\n\\tb%%\\\\\\n' > f", '/w/f', 'a\n\tb%\\\n'],
    ["printf '%s\\n' one 'two x' > f", '/w/f', 'one\ntwo x\n'],
    ["printf '%s' 'no end' > f", '/w/f', 'no end'],
    [': > f', '/w/f', ''],
    ['> f', '/w/f', ''],
    ["mkdir -p d && cat > d/f <<'EOF' && ls\na\nEOF", '/w/d/f', 'a\n'],
    ["cd d\ncat > f <<'EOF'\na\nEOF", '/w/d/f', 'a\n'],
    ["set -e\ncat > f 2>/dev/null <<'EOF'\na\nEOF", '/w/f', 'a\n'],
    ["X=1 cat > f <<'EOF'\na\nEOF", '/w/f', 'a\n'],
    ["bad || echo; cat > f <<'EOF'\na\nEOF", '/w/f', 'a\n'],
  ])('%j', (command, path, content) => {
    expect(wholeFileWrites(command, '/w')).toEqual([{ path, content, op: 'write', last: true }]);
    expect(wholeFileWrites(['bash', '-lc', command], '/w')).toHaveLength(1);
  });

  test('tells appending, several files, and what may come later', () => {
    const command = "cat > a.py <<'X'\n1\nX\necho 2 >> a.py && echo 3 > b\npython a.py\ntee c d <<'X'\n4\nX";
    expect(wholeFileWrites(command, '/w')).toEqual([
      { path: '/w/a.py', content: '1\n', op: 'write', last: false },
      { path: '/w/a.py', content: '2\n', op: 'append', last: false },
      { path: '/w/b', content: '3\n', op: 'write', last: false },
      { path: '/w/c', content: '4\n', op: 'write', last: true },
      { path: '/w/d', content: '4\n', op: 'write', last: true },
    ]);
  });

  test('a later removal of a directory above counts', () => {
    expect(wholeFileWrites('echo 1 > d/f; rm -r d', '/w')).toEqual([
      { path: '/w/d/f', content: '1\n', op: 'write', last: false },
    ]);
  });

  test.each([
    'cat > f <<EOF\n$x\nEOF',
    'cat > f <<EOF\na\\b\nEOF',
    'cat > f <<EOF\n`a`\nEOF',
    "cat > f <<'EOF'\nopen",
    "cat > $f <<'EOF'\na\nEOF",
    "cat a > f <<'EOF'\na\nEOF",
    "cat <<'EOF' | sed s/a/b/ > f\na\nEOF",
    "a | tee f <<'EOF'\na\nEOF",
    "a || cat > f <<'EOF'\na\nEOF",
    "(cat > f <<'EOF'\na\nEOF\n)",
    "if x; then cat > f <<'EOF'\na\nEOF\nfi",
    "exit 0; cat > f <<'EOF'\na\nEOF",
    "cat > f <<'EOF' &\na\nEOF",
    "cd $x; cat > f <<'EOF'\na\nEOF",
    "cat > f > g <<'EOF'\na\nEOF",
    "cat 2> f <<'EOF'\na\nEOF",
    "PATH=x cat > f <<'EOF'\na\nEOF",
    "X=1 make > f <<'EOF'\na\nEOF",
    "echo 'a\\nb' > f",
    'echo -n a > f',
    'echo $x > f',
    'echo *.ts > f',
    "printf '%d' 1 > f",
    "printf '\\x41' > f",
    "printf 'a' b > f",
    'cat f > g',
    'ls > f',
    'echo a > /dev/null',
    'set -n; echo a > f',
  ])('proves nothing: %j', (command) => {
    expect(wholeFileWrites(command, '/w')).toEqual([]);
  });

  test('the words of a command write nothing by themselves, nor do other shells', () => {
    expect(wholeFileWrites(['echo', 'a', '>', 'f'], '/w')).toEqual([]);
    expect(wholeFileWrites(['powershell', '-Command', 'echo a > f'], '/w')).toEqual([]);
  });
});
