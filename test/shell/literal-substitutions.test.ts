import { describe, expect, test } from '@jest/globals';
import { literalSubstitutions } from '../../src/shell/literal-substitutions.js';

/** Each file as `path: find→replace, …`; `g` behind a step that takes every occurrence, `…` where it may be changed besides. */
function answer(command: readonly string[] | string, cwd: string | null = '/w'): string[] {
  return literalSubstitutions(command, cwd).map(({ path, steps, last }) => {
    const told = steps.map(({ find, replace, all }) => `${find}→${replace}${all ? ' g' : ''}`);
    return `${path}: ${told.join(', ')}${last ? '' : ' …'}`;
  });
}

describe('literalSubstitutions (formats/codex.md, 11.7)', () => {
  test.each<[string, string[]]>([
    ["sed -i 's/toFixed(2)/toFixed(3)/' format.js", ['/w/format.js: toFixed(2)→toFixed(3)']],
    ["sed -i 's/a/b/g' f sub/g", ['/w/f: a→b g', '/w/sub/g: a→b g']],
    ["sed -i.bak -e 's/a/b/' f", ['/w/f: a→b']],
    ["sed -i'' 's/a/b/' f", ['/w/f: a→b']],
    ["sed -i -e 's/a/b/' -e 's/c/d/g' f", ['/w/f: a→b, c→d g']],
    ["sed -i 's/a/b/;s/c/d/g ; s/e/f/;' f", ['/w/f: a→b, c→d g, e→f']],
    ["sed -i 's/a/b/\n s/c/d/' f", ['/w/f: a→b, c→d']],
    ["sed --in-place --expression='s/a/b/' f", ['/w/f: a→b']],
    ["sed -i 's|a/b|c/d|g' f", ['/w/f: a/b→c/d g']],
    ["sed -i 's,a\\,b,c\\,,' f", ['/w/f: a,b→c,']],
    ["sed -i 's#a#b#' f", ['/w/f: a→b']],
    ['sed -i s/a/b/ f', ['/w/f: a→b']],
    ["sed -i 's/a b/ c /' f", ['/w/f: a b→ c ']],
    ["sed -i 's/a\\/b/c\\/d/' f", ['/w/f: a/b→c/d']],
    ["sed -i 's/a\\.b\\*\\[0\\]\\\\/c.d*[1]\\\\/' f", ['/w/f: a.b*[0]\\→c.d*[1]\\']],
    ["sed -i 's/f(x) {y}+?|/g(x) {z}/' f", ['/w/f: f(x) {y}+?|→g(x) {z}']],
    ["sed -i 's/a$b^c/d$^/' f", ['/w/f: a$b^c→d$^']],
    ['sed -i "s/\\$x/\\$y/" f', ['/w/f: $x→$y']],
    ["sed -i 's/a/b\\&c/' f", ['/w/f: a→b&c']],
    ["sed -i 's/é→/ü😀/' f", ['/w/f: é→→ü😀']],
    ["sed -i 's/a//' f", ['/w/f: a→']],
    ["sed -E -i 's/f\\(x\\) \\{/g(y) {/' f", ['/w/f: f(x) {→g(y) {']],
    ["sed -ri 's/a\\|b\\?/c/' f", ['/w/f: a|b?→c']],
    ["/usr/bin/sed -i 's/a/b/' f 2>/dev/null", ['/w/f: a→b']],
    ["sed -i 's/a/b/' /x/../y/f > /dev/null", ['/y/f: a→b']],
    ["perl -pi -e 's/a/b/g' f", ['/w/f: a→b g']],
    [
      "perl -i.bak -pe 's/f\\(x\\)/g(y) & {}/; s/c/d/;' f g",
      [1, 2].map((n) => `/w/${'fg'[n - 1]}: f(x)→g(y) & {}, c→d`),
    ],
    ["perl -p -i -e 's|a/b|c\\$d\\@e|' f", ['/w/f: a/b→c$d@e']],
    ["perl -pi -e 's/open/print/' f", ['/w/f: open→print']],
    ["perl -pi -e 's/a/b/;' -e 's/c/d/' f", ['/w/f: a→b, c→d']],
  ])('%j', (command, expected) => {
    expect(answer(command)).toEqual(expected);
    expect(answer(['bash', '-lc', command])).toEqual(expected);
  });

  test('the words of a program are read as they are', () => {
    expect(answer(['sed', '-i', 's/$x/*/', 'a b'])).toEqual(['/w/a b: $x→*']);
    expect(answer(['powershell', '-Command', "sed -i 's/a/b/' f"])).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["cd d && sed -i 's/a/b/' f && git diff | head", ['/w/d/f: a→b']],
    ["sed -i 's/a/b/' f; git diff f", ['/w/f: a→b']],
    ["set -e\nsed -i 's/a/b/' f\nsed -i 's/c/d/' g\nsed -i 's/e/f/g' f\n", ['/w/f: a→b, e→f g', '/w/g: c→d']],
    ["sed -i 's/a/b/' f && npm test", ['/w/f: a→b …']],
    ["npm run x; sed -i 's/a/b/' f", ['/w/f: a→b …']],
    ["sed -i 's/a.*/b/' f; sed -i 's/a/b/' f", ['/w/f: a→b …']],
    ["sed -i 's/a/b/' f; sed -i '1d' f", ['/w/f: a→b …']],
    ["grep -q a f && sed -i 's/a/b/' f", ['/w/f: a→b']],
    ["sed -i 's/a/b/' f || true", ['/w/f: a→b']],
    ["X=1 sed -i 's/a/b/' f", ['/w/f: a→b']],
    ["LC_ALL=C X='y z' perl -pi -e 's/a/b/' f", ['/w/f: a→b']],
    ["X=1; sed -i 's/a/b/' f", ['/w/f: a→b']],
    ["X=1 && sed -i 's/a/b/' f; X=1 make", ['/w/f: a→b …']],
  ])('among other statements: %j', (command, expected) => {
    expect(answer(command)).toEqual(expected);
  });

  test('a file that is also written, moved or removed is left out', () => {
    expect(answer("sed -i 's/a/b/' f; cp x f")).toEqual([]);
    expect(answer("cat > f <<'X'\na\nX\nsed -i 's/a/b/' f g")).toEqual(['/w/g: a→b']);
    expect(answer("sed -i 's/a/b/' d/f; rm -r d")).toEqual([]);
    expect(answer("sed -i.bak 's/a/b/' f; mv f g")).toEqual([]);
    expect(answer("sed -i.bak 's/a/b/' f; sed -i 's/a/b/' f.bak")).toEqual(['/w/f: a→b']);
  });

  test('a failure for the wrong kind of sed must not go unseen', () => {
    const bsd = "sed -i '' 's/a/b/' f";
    const gnu = "sed -i 's/a/b/' f";
    expect([bsd, gnu, `${bsd}; git diff`, `${gnu}; git diff`].map((command) => answer(command, '/w').length)).toEqual([
      1, 1, 0, 1,
    ]);
    const onMac = [bsd, gnu, `${bsd}; git diff`, `${gnu}; git diff`].map((each) => answer(each, '/Users/ann/w').length);
    expect(onMac).toEqual([1, 1, 1, 0]);
  });

  test.each([
    "sed 's/a/b/' f",
    "sed -n -i 's/a/b/' f",
    "sed -zi 's/a/b/' f",
    "sed -i 's/a.b/c/' f",
    "sed -i 's/^a/c/' f",
    "sed -i 's/a$/c/' f",
    "sed -i 's/a*/c/' f",
    "sed -i 's/[a]/c/' f",
    "sed -i 's/a\\+/c/' f",
    "sed -i 's/a\\|b/c/' f",
    "sed -i 's/\\(a\\)/c/' f",
    "sed -i 's/a\\{2\\}/c/' f",
    "sed -i 's/\\ba/c/' f",
    "sed -i 's/\\<a/c/' f",
    "sed -i 's/a\\nb/c/' f",
    "sed -i 's/a\\tb/c/' f",
    "sed -i 's/a/b&/' f",
    "sed -i 's/a/\\1/' f",
    "sed -i 's/a/b\\nc/' f",
    "sed -i 's/a/b\\\nc/' f",
    "sed -i 's/a/\\U&/' f",
    "sed -i 's//b/' f",
    "sed -i 's/a/b/2' f",
    "sed -i 's/a/b/I' f",
    "sed -i 's/a/b/gp' f",
    "sed -i 's/a/b/w x' f",
    "sed -i '1s/a/b/' f",
    "sed -i '/x/s/a/b/' f",
    "sed -i 's/a/b/;1d' f",
    "sed -i 'y/a/b/' f",
    "sed -i '' f",
    "sed -i 's/a/b' f",
    "sed -i 's|a\\|b|c|' f",
    "sed -i 's.a\\.b.c.' f",
    "sed -i 's&a&b\\&&' f",
    "sed -i 's\na\nb\n' f",
    "sed -Ei 's/f(x)/c/' f",
    "sed -Ei 's/a+/c/' f",
    "sed -Ei 's/a|b/c/' f",
    "sed -Ei 's/a{2}/c/' f",
    "sed -Ei 's/a$b/c/' f",
    'sed -i "s/$x/b/" f',
    "sed -i 's/a/b/' *.ts",
    "sed -i 's/a/b/' $f",
    "sed -i 's/a/b/' f f",
    "sed -i.bak 's/a/b/' f f.bak",
    "sed -i 'b/*' 's/a/b/' f",
    "sed -i.d/* 's/a/b/' f",
    "sed -i -f x 's/a/b/' f",
    './sed -i s/a/b/ f',
    "sed -i 's/a/b/' f > f",
    "sed -i 's/a/b/' f &",
    "sed -i 's/a/b/' f | cat",
    "(sed -i 's/a/b/' f)",
    "if x; then sed -i 's/a/b/' f; fi",
    "for f in a; do sed -i 's/a/b/' f; done",
    "x || sed -i 's/a/b/' f",
    "grep -q a f && sed -i 's/a/b/' f; git diff",
    "exit 1; sed -i 's/a/b/' f",
    "cd $x; sed -i 's/a/b/' f",
    "POSIXLY_CORRECT=1 sed -i 's/a/b/' f",
    "PERL5OPT=-Mx perl -pi -e 's/a/b/' f",
    "PATH=x; sed -i 's/a/b/' f",
    "X=$(rm f) sed -i 's/a/b/' f",
    "sed -i 's/a/b/' /dev/null",
    "perl -pe 's/a/b/' f",
    "perl -ni -e 's/a/b/' f",
    "perl -pie 's/a/b/' f",
    "perl -0777 -pi -e 's/a/b/' f",
    "perl -lpi -e 's/a/b/' f",
    "perl -pi -e 's/a.b/c/' f",
    "perl -pi -e 's/f(x)/c/' f",
    "perl -pi -e 's/a$b/c/' f",
    "perl -pi -e 's/a@b/c/' f",
    "perl -pi -e 's/a{2}/c/' f",
    "perl -pi -e 's/\\Qa.b/c/' f",
    "perl -pi -e 's/\\ba/c/' f",
    "perl -pi -e 's/a/$b/' f",
    "perl -pi -e 's/a/b@c/' f",
    "perl -pi -e 's/a/b\\n/' f",
    "perl -pi -e 's/a/b/e' f",
    "perl -pi -e 's/a/b/gi' f",
    "perl -pi -e 's{a}{b}' f",
    "perl -pi -e 's/a/b/ if /x/' f",
    "perl -pi -e 's/a/b/' -e 's/c/d/' f",
    "perl -pi -e 's|a\\|b|c|' f",
    "perl -pi -e 's/a\nb/c/' f",
    "perl -pi -e 's/a/b/' 'f|'",
    "perl -pi -e 's/a/b/; print' f",
    "echo 's/a/b/' sed f",
  ])('proves nothing: %j', (command) => {
    expect(answer(command)).toEqual([]);
  });

  test('names of unknown folders and scripts beyond measure prove nothing', () => {
    expect(answer("sed -i 's/a/b/' f", null)).toEqual([]);
    const steps = (count: number): string => 's/a/b/;'.repeat(count);
    expect([answer(`sed -i '${steps(100)}' f`).length, answer(`sed -i '${steps(101)}' f`).length]).toEqual([1, 0]);
    expect(answer(`sed -i '${steps(60)}' f; sed -i '${steps(60)}' f g`)).toHaveLength(1);
    const names = (count: number): string => Array.from({ length: count }, (_, n) => `f${n}`).join(' ');
    expect(answer(`sed -i 's/a/b/' ${names(100)}`)).toHaveLength(100);
    expect(answer(`sed -i 's/a/b/' ${names(101)}`)).toEqual([]);
  });
});
