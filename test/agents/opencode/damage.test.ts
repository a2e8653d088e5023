import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openCodeAdapter } from '../../../src/agents/opencode/adapter.js';
import type { FileChangeEvent } from '../../../src/model/agent-event.js';
import { type Json, OpenCodeScribe, type OpenCodeSession, type StoreKind } from './scribe.js';

const START = Date.UTC(2026, 5, 2, 9);
const adapter = openCodeAdapter();

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ai-blame-opencode-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A session with something of everything; what it did to files, as `path before after`. */
function lived(store: StoreKind): { scribe: OpenCodeScribe; session: OpenCodeSession; truth: Set<string> } {
  const scribe = new OpenCodeScribe(store);
  const session = scribe.session({ id: 'ses_a', cwd: '/w/demo', at: START, model: 'model-one' });
  const truth = new Set<string>();
  let before: string | null = null;
  for (let n = 0; n < 4; n++) {
    const at = START + 10_000 * (n + 1);
    session.says(`prompt ${n}`, at);
    const after: string = `${before ?? ''}line ${n}\n`;
    const change = { path: '/w/demo/a.txt', before, after, at: at + 2000, by: n % 2 ? 'edit' : 'content' } as const;
    session.changes(change);
    session.rejected({ ...change, after: 'declined\n', at: at + 3000 });
    session.runs('make', 0, at + 4000);
    session.reads('/w/demo/a.txt', after, at + 5000);
    truth.add(JSON.stringify(['/w/demo/a.txt', 'content', after]));
    before = after;
  }
  return { scribe, session, truth };
}

/** What changes that were carried out are told to have written whole. */
function told(): string[] {
  const found = adapter.discover([home]);
  const { sources } = adapter.sessionsIn?.(found) ?? found;
  return sources.flatMap((source) => {
    const scan = adapter.scan(source, null);
    expect(adapter.read(source).events).toEqual(scan.events);
    expect(adapter.probe(source)).toEqual(scan.probe);
    adapter.history(source, () => {});
    const seqs = scan.events.map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(seqs.length);
    const changes = scan.events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
    return changes
      .filter(({ outcome }) => outcome === 'applied')
      .flatMap((event) => {
        const [telling] = adapter.loadChange(event).tellings;
        return telling?.kind === 'content' ? JSON.stringify([event.path, telling.kind, telling.text]) : [];
      });
  });
}

/** Values of another kind in the place of some that are there. */
const broken = fc.record({
  at: fc.nat(400),
  by: fc.constantFrom<unknown>(null, 7, -1e300, [], {}, true, [[]], { type: 'tool' }),
});

function breakAt(value: unknown, at: number, by: unknown): unknown {
  let left = at;
  const walk = (part: unknown): unknown => {
    if (left-- === 0) return by;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part === 'object' && part !== null)
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
    return part;
  };
  return walk(value);
}

test.each(['database', 'files'] as const)(
  'values of other kinds, lost and doubled records (%s): nothing fails, nothing is told that was not',
  (store) => {
    const { scribe, session, truth } = lived(store);
    const whole = JSON.stringify(session.messages);
    fc.assert(
      fc.property(
        fc.array(fc.record({ message: fc.nat(20), part: fc.option(fc.nat(4)), broken }), { maxLength: 3 }),
        fc.option(fc.nat(20)),
        fc.option(fc.nat(20)),
        (breaks, lost, doubled) => {
          const messages = JSON.parse(whole) as { id: string; data: Json; parts: { id: string; data: Json }[] }[];
          for (const {
            message,
            part,
            broken: { at, by },
          } of breaks) {
            const one = messages[message % messages.length];
            const record = part === null ? one : one?.parts[part % Math.max(1, one.parts.length)];
            if (record !== undefined) record.data = breakAt(record.data, at % 30, by) as Json;
          }
          if (lost !== null) messages.splice(lost % messages.length, 1);
          const twice = doubled === null ? undefined : messages[doubled % messages.length];
          if (twice !== undefined) {
            const id = (old: string): string => `${old}y`;
            messages.push({
              ...twice,
              id: id(twice.id),
              parts: twice.parts.map((part) => ({ ...part, id: id(part.id) })),
            });
          }
          // A message without a time of its own cannot be put into the table.
          for (const message of messages) {
            const time = (message.data as Json | null)?.time as Json | undefined;
            if (typeof time?.created !== 'number') message.data = { ...message.data, time: { created: START } };
          }
          (session.messages as unknown[]).splice(0, session.messages.length, ...messages);
          scribe.write(home);
          for (const one of told()) expect(truth).toContain(one);
        },
      ),
      { numRuns: 40 },
    );
  },
);

test('a file of JSON that is cut anywhere loses itself alone', () => {
  const { scribe, session, truth } = lived('files');
  scribe.write(home);
  const before = told().length;
  expect(before).toBe(4);
  const part = session.messages[1]?.parts.find(({ data }) => data.type === 'tool');
  const file = join(home, `storage/part/${session.messages[1]?.id}/${part?.id}.json`);
  const bytes = readFileSync(file);
  fc.assert(
    fc.property(fc.nat(bytes.length - 2), (length) => {
      writeFileSync(file, bytes.subarray(0, length));
      const left = told();
      expect(left.length).toBe(before - 1);
      for (const one of left) expect(truth).toContain(one);
    }),
    { numRuns: 20 },
  );
});

test('a database that is cut anywhere, or overwritten in places, is told in warnings at worst', () => {
  const { scribe, truth } = lived('database');
  scribe.write(home);
  const file = join(home, 'opencode.db');
  const [main, log] = [readFileSync(file), readFileSync(`${file}-wal`)];
  fc.assert(
    fc.property(
      fc.nat(main.length),
      fc.nat(log.length),
      fc.nat(main.length - 1),
      fc.nat(255),
      (cut, logCut, at, byte) => {
        const bytes = Buffer.from(main);
        bytes[at] = byte;
        writeFileSync(file, bytes.subarray(0, cut));
        writeFileSync(`${file}-wal`, log.subarray(0, logCut));
        for (const one of told()) expect(truth).toContain(one);
      },
    ),
    { numRuns: 40 },
  );
});

test('rows of OpenCode 2 with values of other kinds, cut, lost: nothing fails, nothing is told that was not', () => {
  const { scribe, truth } = lived('newer');
  scribe.write(home);
  const rows = changeRows((database) => database.prepare('SELECT id, data FROM session_message').all([]));
  const damage = fc.record({
    row: fc.nat(40),
    how: fc.oneof(fc.record({ cut: fc.nat(2000) }), fc.record({ break: broken }), fc.constant({ lost: true } as const)),
  });
  fc.assert(
    fc.property(fc.array(damage, { maxLength: 4 }), (all) => {
      scribe.write(home);
      changeRows((database) => {
        for (const { row, how } of all) {
          const { id = '', data = '' } = rows[row % rows.length] ?? {};
          if ('lost' in how) database.prepare('DELETE FROM session_message WHERE id = ?').run([id]);
          else {
            const text =
              'cut' in how
                ? data.slice(0, how.cut)
                : JSON.stringify(breakAt(JSON.parse(data), how.break.at % 60, how.break.by));
            database.prepare('UPDATE session_message SET data = ? WHERE id = ?').run([text, id]);
          }
        }
      });
      for (const one of told()) expect(truth).toContain(one);
    }),
    { numRuns: 60 },
  );
});

interface Rows {
  prepare(sql: string): {
    all(values: readonly unknown[]): { readonly id: string; readonly data: string }[];
    run(values: readonly unknown[]): void;
  };
  close(): void;
}

function changeRows<T>(work: (database: Rows) => T): T {
  const Libsql = createRequire(import.meta.url)('libsql') as new (path: string) => Rows;
  const database = new Libsql(join(home, 'opencode.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}
