import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claudeCodeAdapter } from '../../../src/agents/claude-code/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import {
  bodies,
  changesOf,
  clock,
  counts,
  FILE,
  historyOf,
  inTurn,
  read,
  SESSION,
  sec,
  sourceOf,
  told,
} from './reading.js';
import type { Transcript } from './transcript.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const CHANGE = { path: FILE, before: 'x = 1\n', after: 'x = 2\n', at: sec(1) };
const NAME = `projects/-w-demo/${SESSION}.jsonl`;

describe('claude-code reader 1: what cannot be read is counted; the rest of the file counts', () => {
  test.each<[string, string, [string, number][]]>([
    ['no JSON', 'oops', [['record_unparsable', 1]]],
    ['NUL bytes', '\0\0\0', [['record_unparsable', 1]]],
    ['a number', '7', [['record_unparsable', 1]]],
    ['an array', '[]', [['record_unparsable', 1]]],
    ['no kind', '{"uuid":"x"}', [['record_unparsable', 1]]],
    ['an unknown kind', `{"type":"novelty","timestamp":"${clock(9)}"}`, [['record_unknown_type', 1]]],
    ['a name that every object has', '{"type":"constructor"}', [['record_unknown_type', 1]]],
    ['a message that is none', `{"type":"user","message":7,"sessionId":"${SESSION}","timestamp":"${clock(9)}"}`, []],
    ['no time', `{"type":"assistant","message":{"content":[]},"sessionId":"${SESSION}"}`, [['time_invalid', 1]]],
    ['kinds that tell nothing of edits', '{"type":"queue-operation"}\n{"type":"last-prompt"}\n{"type":"mode"}', []],
    ['a blank line', '', []],
  ])('%s', (_name, line, warnings) => {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    const text = `\ufeff${transcript.text()}${line}\n`.replace(/\n/g, '\r\n');
    const trace = claudeCodeAdapter().read(sourceOf(dir, text, NAME));
    expect(told(trace)).toEqual([`1 modify ${FILE} applied claude-demo`]);
    expect(bodies(trace)[0]?.before).toBe('x = 1\n');
    expect(counts(trace)).toEqual(warnings);
  });

  test('a torn last line waits, without a warning', () => {
    const transcript = inTurn();
    transcript.changes(CHANGE);
    transcript.changes(CHANGE);
    transcript.torn();
    const trace = read(dir, transcript);
    expect(changesOf(trace).map(({ outcome }) => outcome)).toEqual(['applied', 'unknown']);
    expect(trace.warnings).toEqual([]);
  });

  test('an empty file, and one that is gone', () => {
    const empty = sourceOf(dir, '', NAME);
    expect(claudeCodeAdapter().read(empty)).toMatchObject({ turns: [], events: [], warnings: [] });
    const gone = { ...empty, path: 'projects/-w-demo/gone.jsonl' };
    expect(counts(claudeCodeAdapter().read(gone))).toEqual([['source_unreadable', 1]]);
    const transcript = inTurn();
    transcript.changes(CHANGE);
    const [event] = changesOf(read(dir, transcript));
    const lost = { ...(event as NonNullable<typeof event>), body: { ...event?.body, source: gone } as never };
    expect(claudeCodeAdapter().loadChange(lost)).toEqual({ tellings: [] });
  });
});

/** A bit of everything. */
function rich(): Transcript {
  const transcript = inTurn();
  for (let n = 0; n < 3; n++) {
    const path = `/w/demo/f${n}.py`;
    transcript.changes({ path, before: null, after: `content ${n}\n`, at: sec(n * 10 + 1) });
    transcript.reads(path, `content ${n}\n`, sec(n * 10 + 2));
    transcript.changes({ path, before: `content ${n}\n`, after: `content ${n}\nmore\n`, at: sec(n * 10 + 3) });
    transcript.runs(`make ${n}`, n, sec(n * 10 + 4));
    transcript.put('progress', sec(n * 10 + 5), { data: { type: 'hook_progress' } });
    transcript.says(`next ${n}`, sec(n * 10 + 6));
  }
  transcript.rewinds(2, sec(50));
  transcript.says('otherwise', sec(51));
  return transcript;
}

describe('the bytes of a record can only save work', () => {
  const withoutPlace = (key: string, value: unknown) =>
    ['offset', 'length', 'size'].includes(key) ? undefined : value;
  const plain = (text: string) => {
    const { turns, events, warnings } = claudeCodeAdapter().read(sourceOf(dir, text, NAME));
    return JSON.stringify([turns, events, warnings], withoutPlace);
  };
  const turned = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, turned(inner)]),
        )
      : value;

  test('keys in another order, and blanks: the same turns and events, and their texts are found', () => {
    const expected = plain(rich().text());
    const spelled = (spell: (line: string) => string) => rich().text().replace(/.+/g, spell);
    expect(plain(spelled((line) => JSON.stringify(turned(JSON.parse(line)))))).toBe(expected);
    const spaced = spelled((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' '));
    expect(plain(spaced)).toBe(expected);
    const trace = claudeCodeAdapter().read(sourceOf(dir, spaced, NAME));
    expect(bodies(trace)[0]).toEqual({ tellings: [{ kind: 'content', text: 'content 0\n' }], before: null });
  });

  test('cut anywhere, nothing fails, and what is told was told by the whole file too', () => {
    const bytes = Buffer.from(rich().text());
    const events = (cut: number) => claudeCodeAdapter().read(sourceOf(dir, bytes.subarray(0, cut), NAME));
    const whole = events(bytes.length).events.map(({ kind, seq }) => `${kind} ${seq}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
        const trace = events(cut);
        for (const event of trace.events) {
          const isPending = 'outcome' in event && event.outcome === 'unknown';
          expect(isPending || whole.includes(`${event.kind} ${event.seq}`)).toBe(true);
        }
        expect(trace.warnings).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});

test('property: whatever happens to lines and bytes, nothing is thrown, and no content is told that no record holds', () => {
  const lines = rich().text().split('\n');
  const written = new Set([0, 1, 2].map((n) => `content ${n}\n`));
  const mutation = fc.record({
    order: fc.shuffledSubarray(
      lines.map((_, at) => at),
      { minLength: 1 },
    ),
    cuts: fc.array(fc.tuple(fc.nat(40_000), fc.nat(200)), { maxLength: 3 }),
    flips: fc.array(fc.tuple(fc.nat(40_000), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(mutation, ({ order, cuts, flips }) => {
      let bytes = Buffer.from(order.map((at) => lines[at]).join('\n'));
      for (const [at, length] of cuts) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
      for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
      const adapter = claudeCodeAdapter();
      const source = sourceOf(dir, bytes, NAME);
      const trace = adapter.read(source);
      const seqs = trace.events.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      const probe = adapter.probe(source);
      expect(probe.session).toEqual(trace.session.id === '' ? null : trace.session);
      if (flips.length + cuts.length === 0) expect(probe).toEqual(adapter.scan(source, null).probe);
      historyOf(source);
      for (const event of trace.events) {
        if (event.kind === 'read') adapter.loadRead(event);
        if (event.kind === 'command') adapter.loadCommandText(event);
      }
      const contents = bodies(trace).flatMap(({ tellings }) =>
        tellings.flatMap((one) => (one.kind === 'content' ? [one.text] : [])),
      );
      if (flips.length + cuts.length === 0) expect(contents.filter((text) => !written.has(text))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
