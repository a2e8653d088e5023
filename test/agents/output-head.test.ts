import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { resultOf } from '../../src/agents/codex/outcomes.js';
import { outputByHead } from '../../src/agents/codex/output-head.js';
import type { HistoryFact } from '../../src/model/history-fact.js';
import { Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

const TIME = '2026-01-01T12:00:00.000Z';

function record(output: string, more: object = {}, before: object = {}): string {
  const payload = { type: 'function_call_output', ...before, call_id: 'c1', output, ...more };
  return JSON.stringify({ timestamp: TIME, type: 'response_item', payload });
}

const heads = fc.constantFrom(
  'Exit code: 0\nWall time: 0.2 seconds\nOutput:\n',
  'Exit code: 0\nWall time: 0.2 seconds\nTotal output lines: 9\nOutput:\n',
  'Chunk ID: 048d8e\nWall time: 0.0512 seconds\nProcess exited with code 0\nOriginal token count: 99\nOutput:\n',
  'Exit code: 1\nWall time: 0 seconds\nOutput:\n',
  'Chunk ID: 1\nWall time: 0 seconds\nProcess running with session ID 7\nOutput:\n',
  'Wall time: 0 seconds\nOutput:\n',
  'Wall time: Exit code: 0\nOutput:\n',
  'Exit code: 0\nOutput:',
  'Exit code: 0\nExit code: 7\nOutput:\n',
  `Exit code: 0\nWall time: ${'0'.repeat(1_100)}\nOutput:\n`,
  `Exit code: 0\nWall time: ${'0'.repeat(260)}\nOutput:\n`,
  '',
);
const beginnings = fc.constantFrom(
  '',
  '{"output":"no","metadata":{"exit_code":1}}',
  'Exit code: 1\nOutput:\n',
  'exec command rejected by user',
  'aborted by user after 2.4s',
  'unsupported call: x',
  'tool call x not found',
  'failed in sandbox a with execution error: b exit code: 3, stdout: c, stderr: d',
  'apply_patch verification failed',
  'Success. Updated the following files:\nA a.md\n',
  'x'.repeat(290),
  `${'x'.repeat(280)} rejected by user `,
  `${'\u20ac'.repeat(280)} rejected by user `,
  `${'"'.repeat(260)}execution error: command timed out`,
  `${'\u0007'.repeat(280)} rejected by user `,
  'Wall time: 1\naborted by user',
  'command timed out after 3 s',
);
const rest = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.repeat(60)),
  fc.constantFrom('", \\" \\\\" \n\t \u2028 é '.repeat(120), '\u0000\u001b[31m'.repeat(300), 'a\n'.repeat(2_000)),
);

/** What stands behind an output, the turn that it names (undefined: that is only known when it is parsed), and what stands in front. */
const ends = fc.constantFrom<[object, string | null | undefined, object?]>(
  [{}, null],
  [{ internal: { kind: 't' } }, null],
  [{ internal_chat_message_metadata_passthrough: { turn_id: 'turn-7' } }, 'turn-7'],
  [{ internal: { turn_id: 't' } }, undefined],
  [{ turn_id: 't' }, undefined],
  [{}, undefined, { turn_id: 't' }],
  [{}, null, { id: 'item' }],
);

test('what is told by the first bytes of an output is what all of it tells', () => {
  let told = 0;
  fc.assert(
    fc.property(heads, beginnings, rest, ends, (head, beginning, more, [end, turnId, before]) => {
      const output = head + beginning + more;
      const text = record(output, end, before);
      const quick = outputByHead(Buffer.from(text), 'c1');
      const parsed = JSON.parse(text).payload.output;
      if (quick !== null) {
        told += 1;
        // The list of changed files is left out: it is asked for by patches only.
        expect(quick).toEqual({ callId: 'c1', time: TIME, turnId, result: { ...resultOf(parsed), updated: null } });
      }
    }),
    { numRuns: 3_000 },
  );
  expect(told).toBeGreaterThan(100);
});

test('half a record, one that another is fused to, and another call’s are parsed', () => {
  const whole = record(`Exit code: 0\nWall time: 0 seconds\nOutput:\n${'a "b" {"c":{}} '.repeat(300)}`);
  expect(outputByHead(Buffer.from(whole), 'c1')).not.toBeNull();
  expect(outputByHead(Buffer.from(whole), 'c2')).toBeNull();
  for (let cut = 1; cut < 200; cut++) {
    expect(outputByHead(Buffer.from(whole.slice(0, -cut)), 'c1')).toBeNull();
    expect(outputByHead(Buffer.from(whole.slice(0, -cut) + whole), 'c1')).toBeNull();
  }
});

test('a history tells the same of long outputs, which are not parsed, as of short ones, which are', () => {
  const dir = new TempDir();
  try {
    const facts = (more: string): HistoryFact[] => {
      const rollout = new Rollout().meta().task('t1').context('gpt-demo').says('Do it');
      const outputs = [
        'Exit code: 0\nWall time: 0 seconds\nOutput:\nfine',
        'Exit code: 1\nWall time: 0 seconds\nOutput:\nnot fine',
        'Exit code: 0\nWall time: 0 seconds\nOutput:\nexec command rejected by user',
        'Chunk ID: 1\nWall time: 0 seconds\nProcess running with session ID 7\nOutput:\n',
        'aborted by user after 1 s',
      ];
      // Of commands that may write, and of such as only read, whose outputs nobody waits for.
      for (const command of ['npm test', 'cat a.ts']) {
        for (const [n, output] of outputs.entries()) {
          const id = `${command.slice(0, 3)}-${n}`;
          rollout.call('shell', { command: ['bash', '-lc', command] }, id).output(id, `${output} ${more}`);
        }
      }
      rollout.done('t1').task('t2').context('gpt-demo').says('And more');
      // It came late: it tells by itself that it is of the first turn (formats/codex.md, 6).
      const turn = { internal_chat_message_metadata_passthrough: { turn_id: 't1' } };
      const late = {
        type: 'function_call_output',
        call_id: 'x',
        output: `Exit code: 0\nOutput:\nlate ${more}`,
        ...turn,
      };
      const own = { ...late, internal_chat_message_metadata_passthrough: { turn_id: 't2' } };
      rollout
        .item(late)
        .item(own)
        .item({ ...late, internal_chat_message_metadata_passthrough: {} });
      const told: HistoryFact[] = [];
      codexAdapter().history(rollout.done('t2').source(dir), (fact) => told.push(fact));
      return told;
    };
    const short = facts('');
    expect(short.filter(({ type }) => type === 'tool_result').map(({ turn, data }) => [turn, data.status])).toEqual([
      ...['completed', 'failed', 'rejected', 'unknown', 'aborted'].map((status) => [1, status]),
      ...['completed', 'failed', 'rejected', 'unknown', 'aborted'].map((status) => [1, status]),
      [1, 'completed'],
      [2, 'completed'],
      [2, 'completed'],
    ]);
    expect(facts('and so on '.repeat(500))).toEqual(short);
  } finally {
    dir.remove();
  }
});
