import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ownWork } from '../../src/time-travel/own-work.js';

/** A line that nobody else ever writes, so that its way through all changes is beyond doubt. */
interface Line {
  readonly text: string;
  readonly by: 'base' | 'own' | 'other';
  takenBy: 'own' | 'other' | null;
}

const step = fc.record({
  isOwn: fc.boolean(),
  /** Where, as a share of what is there. */
  at: fc.nat(99),
  taken: fc.nat(3),
  brought: fc.nat(3),
});

test('own work is what it brought, and what it did not take of what was there; nothing that others did', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.array(step, { maxLength: 12 }), fc.boolean(), (count, steps, hasEnd) => {
      let made = 0;
      const line = (by: Line['by']): Line => ({ text: `${by} ${++made}`, by, takenBy: null });
      const all = Array.from({ length: count }, () => line('base'));
      const there = (): Line[] => all.filter(({ takenBy }) => takenBy === null);
      const text = (lines: readonly Line[]): Buffer => {
        const whole = lines.map((one) => `${one.text}\n`).join('');
        return Buffer.from(hasEnd ? whole : whole.slice(0, -1));
      };
      const before = text(all);
      const changes = steps.map(({ isOwn, at, taken, brought }) => {
        const by = isOwn ? 'own' : 'other';
        const now = there();
        const start = Math.floor((at * (now.length + 1)) / 100);
        for (const one of now.slice(start, start + taken)) one.takenBy = by;
        const next = now[start];
        all.splice(
          next === undefined ? all.length : all.indexOf(next),
          0,
          ...Array.from({ length: brought }, () => line(by)),
        );
        const lines = there();
        return {
          content: text(lines),
          own: isOwn ? 'edit' : null,
          editOf: (n: number) => (lines[n]?.by === 'own' ? 'edit' : null),
        };
      });
      const { content, editOf, removedBy } = ownWork({ content: before, editOf: () => null }, changes);
      const wanted = all.filter(({ by, takenBy }) => by !== 'other' && takenBy !== 'own');
      const found =
        content
          ?.toString()
          .split('\n')
          .filter((one) => one !== '') ?? [];
      // Where own and others' lines meet at one place, their order is nobody's business.
      expect([...found].sort()).toEqual(wanted.map((one) => one.text).sort());
      const kept = (lines: readonly string[], by: string) => lines.filter((one) => one.startsWith(by));
      expect(kept(found, 'base')).toEqual(
        kept(
          wanted.map((one) => one.text),
          'base',
        ),
      );
      for (const [n, one] of found.entries()) expect(editOf(n)).toBe(one.startsWith('own') ? 'edit' : null);
      const base = all.filter(({ by }) => by === 'base');
      for (const [n, { takenBy }] of base.entries()) {
        if (takenBy === 'own') expect(removedBy(n)).toBe('edit');
        // Whatever stands last has no end then: that is a change of it, too.
        else if (hasEnd) expect(removedBy(n)).toBeNull();
      }
    }),
    { numRuns: 2_000 },
  );
});

test('without others it is what there is at the end, to the byte', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', '', '}', 'x\r'), { maxLength: 8 });
  const content = fc
    .tuple(lines, fc.boolean())
    .map(([all, hasEnd]) => Buffer.from(all.join('\n') + (hasEnd ? '\n' : '')));
  fc.assert(
    fc.property(content, fc.array(fc.option(content), { minLength: 1, maxLength: 5 }), (before, contents) => {
      const changes = contents.map((one) => ({ content: one, own: 'edit', editOf: () => 'edit' }));
      const { content: found } = ownWork({ content: before, editOf: () => null }, changes);
      expect(found?.toString()).toBe(contents.at(-1)?.toString());
    }),
    { numRuns: 2_000 },
  );
});
