import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTranscript } from '../../src/ledger/transcript.js';
import { LedgerLab, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

const THREAD = '6F1C2A3B-0D4E-4F50-8A61-7B8C9DAEBFC0';
const ONE = '0A0B0C0D-1111-4222-8333-444455556666';
const TWO = '0A0B0C0D-1111-4222-8333-444455557777';

interface Block {
  readonly id?: string;
  readonly time?: string;
  /** null: the marker tells none. */
  readonly status?: string | null;
  readonly user?: string;
  readonly assistant?: string;
  /** The section as it is written. */
  readonly actions?: string;
}

/** A turn's block as CodexChat writes it (formats/ledger.md, 1.3). */
function block({ id = ONE, time = '2026-03-04T05:06:07Z', status = 'completed', ...said }: Block = {}): string {
  const { user = 'Add a max', assistant = 'Done.', actions = '' } = said;
  return [
    `<!-- CODEXCHAT_TURN_BEGIN id=${id} timestamp=${time}${status === null ? '' : ` status=${status}`} -->`,
    `## Turn ${time}`,
    '',
    '### User',
    '',
    user,
    '',
    '### Assistant',
    '',
    assistant,
    '',
    ...(actions === '' ? [] : ['### Actions', '', actions, '']),
    '<!-- CODEXCHAT_TURN_END -->',
    '',
    '---',
    '',
  ].join('\n');
}

function transcript(...blocks: string[]): string {
  return [`# Thread Transcript for ${THREAD}`, '', '<!-- CODEXCHAT_FORMAT_VERSION: 2 -->', '', ...blocks].join('\n');
}

const CARD = {
  createdAt: '2026-03-04T05:06:31Z',
  detail: 'src/clamp.ts',
  itemID: 'call_demo_1',
  itemType: 'fileChange',
  method: 'item/completed',
  title: 'Completed fileChange',
};

function fenced(cards: unknown): string {
  return `\`\`\`json\n${JSON.stringify(cards, null, 2)}\n\`\`\``;
}

function warningsOf(content: string): string[] {
  return readTranscript(content, 'a.md').warnings.map(
    ({ code, message }) => `${code} ${/\(line \d+\)$/.exec(message)?.[0]}`,
  );
}

describe("CodexChat's transcripts", () => {
  test('ledger 5: vector B: the ledger is theirs, to the byte', async () => {
    const content = transcript(
      block({
        user: 'Add a "max" option to src/clamp.ts',
        assistant: 'Done — see the tests.\nAll green.',
        actions: fenced([CARD]),
      }),
      block({
        id: TWO,
        time: '2026-03-04T05:06:40Z',
        status: 'pending',
        user: 'Now document it',
        assistant: '_Pending response..._',
      }),
    );
    const file = lab.transcript(THREAD, content);
    for (const name of [file, THREAD, THREAD.toLowerCase(), '6F1C2A3B', `archive:${THREAD}`]) {
      const summary = await lab.json([
        'ledger',
        'export',
        name,
        '--project-path-as',
        '/srv/demo/widget',
        '--force',
        '--output',
        join(lab.dir.path, 'l'),
      ]);
      expect(summary.sha256).toBe('2a4b36a3ccb40821bf163cd914d0e705ee2643332f20fb8d4ccbf349ea2e6318');
    }
    expect((await lab.ledger(THREAD)).projectPath).toBe(lab.project);
  });

  test('ledger 5: turns by time, then by id, not as they stand', async () => {
    lab.transcript(
      THREAD,
      transcript(
        block({ id: TWO, user: 'b' }),
        block({ id: ONE, user: 'a' }),
        block({ id: `F${ONE.slice(1)}`, time: '2026-03-04T05:06:06Z', user: 'c' }),
      ),
    );
    expect((await lab.lines(THREAD)).filter((line) => line.startsWith('user'))).toEqual([
      'user_message | completed | 06:06 | c',
      'user_message | completed | 06:07 | a',
      'user_message | completed | 06:07 | b',
    ]);
  });

  test('empty answers, an unknown status, the status of a turn on its cards', async () => {
    lab.transcript(
      THREAD,
      transcript(
        block({ status: null, assistant: '_No assistant output captured._' }),
        block({
          id: TWO,
          status: 'failed',
          assistant: '_Turn failed before assistant output._',
          actions: fenced([CARD]),
        }),
        block({ id: `F${ONE.slice(1)}`, status: 'odd', assistant: '_Pending response..._' }),
      ),
    );
    expect(await lab.lines(THREAD)).toEqual([
      'user_message | completed | 06:07 | Add a max',
      'assistant_message | completed | 06:07 | ',
      'user_message | failed | 06:07 | Add a max',
      'assistant_message | failed | 06:07 | ',
      'action_card | failed | 06:31 | item/completed | Completed fileChange | src/clamp.ts',
      'user_message | completed | 06:07 | Add a max',
      'assistant_message | completed | 06:07 | _Pending response..._',
    ]);
  });

  test('whatever is said is read back, where no heading of a transcript is in it', () => {
    const text = fc.stringMatching(/^[a-zA-Z#*`<>\-éü\n ]{0,80}$/).filter((said) => !/### |\r/.test(said));
    fc.assert(
      fc.property(text, text, (user, assistant) => {
        const { turns, warnings } = readTranscript(transcript(block({ user, assistant })), 'a.md');
        expect({ turns: turns.map(({ userText, assistantText }) => [userText, assistantText]), warnings }).toEqual({
          turns: [[user.trim(), assistant.trim()]],
          warnings: [],
        });
      }),
    );
  });

  test('ledger 10 and 11: a backfill takes them too, and sees what was added', async () => {
    const content = transcript(block());
    lab.transcript(THREAD, content);
    lab.write(join(lab.project, 'chats/threads/notes.md'), 'nothing of theirs');
    lab.write(join(lab.project, `chats/threads/${TWO}.md.tmp-1`), 'left over');
    expect((await lab.json(['ledger', 'backfill'])).threads).toEqual([
      expect.objectContaining({ threadID: THREAD, agent: 'archive', status: 'exported', entryCount: 2 }),
    ]);
    expect(await lab.json(['ledger', 'backfill'])).toMatchObject({ skippedThreadCount: 1, scannedThreadCount: 1 });
    lab.transcript(THREAD, content + block({ id: TWO }));
    expect((await lab.json(['ledger', 'backfill'])).threads).toMatchObject([{ status: 'exported', entryCount: 4 }]);
    expect(await lab.json(['ledger', 'verify', '--source'])).toMatchObject({ ok: true });
  });

  test('ledger 14: nothing of theirs is touched', async () => {
    const file = lab.transcript(THREAD, transcript(block()));
    const before = statSync(file).mtimeMs;
    await lab.json(['ledger', 'backfill']);
    await lab.json(['ledger', 'export', THREAD]);
    await lab.json(['replay', THREAD]);
    expect(readdirSync(join(lab.project, 'chats/threads'))).toEqual([`${THREAD}.md`]);
    expect([textOf(file), statSync(file).mtimeMs]).toEqual([transcript(block()), before]);
  });
});

describe('ledger 6: transcripts of the older form', () => {
  const DAY = (turns: string): string => `# Chat Archive for ${THREAD}\n\n${turns}`;
  const OLD =
    '## Turn 2026-01-02T03:04:05Z\n\n### User\n\nhello\n\n### Assistant\n\nhi\n\n### Actions\n\n- **Completed fileChange** (`item/completed`): a.ts\n\n---\n';

  test('all days of a thread, each turn once, with ids that follow from what they hold', async () => {
    lab.write(join(lab.project, `chats/2026-01-02/${THREAD}.md`), DAY(OLD));
    lab.write(
      join(lab.project, `chats/2026-01-03/${THREAD}.md`),
      DAY(`${OLD}\n${OLD.replaceAll('hello', 'again').replace('01-02', '01-03')}`),
    );
    expect(await lab.lines(THREAD)).toEqual([
      'user_message | completed | 04:05 | hello',
      'assistant_message | completed | 04:05 | hi',
      'action_card | completed | 04:05 | item/completed | Completed fileChange | a.ts',
      'user_message | completed | 04:05 | again',
      'assistant_message | completed | 04:05 | hi',
      'action_card | completed | 04:05 | item/completed | Completed fileChange | a.ts',
    ]);
    const first = await lab.ledger(THREAD);
    expect(await lab.ledger(THREAD)).toEqual(first);
    // By another program: UUIDv5 of the thread and `legacy/2026-01-02T03:04:05Z/c41fc1dde84364ea`.
    expect(first.entries[0].turnID).toBe('6808736E-516F-5C18-AC9F-CAC3A1FA561B');
    const { warnings } = await lab.json(['replay', THREAD]);
    expect(warnings).toMatchObject([{ code: 'legacy_transcript' }]);
    lab.transcript(THREAD, transcript(block()));
    expect(await lab.lines(THREAD)).toHaveLength(2);
  });
});

describe('ledger 19: transcripts that are broken', () => {
  const after = block({ id: TWO, user: 'after' });
  const users = (content: string) => readTranscript(content, 'a.md').turns.map(({ userText }) => userText);

  test.each([
    ['a marker without an id', '<!-- CODEXCHAT_TURN_BEGIN timestamp=2026-03-04T05:06:07Z -->\n', 'marker_broken'],
    ['a marker without a time', `<!-- CODEXCHAT_TURN_BEGIN id=${ONE} -->\n`, 'marker_broken'],
    ['a marker that does not end', `<!-- CODEXCHAT_TURN_BEGIN id=${ONE}\n`, 'marker_broken'],
    ['a block that does not end', block().replace('<!-- CODEXCHAT_TURN_END -->', ''), 'block_unfinished'],
  ])('%s: it goes on with the next one', (_name, broken, code) => {
    expect(users(transcript(broken, after))).toEqual(['after']);
    expect(warningsOf(transcript(broken, after))).toEqual([`${code} (line 5)`]);
    const [warning] = readTranscript(transcript(broken, after), 'a.md').warnings;
    expect(warning?.message).toContain('CodexChat stops there');
  });

  test('actions that cannot be read: none of them counts', () => {
    const actions = [
      '```json\n[{]\n```',
      fenced([CARD, { title: 'x' }]),
      fenced({}),
      'nothing',
      fenced([{ ...CARD, createdAt: '2026-03-04T05:06:31.5Z' }]),
    ];
    for (const text of actions) {
      const { turns } = readTranscript(transcript(block({ actions: text })), 'a.md');
      expect(turns.map(({ cards }) => cards)).toEqual([[]]);
      expect(warningsOf(transcript(block({ actions: text })))).toEqual(['actions_unreadable (line 5)']);
    }
  });

  test('line ends of Windows, and a mark at the beginning', () => {
    const content = transcript(block({ user: 'a\nb', actions: fenced([CARD]) }), after);
    const { turns, warnings } = readTranscript(content, 'a.md');
    expect(readTranscript(`\ufeff${content.replaceAll('\n', '\r\n')}`, 'a.md')).toEqual({ turns, warnings });
    expect(warnings).toEqual([]);
  });

  test('a message that holds a heading, or an end, is cut there as CodexChat does, and it is told', () => {
    const heading = transcript(block({ user: 'a\n\n### Assistant\n\nb' }));
    expect(readTranscript(heading, 'a.md').turns[0]).toMatchObject({
      userText: 'a',
      assistantText: 'b\n\n### Assistant\n\nDone.',
    });
    expect(warningsOf(heading)).toEqual(['message_cut (line 5)']);
    const end = transcript(block({ assistant: 'a <!-- CODEXCHAT_TURN_END --> b' }));
    expect(readTranscript(end, 'a.md').turns[0]).toMatchObject({ assistantText: 'a' });
    expect(warningsOf(end)).toEqual(['message_cut (line 5)']);
  });

  test('a turn that is there twice counts once', () => {
    const content = transcript(block({ user: 'first' }), block({ user: 'second' }));
    expect(users(content)).toEqual(['second']);
    expect(warningsOf(content)).toEqual([expect.stringContaining('turn_repeated')]);
  });

  test('ledger 17: nothing that can be used is damage, and the end 4; an empty transcript is an empty ledger', async () => {
    lab.transcript(THREAD, '<!-- CODEXCHAT_TURN_BEGIN -->\n');
    expect((await lab.ask(['ledger', 'export', THREAD, '--output', '-'])).exitCode).toBe(4);
    for (const text of ['', 'A letter to my aunt.\n', '\0\0\0']) {
      const file = lab.write(join(lab.dir.path, 'other.md'), text);
      expect((await lab.ask(['replay', file])).exitCode).toBe(4);
    }
    lab.transcript(THREAD, transcript());
    expect(await lab.ledger(THREAD)).toMatchObject({ entries: [], generatedAt: '1970-01-01T00:00:00Z' });
  });
});

describe('secrets in transcripts', () => {
  const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

  test('ledger 21: are taken out of what was said, and of the details of cards, in whatever they are wrapped', async () => {
    const detail = JSON.stringify({
      command: `PASSWORD="hunter22" curl -H "Authorization: Bearer ${TOKEN}"`,
      exitCode: 0,
    });
    const actions = fenced([{ ...CARD, detail }, CARD]);
    lab.transcript(THREAD, transcript(block({ user: `take ${TOKEN}`, actions })));
    const clean = JSON.stringify(await lab.ledger(THREAD));
    expect(clean).not.toMatch(/a1B2|hunter22/);
    const { entries } = await lab.ledger(THREAD, '--no-redact');
    expect(entries.map(({ text }: { text: string }) => text)).toEqual([
      `take ${TOKEN}`,
      'Done.',
      detail,
      'src/clamp.ts',
    ]);
  });

  test('ledger 15: the source of a ledger is found where its project lies', async () => {
    lab.transcript(THREAD, transcript(block()));
    await lab.json(['ledger', 'backfill']);
    const asked = await lab.json(['ledger', 'verify', '--source', '--project-path', lab.dir.path]);
    expect(asked).toMatchObject({ ok: true, ledgers: [{ sourceMatches: true }] });
  });
});
