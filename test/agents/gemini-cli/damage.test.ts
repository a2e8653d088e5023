import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CWD, changesOf, eventLines, START } from '../agent-home.js';
import { GeminiHome } from './world.js';

let home: GeminiHome;
beforeEach(() => {
  home = new GeminiHome();
});
afterEach(() => home.remove());

/** A session with something of everything; what it did to files, as `path before after`. */
function lived() {
  const session = home.session();
  session.says('go', START + 1000);
  const truth = new Set<string>();
  let before: string | null = null;
  for (let n = 0; n < 6; n++) {
    const after: string = `${before ?? ''}line ${n}\n`;
    const change = {
      path: `${CWD}/a.txt`,
      before,
      after,
      at: START + 2000 + n * 1000,
      by: n % 2 ? 'edit' : 'content',
    } as const;
    session.changes(change);
    session.rejected({ ...change, after: 'declined\n', at: change.at + 100 });
    truth.add(JSON.stringify([change.path, before, after]));
    before = after;
  }
  session.runs('make', 0, START + 20_000);
  session.reads(`${CWD}/a.txt`, before ?? '', START + 21_000);
  session.rewinds(1);
  return { session, truth };
}

function readText(text: string | Buffer) {
  const [source] = home.sources();
  if (source === undefined) throw new Error('There is no source');
  writeFileSync(join(source.home, source.path), text);
  expect(home.adapter.probe(source)).toEqual(home.adapter.scan(source, null).probe);
  return home.adapter.read(source);
}

function told(trace: ReturnType<typeof readText>): string[] {
  return changesOf(trace)
    .filter(({ outcome }) => outcome === 'applied')
    .map((event) => {
      const { before, tellings } = home.body(event);
      const [telling] = tellings;
      return JSON.stringify([event.path, before, telling?.kind === 'content' ? telling.text : null]);
    });
}

describe('nothing in a file makes reading fail, and nothing is told that was not', () => {
  test('cut anywhere', () => {
    const { session, truth } = lived();
    const bytes = Buffer.from(session.text());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
        const trace = readText(bytes.subarray(0, cut));
        expect(trace.warnings).toEqual([]);
        for (const change of told(trace)) expect(truth).toContain(change);
      }),
      { numRuns: 60 },
    );
  });

  test('lines left out, doubled and in another order', () => {
    const { session, truth } = lived();
    const [first = '', ...lines] = session.lines;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 40 }), (some) => {
        const changes = told(readText([first, ...some].map((line) => `${line}\r\n`).join('')));
        expect(new Set(changes).size).toBe(changes.length);
        for (const change of changes) expect(truth).toContain(change);
      }),
      { numRuns: 60 },
    );
  });

  test('values of any kind in the place of others', () => {
    const { session } = lived();
    const values = fc.constantFrom<unknown>(null, 7, '', 'x', [], {}, [[null]], { id: 3 }, -1, true, '/', '\u0000');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: session.lines.length - 1 }),
        fc.integer({ min: 0, max: 60 }),
        values,
        (at, nth, value) => {
          let seen = 0;
          const lines = session.lines.map((line, n) =>
            n === at
              ? JSON.stringify(JSON.parse(line), (key, old) => (key !== '' && seen++ === nth ? value : old))
              : line,
          );
          const trace = readText(`${lines.join('\n')}\n`);
          for (const event of trace.events) {
            if (event.kind === 'file_change') home.body(event);
            if (event.kind === 'command') home.adapter.loadCommandText(event);
          }
          const facts: unknown[] = [];
          home.adapter.history(trace.source, (fact) => facts.push(fact));
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('what cannot be read is counted, the rest counts', () => {
  const session = home.session();
  session.says('go', START + 1000);
  session.lines.push('oops', '\0\0', '7', '');
  session.unknown(START + 1500);
  session.message({ type: 'novelty', content: 'x' }, START + 1600);
  session.changes({ path: `${CWD}/a.txt`, before: null, after: 'x\n', at: START + 2000 });
  const text = session.text().replace('2026-06-02T09:00:01.600Z', 'soon');
  const trace = readText(`\ufeff${text}{"id":"torn`);
  expect(eventLines(trace)).toEqual([`1 create ${CWD}/a.txt applied`]);
  expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual([
    ['record_unknown_type', 2],
    ['record_unparsable', 3],
  ]);
});

test('a file that does not name its session is told, not guessed from its name', () => {
  const session = home.session();
  session.says('go', START + 1000);
  session.lines.splice(0, 2);
  const trace = readText(session.text());
  expect(trace.events).toEqual([]);
  expect(trace.warnings.map(({ code }) => code)).toEqual(['session_unidentified']);
  expect(home.adapter.probe(trace.source).session).toBeNull();
});

test('history: what happened, in order, and nothing of a file’s content', () => {
  const { session } = lived();
  const facts: string[] = [];
  const [source] = home.sources();
  if (source === undefined) throw new Error('There is no source');
  home.adapter.history(source, ({ type }) => facts.push(type));
  expect(facts.slice(0, 6)).toEqual([
    'run_started',
    'user_message',
    'step_started',
    'tool_call',
    'file_edit',
    'tool_result',
  ]);
  expect(facts.filter((type) => type === 'file_edit')).toHaveLength(6);
  expect(session.lines.length).toBeGreaterThan(facts.length / 2);
});
