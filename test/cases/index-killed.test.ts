import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { IndexResult } from '../../src/model/index-result.js';
import { type Ended, runIn, type Started, startIn } from '../support/cli.js';
import { driver, IndexLab } from '../support/index-lab.js';

/** Runs of the program that are killed, in all. */
const KILLS = Number(process.env.AI_BLAME_KILLS ?? 50);
/** So many of them in a row before a run is let finish. */
const IN_A_ROW = 5;
/** Two batches and a part of one. */
const SOURCES = 450;

let lab: IndexLab;
let file: string;
beforeEach(() => {
  lab = new IndexLab();
  file = join(lab.world.base, 'ai-blame', 'index_1.sqlite');
});
afterEach(() => lab.remove());

/** The same numbers every time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const written = (): number => sizeOf(file) + sizeOf(`${file}-wal`);

/** Kills a run as soon as `isTime` says so; one that was quicker ends by itself. */
async function killed({ child, ended }: Started, isTime: () => boolean): Promise<Ended> {
  let isOver = false;
  const end = ended.finally(() => {
    isOver = true;
  });
  while (!isOver && !isTime()) await new Promise(setImmediate);
  child.kill('SIGKILL');
  return end;
}

function finished(): IndexResult {
  const { code, stdout, stderr } = runIn(lab.world, ['index', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as IndexResult;
}

/** How many sources have a row, and whether the database is whole. */
function present(): number {
  if (!existsSync(file)) return 0;
  const database = driver.open(file, 5000);
  try {
    expect(database.prepare('PRAGMA integrity_check').all([])).toEqual([['ok']]);
    const isMade = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sources'").get([]) !== null;
    return isMade ? Number(database.prepare('SELECT count(*) FROM sources').get([])?.[0]) : 0;
  } finally {
    database.close();
  }
}

function storeIds(): unknown[] {
  const database = driver.open(file, 5000);
  try {
    return database.prepare("SELECT length(value) FROM meta WHERE key = 'store_id'").all([]);
  } finally {
    database.close();
  }
}

describe('runs that are killed', () => {
  test(
    `state-index 4 and 9, run-history 8 and 10: of ${KILLS} that are killed none blocks the next one, which goes on with the batch that was not written; in the end all is as if none had been killed`,
    async () => {
      lab.sessions(SOURCES);
      const begun = performance.now();
      expect(finished()).toMatchObject({ read: SOURCES });
      const duration = performance.now() - begun;
      const whole = lab.dump(file);
      const bytes = written();
      const random = randomFrom(9);
      for (let kill = 0; kill < KILLS; kill += IN_A_ROW) {
        rmSync(dirname(file), { recursive: true, force: true });
        let before = 0;
        for (let n = 0; n < IN_A_ROW; n++) {
          const share = random();
          const started = startIn(lab.world, ['index', '--json']);
          const at = performance.now() + share * duration;
          // Every other one by the bytes that were written, which does not depend on how fast this machine is.
          const ended = await killed(
            started,
            n % 2 === 0 ? () => written() >= share * bytes : () => performance.now() >= at,
          );
          expect([null, 0]).toContain(ended.code);
          const now = present();
          // What was written stays; and it was written in whole batches.
          expect(now).toBeGreaterThanOrEqual(before);
          expect([0, 200, 400, SOURCES]).toContain(now);
          before = now;
        }
        expect(finished()).toMatchObject({ read: SOURCES - before, totals: { ok: SOURCES, partial: 0, failed: 0 } });
        expect(lab.dump(file)).toEqual(whole);
        expect(storeIds()).toEqual([[16]]);
      }
    },
    KILLS * 10_000,
  );

  test('K8: of two runs at once one is killed: the other is right, and nothing is lost', async () => {
    lab.sessions(SOURCES);
    const right = runIn(lab.world, ['f1', '--json', '--no-index']);
    expect(right).toMatchObject({ code: 0, stderr: '' });
    finished();
    const whole = lab.dump(file);
    const bytes = written();
    const random = randomFrom(8);
    for (let n = 0; n < 4; n++) {
      rmSync(dirname(file), { recursive: true, force: true });
      const share = random();
      const victim = startIn(lab.world, ['index']);
      const other = startIn(lab.world, ['f1', '--json']);
      const [, answer] = await Promise.all([killed(victim, () => written() >= share * bytes), other.ended]);
      expect({ ...answer, stderr: withoutNotes(answer.stderr) }).toEqual(right);
      finished();
      expect(lab.dump(file)).toEqual(whole);
    }
  }, 240_000);

  test('state-index 13: four at once: each is right, there are no duplicates, and the database is whole', async () => {
    lab.sessions(SOURCES);
    const right = ['f1', 'f2', 'f3', 'f4'].map((name) => runIn(lab.world, [name, '--json', '--no-index']));
    finished();
    const whole = lab.dump(file);
    for (let round = 0; round < 2; round++) {
      rmSync(dirname(file), { recursive: true, force: true });
      const all = ['f1', 'f2', 'f3', 'f4'].map((name) => startIn(lab.world, [name, '--json']).ended);
      const answers = await Promise.all(all);
      expect(answers.map((answer) => ({ ...answer, stderr: withoutNotes(answer.stderr) }))).toEqual(right);
      expect(present()).toBe(SOURCES);
      const runs = await Promise.all([1, 2, 3, 4].map(() => startIn(lab.world, ['index']).ended));
      // One that finds another at it says so.
      for (const { code, stderr } of runs) {
        expect([code, /^ai-blame: The index .* is busy: process \d+ is indexing\n/.test(stderr)]).toEqual([
          code === 0 ? 0 : 4,
          code !== 0,
        ]);
      }
      finished();
      expect(lab.dump(file)).toEqual(whole);
    }
  }, 240_000);
});

/** Beside the answer a run says where it comes from: that another one is at it. */
function withoutNotes(stderr: string): string {
  const isNote =
    /^note: .* (is indexing: what it has not come to yet is read from the traces|the traces themselves are read)$/;
  return stderr
    .split('\n')
    .filter((line) => !isNote.test(line))
    .join('\n');
}
