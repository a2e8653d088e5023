import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agesOf } from '../../src/render/ages.js';
import { groundOf } from '../../src/render/ground.js';
import { colorKeys } from '../../src/render/palette.js';
import { styleOf } from '../../src/render/style.js';

describe('colours of models', () => {
  const models = (count: number) => fc.constantFrom(...Array.from({ length: count }, (_, n) => `gpt-${n}`));

  test('neighbours never share one, as long as a model has fewer neighbours than there are colours', () => {
    fc.assert(
      fc.property(fc.array(models(40), { maxLength: 60 }), fc.integer({ min: 4, max: 12 }), (keys, count) => {
        const colors = colorKeys(keys, count);
        for (let place = 1; place < keys.length; place++) {
          const [above = '', below = ''] = keys.slice(place - 1, place + 1);
          if (above === below || [above, below].some((key) => besides(keys, key) >= count)) continue;
          expect(colors.get(above)).not.toBe(colors.get(below));
        }
      }),
    );
  });

  test('all differ where there are colours for all, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(models(12)), (keys) => {
        const colors = colorKeys(keys, 12);
        expect(new Set(colors.values()).size).toBe(keys.length);
        expect(new Map([...colors].sort())).toEqual(new Map([...colorKeys(keys.toReversed(), 12)].sort()));
      }),
    );
  });

  test('a model alone has the same colour in every file', () => {
    expect(colorKeys(['gpt-a'], 12).get('gpt-a')).toBe(colorKeys(['gpt-a', 'gpt-a'], 12).get('gpt-a'));
  });

  test.each([1, 2, 3] as const)(
    'level %i: more models than colours still look different, side by side',
    async (level) => {
      const names = Array.from({ length: 12 }, (_, n) => `gpt-${n}`);
      const paint = (await styleOf(level)).palette(names);
      expect(new Set(names.map((name) => paint(name, 'x'))).size).toBe(12);
    },
  );
});

function besides(keys: readonly string[], key: string): number {
  return new Set(keys.flatMap((each, at) => (each === key ? [keys[at - 1], keys[at + 1]] : []))).size;
}

describe('ages', () => {
  test('go by rank, from the newest; equal times are of one age', () => {
    const old = '2020-01-01T00:00:00Z';
    const mid = '2026-03-01T00:00:00Z';
    const young = '2026-03-02T00:00:00Z';
    expect([...agesOf([mid, null, young, old, mid])]).toEqual([
      [young, 0],
      [mid, 0.5],
      [old, 1],
    ]);
  });

  test('one time alone has none', () => {
    expect(agesOf(['2026-03-01T00:00:00Z', null, '2026-03-01T00:00:00Z']).size).toBe(0);
  });

  test('older steps back: a greyer grey on either ground, and on one that is not known; nothing where colours are few', async () => {
    const shown = async (...how: Parameters<typeof styleOf>) => {
      const { aged } = await styleOf(...how);
      return [0, 0.5, 1, null].map((age) => aged(age, 't').replaceAll('\u001b', '␛'));
    };
    const grey = (code: number): string => `␛[38;5;${code}mt␛[39m`;
    expect(await shown(2, 'dark')).toEqual([grey(253), grey(246), grey(243), '␛[2mt␛[22m']);
    expect(await shown(3, 'light')).toEqual([grey(235), grey(241), grey(243), '␛[2mt␛[22m']);
    expect(await shown(2)).toEqual(['t', grey(244), grey(244), '␛[2mt␛[22m']);
    expect(new Set(await shown(1))).toEqual(new Set(['␛[2mt␛[22m']));
  });
});

test('the oldest are still read: 4 to 1 on their ground, and nearly that on either where it is not known', async () => {
  const contrast = async (age: number, ground: 'dark' | 'light' | null): Promise<number[]> => {
    const { aged } = await styleOf(2, ground);
    const code = Number(/38;5;(\d+)m/.exec(aged(age, 't'))?.[1]);
    // The greys of xterm's palette begin at 232 with 8 of 255, each 10 brighter; WCAG 2.2 tells what contrast is.
    const part = (8 + (code - 232) * 10) / 255;
    const luminance = ((part + 0.055) / 1.055) ** 2.4;
    return [(luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)];
  };
  expect((await contrast(1, 'dark'))[0]).toBeGreaterThan(4);
  expect((await contrast(1, 'light'))[1]).toBeGreaterThan(4);
  expect(Math.min(...(await contrast(1, null)))).toBeGreaterThan(3.9);
});

test.each([
  ['15;0', 'dark'],
  ['0;15', 'light'],
  ['0;7', 'light'],
  ['12;8', 'dark'],
  ['0;default;15', 'light'],
  ['15;default', null],
  ['15', null],
  ['0;231', null],
  [undefined, null],
])('COLORFGBG=%s: %s', (COLORFGBG, ground) => {
  expect(groundOf({ COLORFGBG })).toBe(ground);
});
