import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RandomTravels, STEPS } from '../support/random-travels.js';
import { roundTrip } from '../support/round-trip.js';
import { TravelLab } from '../support/travel-lab.js';

/** More of them for a longer search, and others: `AI_BLAME_TRAVELS=200`, `AI_BLAME_TRAVELS_SEED=2`. */
const { AI_BLAME_TRAVELS, AI_BLAME_TRAVELS_SEED } = process.env;
const WORLDS = Number(AI_BLAME_TRAVELS ?? 6);
const SEED = Number(AI_BLAME_TRAVELS_SEED ?? 20_260_301);

const step = fc.record({ what: fc.constantFrom(...STEPS), file: fc.nat(2), seed: fc.nat(1_000_000) });

describe('time-travel 4: round trip: `diff n-1..n` applied to `show n-1` is `show n`', () => {
  test(
    'in random worlds; what is shown for certain is what the file held, and the last state is the work tree',
    async () => {
      let compared = 0;
      let shown = 0;
      const property = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16, size: 'max' }), async (steps) => {
        const travels = new RandomTravels();
        try {
          for (const one of steps) travels.take(one);
          const lab = new TravelLab({ repository: travels.world.repo.dir, home: travels.world.home });
          for (const file of travels.files()) {
            const trip = await roundTrip(lab, file);
            compared += trip.compared;
            for (const state of await lab.states(file)) {
              if (state.presence !== 'present') continue;
              const held = await lab.bytes(`${file}@${state.state}`, '--force');
              const isTrue = travels.wasHeld(held);
              shown++;
              if (state.confidence !== 'best_effort')
                expect({ file, state, isTrue }).toEqual({ file, state, isTrue: true });
            }
            const now = travels.now(file);
            if (now !== null) expect((await lab.bytes(`${file}@-1`, '--force')).toString()).toBe(now.toString());
          }
        } finally {
          travels.world.remove();
        }
      });
      await fc.assert(property, { numRuns: WORLDS, seed: SEED });
      if (AI_BLAME_TRAVELS !== undefined) {
        process.stdout.write(`${WORLDS} worlds: ${compared} differences applied, ${shown} states shown\n`);
      }
      expect(compared).toBeGreaterThan(WORLDS * 5);
    },
    60_000 + WORLDS * 15_000,
  );
});
