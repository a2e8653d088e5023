import { expect, test } from '@jest/globals';
import { filesRead } from '../../src/shell/files-read.js';

test.each<[string | string[], string[]]>([
  ['cat a b/c', ['/w/a', '/w/b/c']],
  ["sed -n '1,20p' src/a.ts", ['/w/src/a.ts']],
  ['cd sub && head -n 5 f | grep x', ['/w/sub/f']],
  ['tail -c 5 f; nl -ba g', ['/w/f', '/w/g']],
  [['bash', '-lc', 'cat /etc/hosts'], ['/etc/hosts']],
  ['cat "with blank"', ['/w/with blank']],
  ['cat $FILE', []],
  ['cat *.ts', []],
  ["sed -i 's/a/b/' f", []],
  ['make test', []],
  ['cat <<EOF\nx\nEOF', []],
  ['rg pattern src', []],
])('%j shows %j', (command, files) => {
  expect(filesRead(command, '/w')).toEqual(files);
});
