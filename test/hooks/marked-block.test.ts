import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blocksIn, blockText, isTorn, NO_FACTS, withBlock, withoutBlock } from '../../src/hooks/marked-block.js';

const HOOKS = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'];
const textOf = fc
  .array(fc.constantFrom('echo a', '', '  indented', '# comment', '\ttab', '# <<< ai-blame hooks <<<x', 'ü'), {
    maxLength: 6,
  })
  .chain((lines) => fc.tuple(fc.constant(lines), fc.constantFrom('\n', '\r\n'), fc.boolean()))
  .map(([lines, lineEnd, isEnded]) => lines.join(lineEnd) + (isEnded && lines.length > 0 ? lineEnd : ''));

/** Beginnings of lines, and the end. */
function places(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1), text.length];
}

describe('a block', () => {
  test('goes without a trace, wherever it stood and in whatever order several go', () => {
    fc.assert(
      fc.property(
        textOf,
        fc.shuffledSubarray(HOOKS, { minLength: 1 }),
        fc.nat(),
        fc.boolean(),
        (text, hooks, n, isCrlf) => {
          const lineEnd = isCrlf ? '\r\n' : '\n';
          let now = text;
          for (const hook of hooks) {
            const all = places(now).filter((at) => !blocksIn(now).some(({ start, end }) => start < at && at < end));
            const at = all[n % all.length] ?? 0;
            now = withBlock(
              now,
              at,
              (more) => blockText(hook, ['one', '', 'two'], { ...NO_FACTS, ...more }, { indent: '  ', lineEnd }),
              lineEnd,
            );
          }
          expect(isTorn(now)).toBe(false);
          expect(
            blocksIn(now)
              .map(({ hook }) => hook)
              .sort(),
          ).toEqual([...hooks].sort());
          for (const hook of [...hooks].sort()) {
            const block = blocksIn(now).find((one) => one.hook === hook);
            if (block === undefined) throw new Error(`${hook} is lost`);
            now = withoutBlock(now, block);
          }
          expect(now).toBe(text);
        },
      ),
    );
  });

  test('tells what it has to know', () => {
    const facts = { isNewFile: true, isNewFolder: true, brokeLine: false, kept: 'pre-commit.before-ai-blame' };
    const text = blockText('pre-commit', ['x'], facts);
    expect(text).toBe(
      '# >>> ai-blame hooks: pre-commit (made this file, made this folder, kept: pre-commit.before-ai-blame) >>>\n' +
        'x\n# <<< ai-blame hooks <<<\n',
    );
    expect(blocksIn(`a\n${text}b\n`)).toEqual([{ hook: 'pre-commit', facts, start: 2, end: 2 + text.length, text }]);
  });

  test('is not told where its end is missing', () => {
    const text = blockText('pre-commit', ['x'], NO_FACTS);
    expect(isTorn(text)).toBe(false);
    expect(isTorn(text.replace(/# <<<.*\n/, ''))).toBe(true);
    expect(isTorn(text.replace(/# <<<.*\n/, '') + text)).toBe(true);
  });
});
