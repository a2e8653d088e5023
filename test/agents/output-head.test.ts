import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resultOf } from '../../src/agents/codex/outcomes.js';
import { outputByHead } from '../../src/agents/codex/output-head.js';

const TIME = '2026-01-01T12:00:00.000Z';

function record(output: string, more: object = {}): string {
  const payload = { type: 'function_call_output', call_id: 'c1', output, ...more };
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

test('what is told by the first bytes of an output is what all of it tells', () => {
  let told = 0;
  fc.assert(
    fc.property(heads, beginnings, rest, fc.boolean(), (head, beginning, more, hasMore) => {
      const output = head + beginning + more;
      const text = record(output, hasMore ? { internal: { turn_id: 't' } } : {});
      const quick = outputByHead(Buffer.from(text), 'c1');
      const parsed = JSON.parse(text).payload.output;
      if (quick !== null) {
        told += 1;
        // The list of changed files is left out: it is asked for by patches only.
        expect(quick).toEqual({ time: TIME, result: { ...resultOf(parsed), updated: null } });
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
