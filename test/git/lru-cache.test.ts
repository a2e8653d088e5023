import { expect, test } from '@jest/globals';
import { LruCache } from '../../src/git/lru-cache.js';

test('what was used longest ago goes first', () => {
  const cache = new LruCache<string, number>(4);
  for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) {
    cache.set(key, i);
  }
  cache.get('a');
  cache.set('e', 4);
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3, 4]);
});

test('costs are summed, also of values that are replaced', () => {
  const cache = new LruCache<string, string>(100);
  cache.set('a', 'x', 25);
  cache.set('a', 'y', 20);
  cache.set('b', 'b', 25);
  cache.set('c', 'c', 25);
  cache.set('d', 'd', 25);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['y', 'b', 'c', 'd']);
  cache.set('e', 'e', 10);
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key))).toEqual([undefined, 'b', 'c', 'd', 'e']);
});

test('a value that would push out too much is not kept, nor what it replaces', () => {
  const cache = new LruCache<string, string>(100);
  cache.set('a', 'small', 10);
  cache.set('a', 'large', 26);
  expect(cache.get('a')).toBe(undefined);
});
