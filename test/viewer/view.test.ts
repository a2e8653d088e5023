import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anchorText } from '../../src/time-travel/anchor.js';
import { fragmentOf, type View, viewOf } from '../../src/viewer/route/view.js';

const text = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((each) => !/\p{Surrogate}/u.test(each));
const line = fc.option(fc.integer({ min: 1, max: 999_999_999 }));
const view: fc.Arbitrary<View> = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), file: text, line, only: fc.constant(null) }),
  fc.record({ kind: fc.constant('state' as const), file: text, at: text, line }),
  fc.record({ kind: fc.constant('range' as const), file: text, from: text, to: text, line }),
  fc.record({
    kind: fc.constant('turn' as const),
    session: text,
    turn: fc.integer({ min: 1, max: 999_999_999 }),
    edit: fc.option(text),
  }),
  fc.record({ kind: fc.constant('edit' as const), edit: text }),
  fc.record({ kind: fc.constant('session' as const), session: text }),
  fc.record({ kind: fc.constant('compare' as const), a: fc.option(text), b: fc.option(text) }),
  fc.record({ kind: fc.constant('search' as const), q: text }),
  fc.constant<View>({ kind: 'sessions' }),
  fc.constant<View>({ kind: 'overview' }),
);

describe('the address of a view', () => {
  test.each<[string, View]>([
    ['#file=src%2Fclamp.ts&at=e:e7c1', { kind: 'state', file: 'src/clamp.ts', at: 'e:e7c1', line: null }],
    ['#file=src%2Fclamp.ts&from=2&to=5&line=14', { kind: 'range', file: 'src/clamp.ts', from: '2', to: '5', line: 14 }],
    ['#session=6f1c2a3b&turn=1', { kind: 'turn', session: '6f1c2a3b', turn: 1, edit: null }],
    ['#session=6f1c2a3b&turn=1&edit=e7c1', { kind: 'turn', session: '6f1c2a3b', turn: 1, edit: 'e7c1' }],
    ['#edit=e7c1a90b52d4', { kind: 'edit', edit: 'e7c1a90b52d4' }],
  ])('%s, a form of the page on time travel, is read and written alike', (fragment, expected) => {
    expect(viewOf(fragment)).toEqual(expected);
    expect(fragmentOf(expected)).toBe(fragment);
  });

  test('whatever a view names, its address leads to it', () => {
    fc.assert(fc.property(view, (each) => expect(viewOf(fragmentOf(each))).toEqual(each)));
  });

  test('a copied link is the text that ai-blame link prints', () => {
    expect(fragmentOf({ kind: 'state', file: "it's (a).ts", at: 'e:3c07e7e4a630', line: 2 })).toBe(
      anchorText({ kind: 'state', file: "it's (a).ts", at: 'e:3c07e7e4a630', line: 2 }),
    );
  });

  test('keys that are not known are ignored, and of a key that is there twice the first counts', () => {
    expect(viewOf('#theme=x&file=a.ts&file=b.ts&line=3&also')).toEqual({
      kind: 'file',
      file: 'a.ts',
      line: 3,
      only: null,
    });
  });

  test.each(['#line=3', '#file=%ZZ', '#view=elsewhere', `#file=${'a'.repeat(5000)}`, '#file=', '#javascript:alert(1)'])(
    '%p names no view',
    (fragment) => {
      expect(viewOf(fragment).kind).toBe('unknown');
    },
  );

  test('a line or turn that is no number from 1 is none', () => {
    expect(viewOf('#file=a&line=0')).toEqual({ kind: 'file', file: 'a', line: null, only: null });
    expect(viewOf('#session=a&turn=-1')).toEqual({ kind: 'session', session: 'a' });
  });
});
