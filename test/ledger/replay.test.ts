import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprint } from '../support/travel-lab.js';
import { zstdStored } from '../support/zstd-stored.js';
import { LedgerLab, oneTurn, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

describe('ledger 7: a conversation turn by turn', () => {
  test('as JSON, in the shape that CodexChat has', async () => {
    const id = lab.session(0, (rollout) => {
      rollout.says('Hello').event({ type: 'turn_aborted', reason: 'interrupted' });
      oneTurn(rollout);
    });
    expect(await lab.json(['replay', id, '--limit', '1'])).toEqual({
      schema: 'ai-blame/replay@1',
      agent: 'codex',
      session: id,
      threadID: id.toUpperCase(),
      projectPath: lab.project,
      source: lab.traceOf(id),
      totalTurns: 2,
      turnCount: 1,
      completedTurnCount: 1,
      failedTurnCount: 0,
      pendingTurnCount: 0,
      secretsReplaced: 0,
      turns: [
        {
          turnID: expect.stringMatching(/^[0-9A-F-]{36}$/),
          timestamp: '2026-01-01T12:00:05Z',
          status: 'completed',
          userText: 'Add a max option',
          assistantText: 'Done — see max.js.',
          actions: [
            {
              createdAt: '2026-01-01T12:00:08Z',
              status: 'failed',
              method: 'item/completed',
              title: 'Completed commandExecution',
              detail: JSON.stringify({ command: 'npm test', cwd: join(lab.project, 'web'), exitCode: 1 }),
            },
            {
              createdAt: '2026-01-01T12:00:10Z',
              status: 'completed',
              method: 'item/completed',
              title: 'Completed fileChange',
              detail: '{"changes":[{"kind":"add","path":"a.js"},{"kind":"add","path":"max.js"}]}',
            },
          ],
        },
      ],
      warnings: [],
    });
  });

  test('as text, for a person; what would move the cursor is shown', async () => {
    const id = lab.session(0, (rollout) => {
      rollout.task('019b2c3d-0000-7000-8000-000000000001').says('Clear\u001b[2J the\n\nscreen');
      rollout.event({ type: 'agent_message', message: 'Done.' }).done('019b2c3d-0000-7000-8000-000000000001');
    });
    const { stdout } = await lab.ask(['replay', id]);
    expect(stdout.split('\n')).toEqual([
      'Replay summary',
      `Project: ${lab.project}`,
      `Thread: ${id.toUpperCase()} (codex:${id})`,
      'Turns: 1 (completed=1, pending=0, failed=0)',
      '- 2026-01-01T12:00:03Z [completed] 019B2C3D-0000-7000-8000-000000000001',
      '  > Clear␛[2J the',
      '  >',
      '  > screen',
      '  < Done.',
      '',
    ]);
  });

  test('the same answer each time, and no trace of having been asked', async () => {
    const id = lab.session(0, oneTurn);
    const before = fingerprint(lab.dir.path);
    const first = await lab.ask(['replay', id, '--json']);
    expect(fingerprint(lab.dir.path)).toBe(before);
    const later = { now: () => Date.UTC(2040, 1, 1) };
    expect(await lab.ask(['replay', id, '--json'], later)).toEqual(first);
    expect((await lab.ask(['replay', lab.traceOf(id), '--json'])).stdout).toBe(first.stdout);
  });

  test('a compressed trace, wherever it lies', async () => {
    const id = lab.session(0, oneTurn);
    const { turns } = await lab.json(['replay', id]);
    const file = lab.write(join(lab.dir.path, 'elsewhere/any-name.jsonl.zst'), zstdStored(textOf(lab.traceOf(id))));
    expect(await lab.json(['replay', file])).toMatchObject({ agent: 'codex', session: id, source: file, turns });
  });

  test('a session that is not there, no session, two', async () => {
    const ended = async (...words: string[]) => (await lab.ask(['replay', ...words])).exitCode;
    expect([await ended('ffff'), await ended(), await ended('a', 'b'), await ended('a', '--limit=0')]).toEqual([
      3, 2, 2, 2,
    ]);
  });
});
