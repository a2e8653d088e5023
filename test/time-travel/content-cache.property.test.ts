import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ContentCache } from '../../src/time-travel/content-cache.js';

test('time-travel 19: whatever is asked, the bounds hold, the answer is right, and what was used last stays', () => {
  const asked = fc.array(fc.record({ key: fc.nat(12), size: fc.nat(60) }), { maxLength: 80 });
  fc.assert(
    fc.property(
      asked,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 6 }),
      (questions, bytes, entries) => {
        const cache = new ContentCache(bytes, entries);
        const sizes = new Map<number, number>();
        for (const { key, size } of questions) {
          if (!sizes.has(key)) sizes.set(key, size);
          const wanted = Buffer.alloc(sizes.get(key) ?? 0, key);
          expect(cache.get(String(key), () => wanted)).toEqual(wanted);
          const { entries: held, bytes: heldBytes } = cache.counters;
          expect(held).toBeLessThanOrEqual(entries);
          expect(heldBytes).toBeLessThanOrEqual(bytes);
          if (wanted.length <= bytes) {
            expect(
              cache.get(String(key), () => {
                throw new Error('it was used last, and is not kept');
              }),
            ).toEqual(wanted);
          }
        }
      },
    ),
  );
});
