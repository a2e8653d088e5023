import { expect, test } from '@jest/globals';
import { namedMeans } from '../../src/shell/named-means.js';

function named(command: readonly string[] | string): string[] {
  return namedMeans(command, '/w').map(({ path, means, below }) => `${means}: ${path}${below ? '…' : ''}`);
}

test.each<[readonly string[] | string, string[]]>([
  ["cat > a.txt <<'EOF'\nx\nEOF\n", ['heredoc: /w/a.txt']],
  ['echo x >> sub/a.txt', ['redirection: /w/sub/a.txt']],
  ["cd sub && sed -i 's/a/b/' a.txt", ['sed -i: /w/sub/a.txt…']],
  [['bash', '-lc', "perl -pi -e 's/a/b/' a.txt"], ['perl -i: /w/a.txt…']],
  ['mv a.txt b.txt', ['mv: /w/a.txt…', 'mv: /w/b.txt…']],
  ['git mv a.txt b.txt', ['git mv: /w/a.txt…', 'git mv: /w/b.txt…']],
  ['/usr/bin/cp a.txt b.txt', ['cp: /w/b.txt…']],
  ['npx prettier --write a.ts', ['prettier: /w/a.ts']],
  ['gofmt -w a.go && go test ./...', ['gofmt: /w/a.go', 'go: /w/test', 'go: /w/...']],
  ['./tools/fix.sh a.txt', ['fix.sh: /w/a.txt']],
  ['python3 step.py > out.txt', ['redirection: /w/out.txt', 'python3: /w/step.py']],
  ['cat a.txt | head -3', []],
  ['rm "$f"', []],
  ['echo "unfinished', []],
])('%j', (command, expected) => {
  expect(named(command)).toEqual(expected);
});
