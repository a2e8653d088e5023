import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { readHeader } from '../../src/agents/codex/headers.js';
import { changeLines, changes, clock, patchOf, Rollout, snapshots, sourceOf } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const ADD = patchOf('*** Add File: a.md', '+one');
const NAME = 'sessions/2026/01/01/rollout-2026-01-01T12-00-00-session-1.jsonl';
const G1 = '1'.repeat(40);

function turn(): Rollout {
  return new Rollout().meta().says('go').context('m');
}

function counts({ warnings }: SessionTrace): [string, number][] {
  return warnings.map(({ code, count }) => [code, count]);
}

describe('codex reader 4: C37: what cannot be read is counted; the rest of the file counts', () => {
  test.each<[string, string, [string, number][]]>([
    ['no JSON', 'oops', [['record_unparsable', 1]]],
    ['NUL bytes', '\0\0\0\0', [['record_unparsable', 1]]],
    ['a number', '7', [['record_unparsable', 1]]],
    ['a null payload', `{"timestamp":"${clock(9)}","type":"event_msg","payload":null}`, [['record_unparsable', 1]]],
    ['an unknown kind', `{"timestamp":"${clock(9)}","type":"novelty","payload":{}}`, [['record_unknown_type', 1]]],
    [
      'an unknown event',
      `{"timestamp":"${clock(9)}","type":"event_msg","payload":{"type":"novelty"}}`,
      [['record_unknown_type', 1]],
    ],
    [
      'an unknown item',
      `{"timestamp":"${clock(9)}","type":"event_msg","payload":{"type":"item_completed","item":{"type":"Novelty"}}}`,
      [['record_unknown_type', 1]],
    ],
    [
      'a name that every object has',
      `{"timestamp":"${clock(9)}","type":"constructor","payload":{"type":"toString"}}`,
      [['record_unknown_type', 1]],
    ],
    [
      'an unknown key',
      `{"timestamp":"${clock(9)}","type":"event_msg","payload":{"type":"task_complete","novelty":1},"metadata":{}}`,
      [],
    ],
    ['a blank line', '', []],
  ])('%s', (_name, line, warnings) => {
    const trace = turn().raw(line).patched(ADD, 'c1').raw(line).read(dir);
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md applied']);
    expect(counts(trace)).toEqual(warnings.map(([code, count]) => [code, count * 2]));
  });

  test('invalid UTF-8 does not lose the record', () => {
    const text = turn().patched(ADD, 'c1').text();
    const at = Buffer.from(text).indexOf('go"');
    const bytes = Buffer.from(text);
    bytes[at] = 0xff;
    const trace = codexAdapter().read(sourceOf(dir, NAME, bytes));
    expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md applied']);
    expect(trace.warnings).toEqual([]);
  });

  test('an image of some megabytes is passed by, in whatever record', () => {
    const image = `data:image/png;base64,${'A'.repeat(3_000_000)}`;
    const trace = turn()
      .item({ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: image }] })
      .says('look', { images: [image] })
      .output('elsewhere', [{ type: 'input_image', image_url: image }])
      .patched(ADD, 'c1')
      .read(dir);
    expect(changeLines(trace)).toEqual(['2 create /w/demo/a.md applied']);
    expect(trace.warnings).toEqual([]);
  });
});

test('C18: a record without a valid time is ordered by its place, and no other time is used', () => {
  const lines = turn().patched(ADD, 'c1').patched(patchOf('*** Add File: b.md', '+x'), 'c2').lines;
  const broken = lines.map((line, index) =>
    index === 5 ? line.replace(/"timestamp":"[^"]+"/, '"timestamp":"soon"') : line,
  );
  const trace = codexAdapter().read(sourceOf(dir, NAME, `${broken.join('\n')}\n`));
  expect(changes(trace).map(({ time, path }) => [time, path])).toEqual([
    [null, '/w/demo/a.md'],
    [clock(7), '/w/demo/b.md'],
  ]);
  expect(counts(trace)).toEqual([['time_invalid', 1]]);
});

describe('C36: dying on the torn last line of a live session', () => {
  test('the torn record waits, without a warning', () => {
    const text = turn().patched(ADD, 'c1').text();
    const torn = turn().patched(ADD, 'c1').patched(ADD, 'c2').text().slice(0, -20);
    const trace = codexAdapter().read(sourceOf(dir, NAME, torn));
    expect(changes(trace).map(({ callId, outcome }) => [callId, outcome])).toEqual([
      ['c1', 'applied'],
      ['c2', 'unknown'],
    ]);
    expect(trace.warnings).toEqual([]);
    const grown = codexAdapter().read(sourceOf(dir, NAME, text.slice(0, -1)));
    expect(changeLines(grown)).toEqual(['1 create /w/demo/a.md applied']);
  });

  test('an empty file, and a file that holds nothing but half a line', () => {
    for (const text of ['', '{"timestamp":"2026']) {
      const source = sourceOf(dir, NAME, text);
      const trace = codexAdapter().read(source);
      expect([trace.turns, trace.events, trace.warnings]).toEqual([[], [], []]);
      expect(codexAdapter().probe(source).session).toBeNull();
    }
  });
});

describe('fused lines: a crash left half a record, the next one stands behind it', () => {
  const half = (line: string) => line.slice(0, line.length - 9);

  test('behind a record that is of use', () => {
    const lines = turn().patched(ADD, 'c1').ghost(G1).patched(patchOf('*** Add File: b.md', '+x'), 'c2').lines;
    const [cut, next] = [lines[6] ?? '', lines[7] ?? ''];
    const text = [...lines.slice(0, 6), half(cut) + next, ...lines.slice(8)].join('\n');
    const trace = codexAdapter().read(sourceOf(dir, NAME, `${text}\n`));
    expect(snapshots(trace)).toEqual([]);
    expect(changes(trace).map(({ path, body }) => [path, body.line])).toEqual([
      ['/w/demo/a.md', 5],
      ['/w/demo/b.md', 7],
    ]);
    expect(counts(trace)).toEqual([['record_unparsable', 1]]);
    const [, second] = changes(trace);
    expect(second && codexAdapter().loadChange(second).tellings).toEqual([{ kind: 'content', text: 'x\n' }]);
  });

  test('behind a record that is of no use', () => {
    const useless = new Rollout().event({ type: 'token_count', info: { total: 1234567 } }).lines[0] ?? '';
    const lines = turn().ghost(G1).lines;
    const text = [...lines.slice(0, 4), half(useless) + (lines[4] ?? '')].join('\n');
    const trace = codexAdapter().read(sourceOf(dir, NAME, `${text}\n`));
    expect(snapshots(trace).map(({ commit, trace: { line } }) => [commit, line])).toEqual([[G1, 5]]);
  });
});

test('a file that does not name its session is told, not guessed from its name', () => {
  const trace = new Rollout().says('go').patched(ADD, 'c1').read(dir);
  expect([trace.events, counts(trace)]).toEqual([[], [['session_unidentified', 1]]]);
  expect(codexAdapter().probe(trace.source).session).toBeNull();
});

describe('the bytes at the head of a record can only save work', () => {
  const rollout = (): Rollout =>
    turn()
      .item({ type: 'reasoning', summary: [], encrypted_content: 'x' })
      .event({ type: 'token_count', info: null })
      .ghost(G1)
      .patched(ADD, 'c1')
      .call('shell_command', { command: 'make', workdir: '/w/demo/sub' }, 'c2')
      .output('c2', 'Exit code: 0\nWall time: 0 seconds\nOutput:\n')
      .record('compacted', { message: '' })
      .says('more')
      .context('n', { cwd: '/w/other' })
      .patched(patchOf('*** Add File: b.md', '+x'), 'c3')
      .event({ type: 'thread_rolled_back', num_turns: 1 });
  const plain = (trace: SessionTrace) => JSON.stringify([trace.turns, trace.events, trace.warnings], withoutPlace);
  const withoutPlace = (key: string, value: unknown) =>
    ['offset', 'length', 'size', 'seq'].includes(key) ? undefined : value;

  /** The same record in another spelling of JSON. */
  const spelled = (line: string, spelling: { shuffle: boolean; spaces: boolean; cr: boolean }): string => {
    const turned = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, inner]) => [key, turned(inner)] as const)
              .reverse(),
          )
        : value;
    const value = spelling.shuffle ? turned(JSON.parse(line)) : JSON.parse(line);
    const text = spelling.spaces ? JSON.stringify(value, null, 1).replaceAll('\n', ' ') : JSON.stringify(value);
    return spelling.cr ? `${text}\r` : text;
  };

  test('keys in another order, blanks, CRLF: the same turns, events and probe', () => {
    const adapter = codexAdapter();
    const expected = adapter.read(sourceOf(dir, NAME, rollout().text()));
    const { size: _size, ...expectedSource } = expected.source;
    const probed = adapter.probe(expected.source);
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.record({ shuffle: fc.boolean(), spaces: fc.boolean(), cr: fc.boolean() })),
        (spellings) => {
          const lines = rollout().lines.map((line) => spelled(line, spellings.next().value));
          const source = sourceOf(dir, NAME, `${lines.join('\n')}\n`);
          expect(plain(adapter.read(source))).toBe(plain(expected));
          expect(source).toMatchObject(expectedSource);
          // The time of the last record is only looked for at its usual place.
          const usual = { ...adapter.probe(source), source: null, lastTime: null };
          expect(usual).toEqual({ ...probed, source: null, lastTime: null });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('cut anywhere, nothing fails, and what is told was told by the whole file too', () => {
    const bytes = Buffer.from(rollout().text());
    const adapter = codexAdapter();
    const whole = adapter.read(sourceOf(dir, NAME, bytes)).events.map((event) => `${event.kind} ${event.trace.line}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
        const trace = adapter.read(sourceOf(dir, NAME, bytes.subarray(0, cut)));
        for (const event of trace.events) {
          const pending = 'outcome' in event && event.outcome === 'unknown';
          expect(pending || whole.includes(`${event.kind} ${event.trace.line}`)).toBe(true);
        }
        expect(trace.warnings).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  test('a header is only read where every byte of it is as Codex writes it', () => {
    const header = (text: string) => readHeader(Buffer.from(text), 0, Buffer.byteLength(text));
    const line = `{"timestamp":"${clock(0)}","type":"response_item","payload":{"type":"reasoning","summary":[]}}`;
    expect(header(line)).toBe('skip');
    expect(header(line.replace('"timestamp"', '"timestomp"'))).toBeNull();
    expect(header(line.replace('.000Z', '.0000Z'))).toBeNull();
    expect(header(line.replace('"reasoning"', '"reasonings"'))).toBeNull();
    expect(header(line.replace('"payload":{', '"payload": {'))).toBeNull();
    expect(header(line.replace('"type":"response_item"', '"ordinal":12,"type":"response_item"'))).toBe('skip');
    expect(header(line.slice(0, 60))).toBeNull();
  });
});
