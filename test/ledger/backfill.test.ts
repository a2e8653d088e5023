import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LedgerLab, oneTurn, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

/** `thread status error` of each. */
async function statuses(argv: readonly string[] = [], exitCode = 0): Promise<string[]> {
  const { threads } = await lab.json(['ledger', 'backfill', ...argv], exitCode);
  return threads.map(({ session, status, error }: Record<string, string | null>) =>
    [session, status, error].filter((part) => part !== null).join(' '),
  );
}

function addTurn(id: string): void {
  const line = {
    timestamp: '2026-01-01T13:00:00.000Z',
    type: 'event_msg',
    payload: { type: 'user_message', message: 'more' },
  };
  writeFileSync(lab.traceOf(id), `${textOf(lab.traceOf(id))}${JSON.stringify(line)}\n`);
}

describe('the ledgers of a project', () => {
  test('ledger 10: every conversation that worked there, by thread; a second run has nothing to do', async () => {
    const [one, two] = [lab.session(1, oneTurn), lab.session(2, oneTurn)];
    const other = lab.session(3, oneTurn, { cwd: '/w/elsewhere' });
    expect(await statuses()).toEqual([`${one} exported`, `${two} exported`]);
    expect(await statuses()).toEqual([`${one} skipped`, `${two} skipped`]);
    expect(await statuses(['--all'])).toEqual([`${one} skipped`, `${two} skipped`, `${other} exported`]);
    const single = (await lab.ask(['ledger', 'export', one, '--output', '-'])).stdout;
    expect(textOf(lab.ownLedger(one))).toBe(single);
  });

  test('ledger 10: the answer: how many, where, and the digest of each', async () => {
    const id = lab.session(1, oneTurn);
    const told = await lab.json(['ledger', 'backfill']);
    expect(told).toEqual({
      schema: 'ai-blame/ledger-backfill@1',
      projectPath: lab.project,
      outputDirectory: join(lab.own, 'ledgers'),
      scannedThreadCount: 1,
      exportedThreadCount: 1,
      skippedThreadCount: 0,
      failedThreadCount: 0,
      threads: [
        {
          threadID: id.toUpperCase(),
          agent: 'codex',
          session: id,
          status: 'exported',
          error: null,
          entryCount: 4,
          ledgerPath: lab.ownLedger(id),
          markerPath: lab.ownMarker(id),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          secretsReplaced: 0,
        },
      ],
      warnings: [],
    });
    const { stdout } = await lab.ask(['ledger', 'backfill']);
    expect(stdout).toBe(`1 conversation: 0 exported, 1 up to date, 0 failed; ${join(lab.own, 'ledgers')}\n`);
  });

  test('ledger 10 and 17: one that cannot be read stops no other, and the end is 1', async () => {
    const A = '0A0B0C0D-1111-4222-8333-444455556666';
    const id = lab.session(1, oneTurn);
    lab.transcript(A, '<!-- CODEXCHAT_TURN_BEGIN nothing -->\n');
    const found = await statuses([], 1);
    expect(found).toEqual([
      `${id} exported`,
      `${A} failed ${join(lab.project, 'chats/threads', `${A}.md`)} holds no record that can be used`,
    ]);
  });
});

describe('what is up to date', () => {
  test('ledger 11: a turn that was added since', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    addTurn(id);
    expect(await statuses()).toEqual([`${id} exported`]);
    expect(JSON.parse(textOf(lab.ownLedger(id))).entries).toHaveLength(6);
  });

  test('ledger 11: another form is another ledger', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    for (const argv of [['--limit', '1'], ['--no-redact'], ['--no-text']]) {
      expect(await statuses(argv)).toEqual([`${id} exported`]);
      expect(await statuses(argv)).toEqual([`${id} skipped`]);
    }
    expect(await statuses(['--force'])).toEqual([`${id} exported`]);
  });

  test.each(['ledger', 'marker'] as const)('ledger 11: where the %s is gone it is made anew', async (what) => {
    const id = lab.session(1, oneTurn);
    await statuses();
    const before = [textOf(lab.ownLedger(id)), textOf(lab.ownMarker(id))];
    rmSync(what === 'ledger' ? lab.ownLedger(id) : lab.ownMarker(id));
    expect(await statuses()).toEqual([`${id} exported`]);
    expect([textOf(lab.ownLedger(id)), textOf(lab.ownMarker(id))]).toEqual(before);
  });
});

describe('ledger 12: the marker', () => {
  test('tells what the ledger was made of, in the layout of a ledger', async () => {
    const id = lab.session(1, oneTurn);
    const { threads } = await lab.json(['ledger', 'backfill']);
    const marker = textOf(lab.ownMarker(id));
    expect(JSON.parse(marker)).toEqual({
      contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      entryCount: 4,
      generatedAt: '2026-01-01T12:00:09Z',
      ledgerPath: `${id.toUpperCase()}.ledger.json`,
      projectPath: lab.project,
      redacted: true,
      schemaVersion: 1,
      sha256: threads[0].sha256,
      source: {
        agent: 'codex',
        bytes: Buffer.byteLength(textOf(lab.traceOf(id))),
        path: `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${id}.jsonl`,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      text: true,
      threadID: id.toUpperCase(),
      turnLimit: expect.any(Number),
    });
    expect(marker).toContain('\n  "turnLimit" : 9223372036854775807\n}');
    await statuses(['--limit', '7']);
    expect(textOf(lab.ownMarker(id))).toContain('"turnLimit" : 7\n');
  });

  test("one of CodexChat's own tells too little to pass by", async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    const {
      source: _,
      contentSha256: __,
      redacted: ___,
      text: ____,
      ...theirs
    } = JSON.parse(textOf(lab.ownMarker(id)));
    writeFileSync(lab.ownMarker(id), JSON.stringify(theirs));
    expect(await statuses()).toEqual([`${id} exported`]);
  });
});

describe('ledger 13: runs that were killed', () => {
  test('a ledger whose marker was not written yet; what lies beside it goes', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    const marker = textOf(lab.ownMarker(id));
    addTurn(id);
    await statuses();
    // The new ledger with the old marker.
    writeFileSync(lab.ownMarker(id), marker);
    writeFileSync(`${lab.ownLedger(id)}.tmp-999999999-ab`, '{');
    expect(await statuses()).toEqual([`${id} exported`]);
    expect(await statuses()).toEqual([`${id} skipped`]);
    expect(readdirSync(join(lab.own, 'ledgers', 'codex'))).toEqual([
      '.ledger-backfill',
      `${id.toUpperCase()}.ledger.json`,
    ]);
  });

  test('what was left beside ledgers that are up to date goes too; what a process that runs writes stays', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    writeFileSync(`${lab.ownLedger(id)}.tmp-999999999-ab`, '{');
    writeFileSync(`${lab.ownMarker(id)}.tmp-999999999-ab`, '{');
    writeFileSync(`${lab.ownLedger(id)}.tmp-${process.pid}-ab`, '{');
    expect(await statuses()).toEqual([`${id} skipped`]);
    const folder = join(lab.own, 'ledgers', 'codex');
    const names = [`${id.toUpperCase()}.ledger.json`, `${id.toUpperCase()}.ledger.json.tmp-${process.pid}-ab`];
    expect(readdirSync(folder)).toEqual(['.ledger-backfill', ...names]);
    expect(readdirSync(join(folder, '.ledger-backfill'))).toEqual([`${id.toUpperCase()}.json`]);
  });

  test('the same where the conversation went on', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    rmSync(lab.ownMarker(id));
    addTurn(id);
    expect(await statuses()).toEqual([`${id} exported`]);
  });
});

describe('what is not replaced', () => {
  test('ledger 11: a ledger that was changed since is kept, and named', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    const changed = textOf(lab.ownLedger(id)).replace('Add a max', 'Add a min');
    writeFileSync(lab.ownLedger(id), changed);
    const refusal = 'What lies there was changed since it was written; --force replaces it';
    expect(await statuses([], 1)).toEqual([`${id} failed ${refusal}`]);
    addTurn(id);
    expect(await statuses([], 1)).toEqual([`${id} failed ${refusal}`]);
    expect(textOf(lab.ownLedger(id))).toBe(changed);
    expect((await lab.ask(['ledger', 'export', id])).exitCode).toBe(2);
    expect(await statuses(['--force'])).toEqual([`${id} exported`]);
    expect(textOf(lab.ownLedger(id))).toContain('Add a max');
  });

  test('ledger 20: a ledger of another version, a marker of another version', async () => {
    const id = lab.session(1, oneTurn);
    await statuses();
    const ledger = textOf(lab.ownLedger(id));
    writeFileSync(lab.ownLedger(id), ledger.replace('"schemaVersion" : 1', '"schemaVersion" : 2'));
    expect(await statuses([], 1)).toEqual([
      `${id} failed The schema version is 2; this is known of version 1 only; --force replaces it`,
    ]);
    writeFileSync(lab.ownLedger(id), ledger);
    writeFileSync(lab.ownMarker(id), textOf(lab.ownMarker(id)).replace('"schemaVersion" : 1', '"schemaVersion" : 3'));
    expect(await statuses([], 1)).toEqual([
      `${id} failed The marker is of version 3, which is not known; --force replaces it`,
    ]);
    expect(await statuses(['--force'])).toEqual([`${id} exported`]);
  });

  test('ledger 14: nothing is written into the project, and no folder is made but the one that is named', async () => {
    const id = lab.session(1, oneTurn);
    const folder = join(lab.dir.path, 'out');
    expect(await statuses(['--output-dir', folder])).toEqual([`${id} exported`]);
    expect(readdirSync(folder)).toEqual(['.ledger-backfill', `${id.toUpperCase()}.ledger.json`]);
    expect(existsSync(lab.own)).toBe(false);
    expect(readdirSync(lab.project)).toEqual([]);
    const { exitCode } = await lab.ask(['ledger', 'backfill', '--output-dir', join(lab.dir.path, 'a', 'b')]);
    expect(exitCode).toBe(3);
  });
});
