import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import { AT, bodies, changesOf, historyOf, logInTurn, read, sourceOf, told } from './log-reading.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const CHANGE = { path: '/w/demo/a.py', before: 'x = 1\n', after: 'x = 2\n', at: AT + 2000 };

describe('what cannot be read is counted; the rest of the log counts', () => {
  test.each<[string, string, [string, number][]]>([
    ['no JSON', 'oops', [['record_unparsable', 1]]],
    ['NUL bytes', '\0\0\0', [['record_unparsable', 1]]],
    ['an array', '[]', [['record_unparsable', 1]]],
    [
      'data that is none',
      '{"type":"user.message","data":7,"timestamp":"2026-05-12T08:00:00.000Z"}',
      [['record_unparsable', 1]],
    ],
    [
      'an unknown kind',
      '{"type":"novelty.x","data":{},"timestamp":"2026-05-12T08:00:00.000Z"}',
      [['record_unknown_type', 1]],
    ],
    ['a new kind of a known family', '{"type":"session.new","data":{},"timestamp":"2026-05-12T08:00:00.000Z"}', []],
    ['no time', '{"type":"session.info","data":{}}', [['time_invalid', 1]]],
    ['a blank line', '', []],
    ['CRLF', '\r', []],
  ])('%s', (_name, line, warnings) => {
    const log = logInTurn();
    log.changes(CHANGE);
    const text = `\ufeff${log.text().replace(/\n/g, '\r\n')}${line}\n`;
    const trace = copilotCliAdapter().read(sourceOf(dir, text));
    expect(told(trace)).toEqual(['1 modify /w/demo/a.py applied gpt-demo']);
    expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual(warnings);
  });

  test('a torn last line waits, without a warning', () => {
    const log = logInTurn();
    log.changes(CHANGE);
    log.changes(CHANGE);
    log.torn();
    expect(read(dir, log)).toMatchObject({ warnings: [] });
    expect(told(read(dir, log))).toHaveLength(2);
  });

  test('an empty log, and one that is gone', () => {
    const empty = sourceOf(dir, '');
    expect(copilotCliAdapter().read(empty)).toMatchObject({ turns: [], events: [], warnings: [] });
    expect(copilotCliAdapter().probe(empty).session).toBeNull();
    const gone = { ...empty, path: 'session-state/gone/events.jsonl' };
    expect(
      copilotCliAdapter()
        .read(gone)
        .warnings.map(({ code }) => code),
    ).toEqual(['source_unreadable']);
    const scribed = logInTurn();
    scribed.changes(CHANGE);
    const [event] = changesOf(read(dir, scribed));
    const lost = { ...(event as NonNullable<typeof event>), body: { ...event?.body, source: gone } as never };
    expect(copilotCliAdapter().loadChange(lost)).toEqual({ tellings: [] });
  });

  test('without its first record the session is known by its folder, where that is its id', () => {
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    const log = logInTurn();
    log.records.splice(0, 2);
    const probe = (path: string) => copilotCliAdapter().probe(sourceOf(dir, log.text(), path)).session?.id;
    expect(probe(`session-state/${id}/events.jsonl`)).toBe(id);
    expect(probe('session-state/x/events.jsonl')).toBeUndefined();
  });
});

test('property: whatever happens to the lines and bytes of a log, nothing is thrown, and no change is told that is not in it', () => {
  const log = logInTurn();
  for (let n = 0; n < 4; n++) {
    log.changes({ path: `/w/demo/f${n}.py`, before: null, after: `content ${n}\n`, at: AT + n * 1000 });
    log.reads(`/w/demo/f${n}.py`, `content ${n}\n`, AT + n * 1000);
    log.runs(`make ${n}`, n, AT + n * 1000);
    log.says(`next ${n}`, AT + n * 1000);
  }
  const lines = log.text().split('\n');
  const texts = new Set([0, 1, 2, 3].map((n) => `content ${n}\n`));
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
      const cutOnly = flips.length === 0;
      for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
      const source = sourceOf(dir, bytes);
      const adapter = copilotCliAdapter();
      const trace = adapter.read(source);
      const seqs = trace.events.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      const probe = adapter.probe(source);
      expect(probe.session).toEqual(trace.session.id === '' ? null : trace.session);
      if (cutOnly && cuts.length === 0) expect(probe).toEqual(adapter.scan(source, null).probe);
      historyOf(source);
      for (const event of trace.events) {
        if (event.kind === 'read') adapter.loadRead(event);
        if (event.kind === 'command') adapter.loadCommandText(event);
      }
      const contents = bodies(trace).flatMap(({ tellings }) =>
        tellings.flatMap((one) => (one.kind === 'content' ? [one.text] : [])),
      );
      // A cut within a text may shorten it: that is another record then, and it would have to parse.
      if (cutOnly && cuts.length === 0) expect(contents.filter((text) => !texts.has(text))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
