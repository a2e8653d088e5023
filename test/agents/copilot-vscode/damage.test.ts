import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copilotVscodeAdapter } from '../../../src/agents/copilot-vscode/adapter.js';
import { TempDir } from '../../support/temp-dir.js';
import { AT, bodies, changesOf, chatSession, historyOf, read, sourceOf, told } from './session-lab.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const A = '/w/demo/a.py';

function session() {
  const own = chatSession();
  own.changes({ path: A, before: 'one\n', after: 'two\n', at: AT });
  return own;
}

describe('what cannot be read is told; the rest counts', () => {
  test('a chat that is damaged, or gone, leaves the editing session', () => {
    const source = sourceOf(dir, session());
    const chat = source.companions?.[0] ?? '';
    dir.write(chat, '{"kind":0,"v":{"requests":[]}}\noops\n{"kind":1,"k":["title"],"v":"x"}\n');
    const damaged = copilotVscodeAdapter().read(source);
    expect(told(damaged)).toEqual([`1 modify ${A} applied gpt-demo edit`]);
    expect(damaged.warnings.map(({ code }) => code)).toEqual(['source_damaged']);
    rmSync(join(dir.path, chat));
    expect(told(copilotVscodeAdapter().read(source))).toHaveLength(1);
  });

  test('a state that is no JSON leaves the chat', () => {
    const source = sourceOf(dir, session());
    dir.write(source.path, '{"version":2,');
    const trace = copilotVscodeAdapter().read(source);
    expect(told(trace)).toEqual([`1 modify ${A} applied gpt-demo replace_string_in_file`]);
    expect(trace.warnings.map(({ code }) => code)).toEqual(['source_damaged']);
  });

  test('a chat whose last line is cut off', () => {
    const own = session();
    own.says('More', AT + 9000);
    own.torn();
    expect(read(dir, own)).toMatchObject({ warnings: [] });
  });

  test('a source that is gone, and an empty one', () => {
    const source = sourceOf(dir, session());
    const [event] = changesOf(copilotVscodeAdapter().read(source));
    dir.write(source.path, '');
    dir.write(source.companions?.[0] ?? '', '');
    expect(copilotVscodeAdapter().read(source)).toMatchObject({ events: [], warnings: [] });
    expect(copilotVscodeAdapter().probe(source).session).toBeNull();
    rmSync(join(dir.path, source.path));
    expect(
      copilotVscodeAdapter()
        .read({ ...source })
        .warnings.map(({ code }) => code),
    ).toEqual(['source_unreadable']);
    const pointer = { ...event?.body, source: { ...source } };
    expect(copilotVscodeAdapter().loadChange({ ...event, body: pointer } as never)).toEqual({ tellings: [] });
  });

  test('values of other shapes than they should have', () => {
    const odd = [null, 7, 'x', [], {}, [null], [[]], [{}], { timeline: { operations: [{}], fileBaselines: [[]] } }];
    const source = sourceOf(dir, session());
    const chat = source.companions?.[0] ?? '';
    for (const value of odd) {
      dir.write(source.path, JSON.stringify(value));
      for (const requests of odd) {
        dir.write(chat, `${JSON.stringify({ kind: 0, v: { requests } })}\n`);
        copilotVscodeAdapter().read(source);
        historyOf(source);
      }
    }
  });
});

test('property: whatever happens to the bytes of both files, nothing is thrown, and the order of events holds', () => {
  const own = session();
  own.reads(A, 'two\n', 0);
  own.runs('make', 1, 0);
  own.says('More', AT + 9000);
  own.changes({ path: '/w/demo/b.py', before: null, after: 'b\n', at: AT });
  const source = sourceOf(dir, own);
  const paths = [source.path, source.companions?.[0] ?? ''];
  const whole = paths.map((path) => readFileSync(join(dir.path, path)));
  const change = fc.record({
    cut: fc.option(fc.tuple(fc.nat(6_000), fc.nat(120))),
    flips: fc.array(fc.tuple(fc.nat(6_000), fc.integer({ min: 32, max: 126 })), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.tuple(change, change), (changes) => {
      for (const [i, { cut, flips }] of changes.entries()) {
        const bytes = Buffer.from(whole[i] ?? '');
        for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
        const kept = cut === null ? bytes : Buffer.concat([bytes.subarray(0, cut[0]), bytes.subarray(cut[0] + cut[1])]);
        dir.write(paths[i] ?? '', kept);
      }
      const adapter = copilotVscodeAdapter();
      const trace = adapter.read(source);
      const seqs = trace.events.map(({ seq }) => seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(adapter.probe(source).session).toEqual(trace.session.id === '' ? null : trace.session);
      bodies(trace);
      historyOf(source);
      for (const event of trace.events) if (event.kind === 'command') adapter.loadCommandText(event);
    }),
    { numRuns: 200 },
  );
});
