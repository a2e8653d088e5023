import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyCommand } from '../../src/shell/classify-command.js';
import { wholeFileWrites } from '../../src/shell/whole-file-writes.js';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'ai-blame-shell-')));
let count = 0;
let dir = '';

beforeEach(() => {
  dir = join(top, String(count++));
  mkdirSync(join(dir, 'src/deep'), { recursive: true });
  writeFileSync(join(dir, 'a.txt'), 'one\ntwo\nthree\n');
  writeFileSync(join(dir, 'b.txt'), 'x = 1\n');
  writeFileSync(join(dir, 'src/c.txt'), 'two\n');
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

/** @returns the exit code. */
function run(script: string): number {
  try {
    execFileSync('bash', ['-c', script], {
      cwd: dir,
      stdio: 'pipe',
      timeout: 5000,
      env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: top },
    });
    return 0;
  } catch (error) {
    // `grep` and `test` say no by their exit code; what counts is the folder.
    const { status } = error as { status?: number | null };
    if (status === undefined) throw error;
    return status ?? -1;
  }
}

/** Path and content of every file. */
function files(folder = dir): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) for (const [inner, content] of files(path)) found.set(inner, content);
    else found.set(path, readFileSync(path, 'utf8'));
  }
  return found;
}

describe('a real bash', () => {
  test('whatever the punctuation, changes only what is named', () => {
    const word = fc.constantFrom(
      'echo',
      'cat',
      'a.txt',
      'x',
      'true',
      '!',
      '[[',
      ']]',
      'if',
      'then',
      'fi',
      'do',
      'done',
      'for',
      'in',
      '{',
      '}',
    );
    const mark = fc.constantFrom(
      ...[
        '>',
        '>>',
        '>|',
        '<',
        '<<E',
        "<<-'E'",
        '<<<',
        '&>',
        '2>',
        '>&',
        '2>&1',
        '&&',
        '||',
        ';',
        '|',
        '&',
        '(',
        ')',
        '$(',
        '`',
        '((',
        '))',
      ],
      ...["'", '"', '\\', '#', '$', '\n', '\nE\n', '\n\tE\n', '{a,b}', '*', '=', '1', '<(', '~'],
    );
    const glue = fc.constantFrom(' ', ' ', ' ', '');
    const script = fc
      .array(fc.tuple(fc.oneof(word, mark), glue), { maxLength: 12 })
      .map((parts) => parts.flat().join(''));
    const before = files();
    const paths = new Set(before.keys());
    fc.assert(
      fc.property(script, (text) => {
        const { writes, targets } = classifyCommand(text, dir);
        if (writes === 'any') return;
        const exitCode = run(text);
        const after = files();
        const changed = [...new Set([...paths, ...after.keys()])].filter(
          (path) => before.get(path) !== after.get(path),
        );
        for (const path of changed) {
          rmSync(path, { force: true });
          const content = before.get(path);
          if (content !== undefined) writeFileSync(path, content);
        }
        expect(targets.map(({ path }) => path)).toEqual(expect.arrayContaining(changed));
        if (exitCode !== 0) return;
        const written = wholeFileWrites(text, dir).filter(({ op, last }) => op === 'write' && last);
        for (const { path, content } of written) expect([path, after.get(path)]).toEqual([path, content]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    'ls -la; cat a.txt | head -n 1; wc -l *.txt',
    "sed -n '1,2p;/three/p' a.txt; sed 's/one/1/gp' a.txt; sed '/two/{s/t/T/;p;}' a.txt",
    "sed ':x;N;$!bx;s/\\n/ /g' a.txt",
    "awk '{print $1, NR}' a.txt; awk -F= -v x=1 '{print $2 x}' b.txt",
    "grep -rn 'two > x' . || echo no",
    'find . -name "*.txt" -exec grep -l two {} +',
    'sort a.txt | uniq -c | sort -rn > /dev/null',
    'cd src && cat c.txt; pwd',
    'for f in a.txt b.txt; do sed -n 1p "$f"; done',
    'if [ -f a.txt ]; then cat a.txt; else echo none; fi',
    '[[ -f a.txt && a > b ]] && cat a.txt',
    'x=$(cat a.txt); echo "$x" $((1 > 0)); ((1 > 0))',
    'while read -r l; do echo "$l > z"; done < a.txt',
    "cat <<'EOF'\n> out\nEOF",
    'ls *.txt | xargs cat',
    "perl -pe 's/one/1/' a.txt",
    'xxd a.txt; uniq a.txt; file a.txt; stat a.txt; diff a.txt b.txt',
    'chmod 600 a.txt; true > /dev/null < a.txt | cat',
    'echo a \\> out; echo "> out" \'> out\'',
  ])('%j changes no file', (script) => {
    const before = files();
    const { writes, targets } = classifyCommand(script, dir);
    run(script);
    const after = files();
    expect(after).toEqual(before);
    expect({ writes, targets }).toEqual({ writes: 'none', targets: [] });
  });

  test.each([
    'echo x > new; echo y >> a.txt',
    'cd src && rm c.txt && cd .. && mv a.txt src',
    '(cd src; echo 1 > one); echo 2 > two',
    'mv a.txt b.txt src/; cp -r src copy',
    "sed -i.bak 's/one/1/' a.txt; perl -pi -e 's/two/2/' a.txt src/c.txt",
    'tee src/x src/y < a.txt > /dev/null; truncate -s 3 b.txt',
    'ln a.txt link.txt; install -m 644 b.txt inst.txt; dd if=a.txt of=dd.out 2> log',
    'sort -r -o a.txt a.txt; uniq a.txt uniq.out; xxd -p a.txt hex.out',
    '{ echo 1; ls; } > out1; for i in 1 2; do echo $i; done >> out2',
    'x=$(echo inner > inner.out); bash -c "cd src; echo n > nested"',
    'cat a.txt | tee copy1 | tee -a b.txt; ls &> all.log',
    'rm -r src; mkdir src; touch src/new',
    'cp a.txt src; mv b.txt LICENSE',
    'test -f a.txt && cd src; echo x > /dev/null',
  ])('%j changes only what is named', (script) => {
    const before = files();
    const { writes, targets } = classifyCommand(script, dir);
    run(script);
    const after = files();
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    );
    const unnamed = changed.filter(
      (path) => !targets.some((target) => path === target.path || path.startsWith(`${target.path}/`)),
    );
    expect([writes === 'any', unnamed]).toEqual([false, []]);
  });

  test.each([
    "cat > f <<'EOF'\na $x `y` \\z\n\n  b\nEOF",
    'cat > f <<EOF\nplain "text" \'here\'\nEOF',
    "cat > src/f <<-'EOF'\n\t\tstripped\n\t kept\n\tEOF",
    "mkdir -p d/e && cd d && cat <<'A' > e/f && cd .. && tee g h <<'B' > /dev/null\n1\nA\n2\nB",
    "echo 'a  b' c\"d e\" > f; echo > g; printf '%s\\n' 1 '2 %d' > h; printf 'x\\ty%%\\n' > i; : > j; > k",
    "set -eu\ncat > f 2>&1 <<'EOF'\na\nEOF",
  ])('%j writes what is told', (script) => {
    const before = files();
    run(script);
    const after = files();
    const told = new Map(wholeFileWrites(script, dir).map(({ path, content }) => [path, content]));
    expect(new Map([...after].filter(([path, content]) => before.get(path) !== content))).toEqual(told);
  });
});
