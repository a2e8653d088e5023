import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { CWD, changesOf, START } from '../agent-home.js';
import type { AcpSession } from './scribe.js';
import { AcpHome } from './world.js';

let home: AcpHome;
beforeEach(() => {
  home = new AcpHome();
});
afterEach(() => home.remove());

/** A session with something of everything; what it did to files, as `path telling`. */
function lived(): { session: AcpSession; truth: ReadonlySet<string> } {
  const session = home.started();
  const truth = new Set<string>();
  for (let n = 0; n < 4; n++) {
    const path = `${CWD}/${n}.txt`;
    const written = { path, before: null, after: `line ${n}\n`, at: START + 2000 + n, by: 'content' as const };
    session.changes(written);
    truth.add(JSON.stringify([path, { kind: 'content', text: written.after }]));
    session.rejected({ ...written, after: 'declined\n' });
    session.changes({ path, before: `line ${n}\n`, after: `row ${n}\n`, at: START + 3000 + n, by: 'edit' });
    const step = { old: `line ${n}`, text: `row ${n}`, all: false, takesLineEnd: false };
    truth.add(JSON.stringify([path, { kind: 'replacements', steps: [step] }]));
  }
  session.runs('make', 0, START + 20_000);
  session.moves(`${CWD}/0.txt`, `${CWD}/m.txt`, '', START + 21_000);
  truth.add(JSON.stringify([`${CWD}/m.txt`, { kind: 'apply_patch', chunks: [], dialect: 'keep-context' }]));
  return { session, truth };
}

function readText(text: string | Buffer): SessionTrace {
  home.scribe.write(home.dir);
  const [source] = home.adapter.discover([home.dir]).sources;
  if (source === undefined) throw new Error('There is no source');
  writeFileSync(join(source.home, source.path), text);
  return home.adapter.read(source);
}

function told(trace: SessionTrace): string[] {
  return changesOf(trace)
    .filter(({ outcome }) => outcome === 'applied')
    .map((event) => JSON.stringify([event.path, home.adapter.loadChange(event).tellings[0]]));
}

test('cut anywhere, nothing fails and nothing is told that was not', () => {
  const { session, truth } = lived();
  const bytes = Buffer.from(session.text());
  expect(new Set(told(readText(bytes)))).toEqual(truth);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
      for (const change of told(readText(bytes.subarray(0, cut)))) expect(truth).toContain(change);
    }),
    { numRuns: 60 },
  );
});

test('lines left out, doubled and in another order', () => {
  const { session, truth } = lived();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...session.lines), { maxLength: 60 }), (lines) => {
      const trace = readText(lines.map((line) => `${line}\r\n`).join(''));
      expect(new Set(trace.events.map(({ seq }) => seq)).size).toBe(trace.events.length);
      for (const change of told(trace)) expect(truth).toContain(change);
    }),
    { numRuns: 100 },
  );
});

test('values of any kind in the place of others', () => {
  const { session } = lived();
  const values = fc.constantFrom<unknown>(null, 7, '', 'x', [], {}, [[null]], { id: 3 }, -1, true, '/', '\u0000');
  const places = { at: fc.integer({ min: 0, max: session.lines.length - 1 }), nth: fc.integer({ min: 0, max: 40 }) };
  fc.assert(
    fc.property(fc.record({ ...places, value: values }), ({ at, nth, value }) => {
      let seen = 0;
      const lines = session.lines.map((line, n) => {
        return n === at
          ? JSON.stringify(JSON.parse(line), (key, old) => (key !== '' && seen++ === nth ? value : old))
          : line;
      });
      const trace = readText(`${lines.join('\n')}\n`);
      told(trace);
      for (const event of trace.events) if (event.kind === 'command') home.adapter.loadCommandText(event);
      home.adapter.history(trace.source, () => {});
    }),
    { numRuns: 200 },
  );
});
