import { describe, expect, test } from '@jest/globals';
import { AnswerCache } from '../../src/viewer/data/answer-cache.js';

interface Asked {
  readonly key: string;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** A cache over a source that answers when the test says so. */
function made() {
  const asked: Asked[] = [];
  let late = 0;
  const source = {
    ask: (key: string) => new Promise<unknown>((answer, fail) => asked.push({ key, answer, fail })),
    watch: () => () => {},
  };
  const cache = new AnswerCache(source, () => {
    late++;
  });
  return { cache, asked, late: () => late };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('answers that the page has asked for', () => {
  test('are asked for once, and anew after a change', async () => {
    const { cache, asked, late } = made();
    const both = [cache.ask('a'), cache.ask('a')];
    asked[0]?.answer(1);
    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(await cache.ask('a')).toBe(1);
    expect([asked.length, late()]).toEqual([1, 0]);
    cache.forget();
    const anew = cache.ask('a');
    asked[1]?.answer(2);
    expect([await anew, asked.length, late()]).toEqual([2, 2, 0]);
  });

  test('are not asked for again while they are under way, however often something changes', async () => {
    const { cache, asked, late } = made();
    const first = cache.ask('a');
    for (let change = 0; change < 20; change++) {
      cache.forget();
      expect(cache.ask('a')).toBe(first);
    }
    expect([asked.length, late()]).toEqual([1, 0]);
    asked[0]?.answer('of before the changes');
    // What came is shown, and whoever shows it hears that there is something newer.
    expect(await first).toBe('of before the changes');
    expect(late()).toBe(1);
    const second = cache.ask('a');
    expect(asked.length).toBe(2);
    asked[1]?.answer('of now');
    expect([await second, await cache.ask('a'), late()]).toEqual(['of now', 'of now', 1]);
  });

  test('that failed are asked for anew', async () => {
    const { cache, asked } = made();
    const first = cache.ask('a');
    asked[0]?.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await settled();
    const second = cache.ask('a');
    asked[1]?.answer('yes');
    expect(await second).toBe('yes');
  });

  test('that are large are kept as far as there is room: the latest at least', async () => {
    const { cache, asked } = made();
    const ask = async (key: string, lines: number): Promise<number> => {
      const before = asked.length;
      const asking = cache.ask(key);
      if (asked.length > before) asked.at(-1)?.answer({ lines: Array.from({ length: lines }, () => 0) });
      await asking;
      return asked.length - before;
    };
    expect([await ask('a', 50_000), await ask('b', 50_000), await ask('a', 0), await ask('b', 0)]).toEqual([
      1, 1, 0, 0,
    ]);
    // More than there is room for: what was used longest ago goes.
    expect([await ask('c', 50_000), await ask('b', 0), await ask('c', 0)]).toEqual([1, 0, 0]);
    expect(await ask('a', 1)).toBe(1);
    expect([await ask('d', 500_000), await ask('d', 0), await ask('b', 1)]).toEqual([1, 0, 1]);
  });

  test('are forgotten, those that were used longest ago first, beyond forty', async () => {
    const { cache, asked } = made();
    for (let key = 0; key < 40; key++) {
      const asking = cache.ask(String(key));
      asked.at(-1)?.answer(key);
      await asking;
    }
    await cache.ask('0');
    const more = cache.ask('40');
    asked.at(-1)?.answer(40);
    await more;
    expect(asked.length).toBe(41);
    await cache.ask('0');
    expect(asked.length).toBe(41);
    void cache.ask('1');
    expect(asked.length).toBe(42);
  });
});
