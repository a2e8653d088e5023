import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLedger } from '../../src/ledger/check-ledger.js';
import { LedgerLab, oneTurn, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

async function backfilled(): Promise<string> {
  const id = lab.session(1, oneTurn);
  await lab.json(['ledger', 'backfill']);
  return id;
}

/** `code sequence field` of every problem. */
async function problems(argv: readonly string[], exitCode = 1): Promise<string[]> {
  const { ok, ledgers } = await lab.json(['ledger', 'verify', ...argv], exitCode);
  expect(ok).toBe(exitCode === 0);
  return ledgers.flatMap((ledger: { problems: Record<string, string | number | null>[] }) =>
    ledger.problems.map(({ code, sequence, field }) =>
      [code, sequence, field].filter((part) => part !== null).join(' '),
    ),
  );
}

describe('ledger 15: what an auditor asks', () => {
  test('a ledger, its marker, the folder of them, our own folder', async () => {
    const id = await backfilled();
    const folder = join(lab.own, 'ledgers', 'codex');
    for (const path of [[lab.ownLedger(id)], [lab.ownMarker(id)], [folder], []]) {
      const told = await lab.json(['ledger', 'verify', ...path, '--source']);
      expect(told).toEqual({
        schema: 'ai-blame/ledger-verify@1',
        ok: true,
        ledgers: [
          {
            path: lab.ownLedger(id),
            threadID: id.toUpperCase(),
            entryCount: 4,
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
            comparedWith: lab.ownMarker(id),
            sourceMatches: true,
            problems: [],
          },
        ],
      });
    }
    renameSync(folder, join(lab.dir.path, 'moved'));
    expect(await problems([join(lab.dir.path, 'moved')], 0)).toEqual([]);
  });

  test('a changed word: by the marker that it was, by the source where', async () => {
    const id = await backfilled();
    writeFileSync(lab.ownLedger(id), textOf(lab.ownLedger(id)).replace('see max.js', 'see min.js'));
    expect(await problems([lab.ownLedger(id)])).toEqual(['digest']);
    expect(await problems([lab.ownLedger(id), '--source'])).toEqual(['digest', 'source_differs 2 text']);
    const { stdout } = await lab.ask(['ledger', 'verify', lab.ownLedger(id), '--source']);
    expect(stdout).toContain('Entry 2: text is not what the source tells');
  });

  test('the same entries in another envelope', async () => {
    const id = await backfilled();
    writeFileSync(lab.ownLedger(id), textOf(lab.ownLedger(id)).replace('12:00:09Z",\n  "proj', '12:00:08Z",\n  "proj'));
    expect(await problems([lab.ownLedger(id)])).toEqual(['envelope']);
    const { stdout } = await lab.ask(['ledger', 'verify', lab.ownLedger(id)]);
    expect(stdout).toContain('Same entries, other envelope');
  });

  test('any one byte that is changed is found', async () => {
    const bytes = Buffer.from(textOf(lab.ownLedger(await backfilled())));
    const { sha256 } = checkLedger(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ change;
        const checked = checkLedger(other);
        expect(checked.sha256).not.toBe(sha256);
        // And where nothing is known but the file, by its layout, unless another value stands there.
        if (checked.problems.length === 0) expect(checked.ledger).not.toEqual(checkLedger(bytes).ledger);
      }),
    );
  });

  test('a digest that was noted elsewhere', async () => {
    const id = lab.session(1, oneTurn);
    const file = join(lab.dir.path, 'l.json');
    const { sha256 } = await lab.json(['ledger', 'export', id, '--output', file]);
    expect(await problems([file], 0)).toEqual([]);
    expect(await problems([file, '--sha256', sha256.toUpperCase()], 0)).toEqual([]);
    expect(await problems([file, '--sha256', '0'.repeat(64)])).toEqual(['digest']);
    expect((await lab.ask(['ledger', 'verify', file, '--sha256', 'abc'])).exitCode).toBe(2);
  });

  test('a window of the last turns is compared with that part of the source', async () => {
    const id = lab.session(1, (rollout) => {
      for (const word of ['one', 'two', 'three']) rollout.says(word).event({ type: 'agent_message', message: 'ok' });
    });
    await lab.json(['ledger', 'backfill', '--limit', '2', '--no-redact']);
    expect(await problems([lab.ownLedger(id), '--source'], 0)).toEqual([]);
    const more = JSON.stringify({
      timestamp: '2026-01-01T13:00:00Z',
      type: 'event_msg',
      payload: { type: 'user_message', message: 'x' },
    });
    writeFileSync(lab.traceOf(id), `${textOf(lab.traceOf(id))}${more}\n`);
    expect(await problems([lab.ownLedger(id), '--source'])).toEqual(['source_differs 5']);
  });

  test('a source that is gone, a ledger that is gone', async () => {
    const id = await backfilled();
    rmSync(lab.traceOf(id));
    expect(await problems([lab.ownLedger(id), '--source'])).toEqual(['source_missing']);
    rmSync(lab.ownLedger(id));
    expect(await problems([])).toEqual(['ledger_missing']);
    expect((await lab.ask(['ledger', 'verify', lab.ownLedger(id)])).exitCode).toBe(3);
  });

  test.each([
    ['not JSON', (text: string) => text.slice(0, -3), ['digest', 'not_json']],
    [
      'another version',
      (text: string) => text.replace('Version" : 1', 'Version" : 7'),
      ['digest', 'schema_version schemaVersion'],
    ],
    [
      'a kind that is none',
      (text: string) => text.replace('user_message', 'users_message'),
      ['digest', 'field 1 kind'],
    ],
    [
      'a number left out',
      (text: string) => text.replace('"sequence" : 3', '"sequence" : 5'),
      ['digest', 'sequence 3 sequence'],
    ],
    [
      'a time with fractions',
      (text: string) => text.replace(':03Z",\n      "turn', ':03.5Z",\n      "turn'),
      ['digest', 'field 1 timestamp'],
    ],
    ['a status that is none', (text: string) => text.replace('"failed"', '"lost"'), ['digest', 'field 3 status']],
    [
      'a field that is unknown',
      (text: string) => text.replace('"kind"', '"sort" : 1,\n      "kind"'),
      ['digest', 'field 1 sort'],
    ],
    ['another layout', (text: string) => JSON.stringify(JSON.parse(text)), ['envelope', 'layout']],
    ['a line end at the end', (text: string) => `${text}\n`, ['envelope', 'layout']],
    [
      'a turn that is no UUID',
      (text: string) => text.replace(/"turnID" : "./, '"turnID" : "x'),
      ['digest', 'field 1 turnID'],
    ],
  ])('%s', async (_name, change, expected) => {
    const id = await backfilled();
    writeFileSync(lab.ownLedger(id), change(textOf(lab.ownLedger(id))));
    expect((await problems([lab.ownLedger(id)])).sort()).toEqual(expected);
  });

  test('ledger 20: a ledger of another version is named by it, and the end is 1', async () => {
    const id = await backfilled();
    writeFileSync(lab.ownLedger(id), textOf(lab.ownLedger(id)).replace('Version" : 1', 'Version" : 7'));
    const { exitCode, stdout } = await lab.ask(['ledger', 'verify', lab.ownLedger(id)]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('The schema version is 7; this is known of version 1 only');
  });

  test('a marker that cannot be read, of another version, of another thread', async () => {
    const id = await backfilled();
    const marker = textOf(lab.ownMarker(id));
    writeFileSync(lab.ownMarker(id), '{');
    expect(await problems([])).toEqual(['marker']);
    writeFileSync(lab.ownMarker(id), marker.replace('Version" : 1', 'Version" : 2'));
    const { stdout } = await lab.ask(['ledger', 'verify']);
    expect(stdout).toContain('The marker is of version 2, which is not known');
    writeFileSync(
      lab.ownMarker(id),
      marker.replace(/"threadID" : "./, '"threadID" : "F').replace('Count" : 4', 'Count" : 3'),
    );
    expect(await problems([])).toEqual(['count', 'marker threadID']);
  });
});
