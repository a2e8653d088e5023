import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { uuid7 } from '../support/codex-rollout.js';
import { LedgerLab, oneTurn, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

const GHOST = '1'.repeat(40);
const MINUTE = 60;

describe('one conversation', () => {
  test('ledger 8: turns of a rollout: the messages, and a card for each thing that was done', async () => {
    const id = lab.session(0, oneTurn);
    const cwd = join(lab.project, 'web');
    expect(await lab.ledger(id)).toEqual({
      entries: [
        {
          kind: 'user_message',
          sequence: 1,
          status: 'completed',
          text: 'Add a max option',
          timestamp: '2026-01-01T12:00:02Z',
          turnID: expect.stringMatching(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/),
        },
        {
          kind: 'assistant_message',
          sequence: 2,
          status: 'completed',
          text: 'Done — see max.js.',
          timestamp: '2026-01-01T12:00:02Z',
          turnID: expect.anything(),
        },
        {
          kind: 'action_card',
          method: 'item/completed',
          sequence: 3,
          status: 'failed',
          text: JSON.stringify({ command: 'npm test', cwd, exitCode: 1 }),
          timestamp: '2026-01-01T12:00:05Z',
          title: 'Completed commandExecution',
          turnID: expect.anything(),
        },
        {
          kind: 'action_card',
          method: 'item/completed',
          sequence: 4,
          status: 'completed',
          text: '{"changes":[{"kind":"add","path":"a.js"},{"kind":"add","path":"max.js"}]}',
          timestamp: '2026-01-01T12:00:07Z',
          title: 'Completed fileChange',
          turnID: expect.anything(),
        },
      ],
      generatedAt: '2026-01-01T12:00:08Z',
      projectPath: lab.project,
      schemaVersion: 1,
      threadID: id.toUpperCase(),
    });
  });

  test('a turn has its own id where that is a UUID, else one made of its number', async () => {
    const task = uuid7(5_000);
    const id = lab.session(0, (rollout) => {
      rollout.task(task).says('one').event({ type: 'agent_message', message: 'a' }).done(task);
      rollout.says('two').event({ type: 'agent_message', message: 'b' });
    });
    const { entries } = await lab.ledger(id);
    expect(entries.map(({ turnID }: { turnID: string }) => turnID)).toEqual([
      task.toUpperCase(),
      task.toUpperCase(),
      expect.stringMatching(/^[0-9A-F-]{14}-?5/),
      expect.stringMatching(/^[0-9A-F-]{14}-?5/),
    ]);
  });

  test('snapshots, failures and what is not over yet', async () => {
    const id = lab.session(0, (rollout) => {
      rollout
        .says('one')
        .ghost(GHOST, { parent: '2'.repeat(40) })
        .event({ type: 'turn_aborted', reason: 'interrupted' });
      rollout.event({ type: 'thread_rolled_back', num_turns: 1 });
      rollout.says('two').event({ type: 'agent_message', message: 'I look.' });
      rollout.record('compacted', { message: '' });
      rollout.says('three').call('shell', { command: ['make'] }, 'c9');
    });
    expect(await lab.lines(id)).toEqual([
      'user_message | failed | 00:02 | one',
      'assistant_message | failed | 00:02 | ',
      `action_card | completed | 00:03 | snapshot/ghost | Ghost commit | ${GHOST} parent=${'2'.repeat(40)}`,
      'action_card | failed | 00:04 | turn/aborted | Turn aborted | interrupted',
      'action_card | completed | 00:05 | thread/rolledBack | Rolled back 1 turn(s) | ',
      'user_message | completed | 00:07 | two',
      'assistant_message | completed | 00:07 | I look.',
      'action_card | completed | 00:09 | thread/compacted | Context compacted | ',
      'user_message | pending | 00:11 | three',
      'assistant_message | pending | 00:11 | ',
      `action_card | pending | 00:12 | item/started | Started commandExecution | ${JSON.stringify({ command: 'make', cwd: lab.project, exitCode: null })}`,
    ]);
  });

  test('searches, tools of servers and other tools have cards of their own kinds', async () => {
    const action = { type: 'search', query: 'node lts' };
    const id = lab.session(0, (rollout) => {
      rollout
        .says('Look it up')
        .item({ type: 'web_search_call', status: 'completed', action })
        .call('read', {}, 'm1', { namespace: 'mcp__files__' })
        .event({
          type: 'mcp_tool_call_end',
          call_id: 'm1',
          invocation: { server: 'files', tool: 'read' },
          result: { Ok: {} },
        })
        .output('m1', 'x')
        .call('update_plan', { plan: [] }, 'p1')
        .output('p1', 'Plan updated')
        .event({ type: 'web_search_end', call_id: 'ws_2', query: 'node lts', action })
        .event({ type: 'agent_message', message: 'Found.' });
    });
    const { entries } = await lab.ledger(id);
    expect(entries.slice(2).map(({ title, status, text }: Record<string, string>) => [title, status, text])).toEqual([
      ['Completed webSearch', 'completed', '{"tool":"web_search"}'],
      ['Completed mcpToolCall', 'completed', '{"tool":"read"}'],
      ['Completed dynamicToolCall', 'completed', '{"tool":"update_plan"}'],
      ['Completed webSearch', 'completed', '{"tool":"web_search"}'],
    ]);
  });

  test('what an error said', async () => {
    const task = uuid7(7_000);
    const id = lab.session(0, (rollout) => {
      rollout.task(task).says('one').event({ type: 'error', message: 'The stream broke off.' }).done(task);
      rollout.task(uuid7(8_000)).says('two').done(uuid7(8_000));
    });
    expect(await lab.lines(id)).toEqual([
      'user_message | failed | 00:03 | one',
      'assistant_message | failed | 00:03 | ',
      'action_card | failed | 00:05 | turn/error | Turn error | The stream broke off.',
      'user_message | completed | 00:08 | two',
      'assistant_message | completed | 00:08 | ',
    ]);
  });

  test('ledger 8: the last turns only: numbered anew, and it is told that there are more', async () => {
    const id = lab.session(0, (rollout) => {
      for (const word of ['one', 'two', 'three']) rollout.says(word).event({ type: 'agent_message', message: 'ok' });
    });
    const whole = await lab.ledger(id);
    const { entries } = await lab.ledger(id, '--limit', '2');
    expect(entries).toEqual(
      whole.entries.slice(2).map((entry: object, place: number) => ({ ...entry, sequence: place + 1 })),
    );
    const file = join(lab.dir.path, 'l.json');
    expect(await lab.json(['ledger', 'export', id, '--limit', '2', '--output', file])).toMatchObject({
      entryCount: 4,
      truncated: true,
      totalTurns: 3,
    });
    expect(await lab.json(['ledger', 'export', id, '--limit', '3', '--output', file, '--force'])).toMatchObject({
      truncated: false,
      totalTurns: 3,
    });
  });

  test('ledger 9: the summary tells the digest of the bytes as they lie on disk', async () => {
    const id = lab.session(0, oneTurn);
    const file = join(lab.dir.path, 'l.json');
    const summary = await lab.json(['ledger', 'export', id, '--output', file]);
    const { entries, schemaVersion, threadID } = JSON.parse(textOf(file));
    expect(summary).toEqual({
      schema: 'ai-blame/ledger-export@1',
      threadID: id.toUpperCase(),
      agent: 'codex',
      session: id,
      outputPath: file,
      status: 'written',
      entryCount: 4,
      sha256: createHash('sha256').update(textOf(file)).digest('hex'),
      contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      truncated: false,
      totalTurns: 1,
      redacted: true,
      secretsReplaced: 0,
      warnings: [],
    });
    expect({ entries: entries.length, schemaVersion, threadID }).toEqual({
      entries: 4,
      schemaVersion: 1,
      threadID: id.toUpperCase(),
    });
    const moved = await lab.json(['ledger', 'export', id, '--project-path-as', '/elsewhere', '--output', `${file}2`]);
    expect(moved.contentSha256).toBe(summary.contentSha256);
    expect(moved.sha256).not.toBe(summary.sha256);
  });

  test('ledger 8: to standard output: the bytes there, the summary on the other stream', async () => {
    const id = lab.session(0, oneTurn);
    const { stdout, stderr } = await lab.ask(['ledger', 'export', id, '--output', '-']);
    expect(stderr).toBe(
      `Ledger export complete\nOutput: standard output\nEntries: 4\nSHA256: ${createHash('sha256').update(stdout).digest('hex')}\n`,
    );
    expect(stdout.endsWith('}')).toBe(true);
  });
});

describe('nothing but the source decides the bytes', () => {
  test('ledger 1: another clock, another folder to stand in, another index: the same bytes', async () => {
    const id = lab.session(0, oneTurn);
    const { stdout } = await lab.ask(['ledger', 'export', id, '--output', '-']);
    const now = () => Date.UTC(2031, 5, 5) + 7;
    const again = await lab.ask(['ledger', 'export', id, '--output', '-', '-C', lab.dir.path], { now, cwd: '/tmp' });
    expect(again.stdout).toBe(stdout);
    const file = join(lab.dir.path, 'index.sqlite');
    expect((await lab.ask(['ledger', 'export', id, '--output', '-', '--index', file])).stdout).toBe(stdout);
  });

  test('ledger 2 and 3: a time and a folder that are asked for, else what the source tells', async () => {
    const id = lab.session(0, oneTurn);
    expect(await lab.ledger(id)).toMatchObject({ generatedAt: '2026-01-01T12:00:08Z', projectPath: lab.project });
    expect(
      await lab.ledger(id, '--generated-at', '2026-05-05T05:05:05.9+02:00', '--project-path-as', 'C:\\demo'),
    ).toMatchObject({ generatedAt: '2026-05-05T03:05:05Z', projectPath: 'C:\\demo' });
    const now = () => Date.UTC(2031, 5, 5) + 7;
    const { stdout } = await lab.ask(['ledger', 'export', id, '--output', '-', '--generated-at', 'now'], { now });
    expect(JSON.parse(stdout).generatedAt).toBe('2031-06-05T00:00:00Z');
  });

  test('ledger 2: a session that nothing is told of has the time at which it started', async () => {
    const id = lab.session(MINUTE, () => {});
    expect(await lab.ledger(id)).toEqual({
      entries: [],
      generatedAt: '2026-01-01T12:01:00Z',
      projectPath: lab.project,
      schemaVersion: 1,
      threadID: id.toUpperCase(),
    });
  });
});

describe('where it is written', () => {
  test('ledger 14: in our own folder, with a marker; nowhere else', async () => {
    const id = lab.session(0, oneTurn);
    const { outputPath } = await lab.json(['ledger', 'export', id]);
    expect(outputPath).toBe(lab.ownLedger(id));
    expect(existsSync(lab.ownMarker(id))).toBe(true);
    expect(readdirSync(lab.project)).toEqual([]);
    expect(readdirSync(lab.home)).toEqual(['sessions']);
  });

  test('a file that holds something else is not replaced unless that is said', async () => {
    const id = lab.session(0, oneTurn);
    const file = lab.write(join(lab.dir.path, 'notes.json'), 'mine');
    const refused = await lab.ask(['ledger', 'export', id, '--output', file]);
    expect(refused).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${file} is there already, and holds something else (--force replaces it)`,
    });
    expect(textOf(file)).toBe('mine');
    expect(await lab.json(['ledger', 'export', id, '--output', file, '--force'])).toMatchObject({ status: 'written' });
    expect(await lab.json(['ledger', 'export', id, '--output', file])).toMatchObject({ status: 'unchanged' });
  });

  test('ledger 14: no folder is made for it', async () => {
    const id = lab.session(0, oneTurn);
    const folder = join(lab.dir.path, 'lost');
    const { exitCode, stderr } = await lab.ask(['ledger', 'export', id, '--output', join(folder, 'l.json')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: `There is no folder ${folder}` });
    expect(existsSync(folder)).toBe(false);
  });

  test('ledger 14: a project that is not there is an error', async () => {
    const folder = join(lab.dir.path, 'lost');
    for (const words of [
      ['ledger', 'export', 'x'],
      ['ledger', 'backfill'],
      ['replay', 'x'],
    ]) {
      const { exitCode, stderr } = await lab.ask([...words, '--project-path', folder]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: `There is no folder ${folder}` });
    }
    expect(existsSync(folder)).toBe(false);
  });
});

describe('what is said', () => {
  const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

  test('ledger 21: secrets are taken out, unless they are asked for; outputs and reasoning never go in', async () => {
    const id = lab.session(0, (rollout) => {
      rollout.says(`use ${TOKEN}`);
      rollout.item({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'shhh, I think' }] });
      rollout.event({ type: 'agent_reasoning', text: 'shhh, I think' });
      rollout.call('shell', { command: ['bash', '-lc', 'PASSWORD="hunter22" ./deploy'] }, 'c1').output('c1', 'shhh');
      rollout.event({ type: 'agent_message', message: `I used ${TOKEN}` });
    });
    const clean = JSON.stringify(await lab.ledger(id));
    expect(clean).toContain('use [redacted]');
    expect(clean).not.toMatch(/a1B2|hunter22|shhh/);
    const whole = JSON.stringify(await lab.ledger(id, '--no-redact'));
    expect(whole.split(TOKEN)).toHaveLength(3);
    expect(whole).toContain('hunter22');
    expect(whole).not.toContain('shhh');
  });

  test('ledger 21: --no-text leaves every text out', async () => {
    const id = lab.session(0, oneTurn);
    const { entries } = await lab.ledger(id, '--no-text');
    const whole = (await lab.ledger(id)).entries as { text?: string }[];
    expect(entries).toEqual(whole.map(({ text: _, ...rest }) => rest));
  });
});

describe('how it ends', () => {
  test.each(['0', '-1', '1e3', 'abc', ''])('ledger 16: --limit %j is a usage error', async (limit) => {
    for (const words of [
      ['ledger', 'export', 'x'],
      ['ledger', 'backfill'],
      ['replay', 'x'],
    ]) {
      const { exitCode, stderr } = await lab.ask([...words, `--limit=${limit}`]);
      expect([words, exitCode, stderr]).toEqual([words, 2, expect.stringContaining('--limit')]);
    }
  });

  test('ledger 17: an id that nobody has; one that stands for several', async () => {
    lab.session(1, oneTurn);
    lab.session(2, oneTurn);
    expect((await lab.ask(['ledger', 'export', 'ffff'])).exitCode).toBe(3);
    const both = await lab.ask(['ledger', 'export', '019b']);
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toContain(`${uuid7(1000, 1)}, codex:${uuid7(2000, 2)}`);
  });

  test('ledger 8: the id of a thread, in any case of letters, and a file', async () => {
    const id = lab.session(1, oneTurn);
    const { stdout } = await lab.ask(['ledger', 'export', id, '--output', '-']);
    for (const name of [id.toUpperCase(), id.slice(0, 13), `codex:${id}`, lab.traceOf(id)]) {
      expect((await lab.ask(['ledger', 'export', name, '--output', '-'])).stdout).toBe(stdout);
    }
    expect((await lab.ask(['ledger', 'export', `${id}.jsonl`])).exitCode).toBe(3);
  });

  test('ledger 17: words that are none, and options of other words', async () => {
    for (const [words, message] of [
      [['ledger'], 'ai-blame ledger expects one of export, backfill, verify'],
      [['ledger', 'export'], 'ai-blame ledger export takes one session: name it by its id, or by how that begins'],
      [['ledger', 'verify', '--limit', '3'], 'ai-blame ledger verify takes no --limit'],
      [
        ['ledger', 'export', 'x', '--generated-at', 'soon'],
        '--generated-at expects now, or a time as 2026-03-04T05:06:07Z, not "soon"',
      ],
    ] as const) {
      const { exitCode, stderr } = await lab.ask([...words]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
    }
  });
});
