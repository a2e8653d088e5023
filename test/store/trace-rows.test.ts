import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SourceScan } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { TraceSource } from '../../src/model/session.js';
import type { IndexDatabase } from '../../src/store/open-index.js';
import type { SourceFacts } from '../../src/store/source-row.js';
import { SourceTable } from '../../src/store/source-table.js';
import { encodeScan, TraceRows } from '../../src/store/trace-rows.js';
import { corpusSource } from '../support/corpus.js';
import { corpusTest } from '../support/corpus-test.js';
import { randomScan } from './random-scan.js';
import { StoreLab } from './store-lab.js';

const SOURCE: TraceSource = {
  agent: 'codex',
  home: '/home/ada/.codex',
  path: 'sessions/a.jsonl',
  kind: 'jsonl',
  size: 1,
};
const STAMP = { size: 1, mtimeMs: 2.5, ctimeMs: 3.25, inode: 4 };

describe('rows of a source', () => {
  const lab = new StoreLab();
  let index: IndexDatabase;
  let table: SourceTable;
  let rows: TraceRows;
  beforeAll(() => {
    index = lab.open();
    table = new SourceTable(index.database);
    rows = new TraceRows(index.database);
  });
  afterAll(() => {
    index.close();
    lab.remove();
  });

  function factsOf({ probe, session, summary, warnings }: SourceScan): SourceFacts {
    return {
      source: probe.source,
      stamp: STAMP,
      state: 'ok',
      error: null,
      attempts: 1,
      indexedAt: 5,
      begunAt: 5,
      byteOffset: 1,
      ordinal: 0,
      head: null,
      tail: null,
      hasTrace: true,
      told: { session, summary, probe, warnings },
      resume: null,
    };
  }

  /** Writes a reading in the place of what was there. @returns the revision. */
  function write(scan: SourceScan, isContinued = false): string {
    const { agent, home, path } = scan.probe.source;
    const known = table.rows(agent, home).find((row) => row.path === path);
    return index.database.transaction(() => {
      const row = table.write(known?.id ?? null, factsOf(scan), isContinued);
      const trace = rows.write(row.id, encodeScan(scan), isContinued);
      table.seal(row, trace, 1);
      return trace.revision.toString('hex');
    });
  }

  function stored({ agent, home, path }: TraceSource, source: TraceSource) {
    const entry = table.entries(agent, home).find((row) => row.path === path);
    if (entry === undefined) throw new Error('no row');
    const trace = new TraceRows(index.database).read(entry.id, source, entry.warnings() ?? []);
    return { trace, probe: entry.probe(source), session: entry.session(), summary: entry.summary() };
  }

  function expectWhole(scan: SourceScan): void {
    const { probe, summary, session, turns, events, warnings } = scan;
    const { source } = probe;
    expect(stored(source, source)).toEqual({
      trace: { source, session, turns, events, warnings },
      probe,
      summary,
      session,
    });
  }

  test('any reading comes out of its rows as it went in', () => {
    fc.assert(
      fc.property(randomScan(SOURCE), (scan) => {
        write(scan);
        expectWhole(scan);
      }),
      { numRuns: 300 },
    );
  });

  test('the revision is the same if and only if what is told is the same', () => {
    fc.assert(
      fc.property(randomScan(SOURCE), randomScan(SOURCE), (a, b) => {
        const told = ({ probe, sessions, turns, events, warnings }: SourceScan): string =>
          JSON.stringify([{ ...probe, lastTime: null }, sessions, turns, events, warnings]);
        const first = write(a);
        expect(write(b) === first).toBe(told(a) === told(b));
        expect(write(a)).toBe(first);
      }),
      { numRuns: 100 },
    );
  });

  test('events that are added, told anew or told no more give the rows and the revision of a reading from the beginning', () => {
    fc.assert(
      fc.property(
        randomScan(SOURCE).chain((scan) =>
          fc.record({
            whole: fc.constant(scan),
            // What each event was in the earlier reading: there, there in another form, or not there.
            before: fc.array(fc.constantFrom('same', 'other', 'absent'), {
              minLength: scan.events.length,
              maxLength: scan.events.length,
            }),
            extra: fc.uniqueArray(fc.nat(1000), { maxLength: 3 }),
          }),
        ),
        ({ whole, before, extra }) => {
          const taken = new Set(whole.events.map(({ seq }) => seq));
          const gone = whole.events
            .slice(0, 1)
            .flatMap((event) => extra.filter((seq) => !taken.has(seq)).map((seq) => ({ ...event, seq })));
          const earlier = whole.events.flatMap((event, n) =>
            before[n] === 'absent' ? [] : [before[n] === 'other' ? { ...event, model: 'another' } : event],
          );
          const inOrder = [...earlier, ...gone].sort((a, b) => a.seq - b.seq);
          const revision = write(whole);
          write({ ...whole, events: inOrder });
          const later: SourceScan = {
            ...whole,
            events: whole.events.filter((_, n) => before[n] !== 'same'),
            replaced: [
              ...whole.events.filter((_, n) => before[n] === 'other').map(({ seq }) => seq),
              ...gone.map(({ seq }) => seq),
            ],
          };
          expect(write(later, true)).toBe(revision);
          expectWhole(whole);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a source that is gone leaves no row behind', () => {
    const [scan] = fc.sample(randomScan({ ...SOURCE, path: 'sessions/gone.jsonl' }), 1) as [SourceScan];
    write(scan);
    const row = table.rows('codex', SOURCE.home).find(({ path }) => path === 'sessions/gone.jsonl');
    index.database.transaction(() => table.remove(row?.id ?? -1));
    for (const name of ['trace_sessions', 'trace_turns', 'trace_events']) {
      const [count] =
        index.database.prepare(`SELECT count(*) FROM ${name} WHERE source_id = ?`).get([row?.id ?? -1]) ?? [];
      expect([name, count]).toEqual([name, 0]);
    }
  });

  function expectLossless(source: TraceSource): void {
    const adapter = codexAdapter();
    write(adapter.scan(source, null));
    const { trace, probe } = stored(source, source);
    expect(probe).toEqual(adapter.probe(source));
    expect(trace).toEqual(adapter.read(source));
  }

  corpusTest('every rollout of the corpus comes out of its rows as the trace itself tells it', (corpus) => {
    const found = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /rollout-[^/]*\.jsonl$/.test(path),
    );
    expect(found.length).toBeGreaterThan(5);
    for (const path of found) expectLossless(corpusSource(corpus, path));
  });

  const recordings = join(import.meta.dirname, '../../fixtures/recordings');
  test.each(readdirSync(recordings).filter((name) => /^\d/.test(name)))('the recordings of %s as well', (version) => {
    const home = join(recordings, version, 'home');
    const { sources } = codexAdapter().discover([home]);
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expectLossless(source);
  });
});
