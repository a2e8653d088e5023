import { describe, expect, test } from '@jest/globals';
import { playLog } from '../../../src/agents/copilot-vscode/mutation-log.js';

function played(...lines: unknown[]): unknown {
  return playLog(lines.map((line) => `${JSON.stringify(line)}\n`).join('')).state;
}

const START = { kind: 0, v: { requests: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], title: 'x' } };

describe('a log of changes', () => {
  test('sets values at places', () => {
    expect(played(START, { kind: 1, k: ['title'], v: 'y' }, { kind: 1, k: ['requests', 1, 'id'], v: 'B' })).toEqual({
      requests: [{ id: 'a' }, { id: 'B' }, { id: 'c' }],
      title: 'y',
    });
  });

  test('appends to lists; where a length is told the rest goes first, which is how a list is changed or cut', () => {
    const requests = (...lines: unknown[]) =>
      (played(START, ...lines) as { requests: { id: string }[] }).requests.map(({ id }) => id);
    expect(requests({ kind: 2, k: ['requests'], v: [{ id: 'd' }] })).toEqual(['a', 'b', 'c', 'd']);
    expect(requests({ kind: 2, k: ['requests'], i: 1, v: [{ id: 'd' }] })).toEqual(['a', 'd']);
    expect(requests({ kind: 2, k: ['requests'], i: 1 })).toEqual(['a']);
    expect(requests({ kind: 2, k: ['requests'], i: 0, v: null })).toEqual([]);
    expect(played(START, { kind: 2, k: ['more'], v: [1] })).toMatchObject({ more: [1] });
  });

  test('deletes properties', () => {
    expect(JSON.stringify(played(START, { kind: 3, k: ['title'] }, { kind: 3, k: ['requests', 0, 'id'] }))).toBe(
      '{"requests":[{},{"id":"b"},{"id":"c"}]}',
    );
  });

  test('begins anew with a whole state', () => {
    expect(played(START, { kind: 0, v: { title: 'z' } })).toEqual({ title: 'z' });
  });

  test('a last line that is cut off is not there yet; CRLF and blank lines are no harm', () => {
    const text = `${JSON.stringify(START)}\r\n\r\n${JSON.stringify({ kind: 1, k: ['title'], v: 'y' })}\r\n{"kind":1,"k":["ti`;
    expect(playLog(text)).toMatchObject({ state: { title: 'y' }, isDamaged: false });
  });
});

describe('damage', () => {
  test.each<[string, unknown]>([
    ['no JSON', 'oops'],
    ['an unknown kind', { kind: 9, k: ['title'], v: 'bad' }],
    ['no place', { kind: 1, v: 'bad' }],
    ['a place that is not there', { kind: 1, k: ['none', 'title'], v: 'bad' }],
    ['a place behind the end of a list', { kind: 1, k: ['requests', 7], v: 'bad' }],
    ['a length beyond the list', { kind: 2, k: ['requests'], i: 4_000_000_000 }],
    ['values that are no list', { kind: 2, k: ['requests'], v: 'bad' }],
    ['a list that is none', { kind: 2, k: ['title'], v: ['bad'] }],
    ['the way out of the value', { kind: 1, k: ['__proto__', 'bad'], v: 'bad' }],
    ['another', { kind: 1, k: ['constructor', 'prototype', 'bad'], v: 'bad' }],
  ])('%s: what stands behind it does not count, up to the next whole state', (_name, line) => {
    const text = [START, line, { kind: 1, k: ['title'], v: 'later' }].map((one) => JSON.stringify(one)).join('\n');
    expect(playLog(`${text}\n`)).toEqual({ state: START.v, isDamaged: true });
    const anew = JSON.stringify({ kind: 0, v: { title: 'z' } });
    expect(playLog(`${text}\n${anew}\n`)).toEqual({ state: { title: 'z' }, isDamaged: true });
    expect(({} as { bad?: string }).bad).toBeUndefined();
  });

  test('a log without its beginning', () => {
    expect(playLog(`${JSON.stringify({ kind: 1, k: ['title'], v: 'x' })}\n`)).toEqual({ state: null, isDamaged: true });
  });
});
