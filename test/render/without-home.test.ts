import { expect, test } from '@jest/globals';
import { withoutHome } from '../../src/render/without-home.js';

test.each([
  ['cd /home/ada/demo && ls /home/ada', '/home/ada', 'cd ~/demo && ls ~'],
  ['"/home/ada/x"', '/home/ada/', '"~/x"'],
  ['/home/adam /home/ada.old /mnt/home/ada', '/home/ada', '/home/adam /home/ada.old /mnt/home/ada'],
  ['C:\\Users\\Ada\\demo', 'C:\\Users\\Ada', '~\\demo'],
  ['/a/b', '/', '/a/b'],
  ['/a/b', '', '/a/b'],
])('%j of %j', (text, home, expected) => {
  expect(withoutHome(text, home)).toBe(expected);
});
