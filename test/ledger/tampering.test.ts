import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layOut } from '../../fixtures/lay-out.mjs';
import { corpusFolder } from '../support/corpus.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

interface Problem {
  readonly code: string;
  readonly sequence: number | null;
  readonly field: string | null;
}

/** The home of a person, with those of all agents. */
const seed = corpusFolder() === null ? null : join(corpusFolder() ?? '', 'seed-example', 'home');

function recordedHome(dir: string): string {
  cpSync(layOut('0.77.0-cases', dir).codexHome, join(dir, 'home', '.codex'), { recursive: true });
  return join(dir, 'home');
}

describe.each([['a recording', recordedHome], ...(seed === null ? [] : [['the seed’s example', () => seed] as const])])(
  'ledgers of %s',
  (_name, homeIn) => {
    let dir: TempDir;
    let home: string;
    let folder: string;
    let ledgers: { file: string; marker: string; bytes: Buffer; noted: Buffer }[];

    beforeAll(async () => {
      dir = new TempDir();
      home = homeIn(join(dir.path, 'laid-out'));
      folder = join(dir.path, 'ledgers');
      mkdirSync(folder);
      const told = await ask('ledger', 'backfill', '--all', '--output-dir', folder);
      expect([told.exitCode, told.stderr]).toEqual([0, '']);
      ledgers = readdirSync(folder)
        .filter((name) => name.endsWith('.ledger.json'))
        .map((name) => {
          const file = join(folder, name);
          const marker = join(folder, '.ledger-backfill', name.replace('.ledger', ''));
          return { file, marker, bytes: readFileSync(file), noted: readFileSync(marker) };
        });
    });

    afterAll(() => dir.remove());

    function ask(...argv: string[]) {
      return answerTo([...argv, '--no-car', '--no-index'], { cwd: dir.path, home });
    }

    async function verified(file: string, ...options: string[]): Promise<{ exitCode: number; problems: Problem[] }> {
      const { exitCode, stdout } = await ask('ledger', 'verify', file, '--json', ...options);
      const { ledgers: told } = JSON.parse(stdout);
      expect(told.map(({ path }: { path: string }) => path)).toEqual([file]);
      return { exitCode, problems: told[0].problems };
    }

    const place = fc.tuple(fc.nat(1_000_000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }));
    const change = fc.integer({ min: 1, max: 255 });

    function changed(bytes: Buffer, share: number, by: number): Buffer {
      const other = Buffer.from(bytes);
      const at = Math.floor(share * bytes.length);
      other[at] = (other[at] ?? 0) ^ by;
      return other;
    }

    test('are as they were written', async () => {
      expect(ledgers.length).toBeGreaterThan(1);
      for (const { file } of ledgers) expect(await verified(file, '--source')).toEqual({ exitCode: 0, problems: [] });
    });

    test('ledger 15: any one byte that is changed is found, wherever it stands, and the entry that holds it is named', async () => {
      await fc.assert(
        fc.asyncProperty(place, change, fc.nat(4), async ([n, share], by, one) => {
          const { file, bytes } = ledgers[n % ledgers.length] as (typeof ledgers)[number];
          const other = changed(bytes, share, by);
          writeFileSync(file, other);
          try {
            const isCompared = one === 0;
            const { exitCode, problems } = await verified(file, ...(isCompared ? ['--source'] : []));
            expect(exitCode).toBe(1);
            expect(problems.map(({ code }) => code)).toContainEqual(expect.stringMatching(/^(digest|envelope)$/));
            const entry = isCompared ? differingEntry(bytes, other) : null;
            if (entry !== null) expect(problems.map(({ sequence }) => sequence)).toContain(entry);
          } finally {
            writeFileSync(file, bytes);
          }
        }),
        { numRuns: 80 },
      );
    }, 240_000);

    test('ledger 15: so is one of a marker, but for what it notes of the source and of how it was asked', async () => {
      await fc.assert(
        fc.asyncProperty(place, change, async ([n, share], by) => {
          const { file, marker, noted } = ledgers[n % ledgers.length] as (typeof ledgers)[number];
          const other = changed(noted, share, by);
          writeFileSync(marker, other);
          try {
            const { exitCode } = await verified(file);
            if (!isAside(noted, other)) expect([other.toString(), exitCode]).toEqual([other.toString(), 1]);
          } finally {
            writeFileSync(marker, noted);
          }
        }),
        { numRuns: 80 },
      );
    }, 240_000);

    test('ledger 1: homes and ledgers that lie elsewhere hold the same bytes', async () => {
      const moved = join(dir.path, 'moved', 'home of another');
      cpSync(home, moved, { recursive: true });
      const there = join(dir.path, 'moved', 'ledgers');
      mkdirSync(there);
      const line = ['ledger', 'backfill', '--all', '--output-dir', there, '--no-car', '--no-index'];
      const now = () => Date.UTC(2041, 2, 3);
      expect((await answerTo(line, { cwd: '/', home: moved, now })).exitCode).toBe(0);
      for (const { file, marker, bytes, noted } of ledgers) {
        expect(readFileSync(file.replace(folder, there))).toEqual(bytes);
        expect(readFileSync(marker.replace(folder, there))).toEqual(noted);
      }
    });
  },
);

/** The first entry (from 1) in which two ledgers differ; null: none does, or one of them is no JSON. */
function differingEntry(a: Buffer, b: Buffer): number | null {
  const [old, young] = [a, b].map((bytes) => {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)).entries as unknown[];
    } catch {
      return null;
    }
  });
  if (!Array.isArray(old) || !Array.isArray(young) || old.length !== young.length) return null;
  const at = old.findIndex((entry, n) => JSON.stringify(entry) !== JSON.stringify(young[n]));
  return at === -1 ? null : at + 1;
}

const ASIDE = ['source', 'ledgerPath', 'turnLimit', 'redacted', 'text'];

/** Whether two markers differ only in what no ledger can be held against. */
function isAside(a: Buffer, b: Buffer): boolean {
  const own = (bytes: Buffer): string | null => {
    try {
      const value = JSON.parse(bytes.toString('utf8'));
      return JSON.stringify(Object.entries(value).filter(([name]) => !ASIDE.includes(name)));
    } catch {
      return null;
    }
  };
  return (
    own(b) !== null &&
    own(a) === own(b) &&
    a.toString('utf8').replace(/\S/g, '') === b.toString('utf8').replace(/\S/g, '')
  );
}
