import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HAPPENINGS, RandomStore, type Step } from '../support/random-store.js';

/** More of them for a longer search: `AI_BLAME_HISTORIES=500`. */
const HISTORIES = Number(process.env.AI_BLAME_HISTORIES ?? 5);

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...HAPPENINGS),
  which: fc.nat(7),
  much: fc.nat(20_000),
  settled: fc.boolean(),
});

/** What the contract lets differ: where an answer comes from, numbers of events, and cursors. */
function comparable(text: string): string {
  return text
    .replace(/"origin": ?"(index|traces)"/g, '"origin"')
    .replace(/"seq": ?\d+/g, '"seq"')
    .replace(/"nextCursor": ?"[^"]*"/g, '"nextCursor"');
}

/** Says the same of every question with the index and without it. */
async function check(store: RandomStore): Promise<void> {
  const { lab, sessions, isBusy } = store;
  const run = sessions.at(-1)?.id ?? '';
  const questions = [
    ['blame', 'a.txt'],
    ['blame', 'a.txt', '--json'],
    ['blame', 'b.txt', '--json'],
    ['edits', '--json'],
    ['why', 'a.txt:1', '--json'],
    ['sessions', 'list', '--all', '--include-empty', '--json'],
    ['runs', 'list', '--all', '--json'],
    ['runs', 'events', run, '--json'],
  ];
  for (const question of questions) {
    const index = await lab.ask(question);
    const traces = await lab.ask([...question, '--no-index']);
    expect(comparable(index.stdout)).toBe(comparable(traces.stdout));
    expect(index.exitCode).toBe(traces.exitCode);
    const heard = index.stderr.split('\n').filter((line) => !(isBusy && / is indexing: /.test(line)));
    expect(heard.join('\n').replace(/--cursor \S+/, '')).toBe(traces.stderr.replace(/--cursor \S+/, ''));
  }
}

test(
  'whatever happens to traces, repository and index, every answer is the same with the index and without it',
  async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24, size: 'max' }), async (steps) => {
      const store = new RandomStore();
      try {
        await check(store);
        for (const each of steps) {
          store.take(each);
          await store.after(each);
          await check(store);
          store.end();
        }
        // In the end the index tells what the traces tell.
        store.lab.aheadMs = 10_000;
        await store.lab.ask(['index', '--retry-failed']);
        const { stdout } = await store.lab.ask(['index', 'verify', '--full', '--json']);
        const kinds = JSON.parse(stdout).differences.map(({ kind }: { kind: string }) => kind);
        expect(kinds.filter((kind: string) => !['duplicate_thread', 'malformed_name'].includes(kind))).toEqual([]);
      } finally {
        store.remove();
      }
    });
    const seed = process.env.AI_BLAME_HISTORIES === undefined ? { seed: 20_261_121 } : {};
    await fc.assert(property, { numRuns: HISTORIES, endOnFailure: true, ...seed });
  },
  HISTORIES * 60_000,
);
