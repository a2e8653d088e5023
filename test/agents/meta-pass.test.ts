import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayHaveCopiesByTime } from '../../src/agents/codex/meta-pass.js';
import { TracePass } from '../../src/agents/codex/trace-pass.js';
import { Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

/** Lines of every kind that has to do with where a conversation comes from, whole, cut, and fused to others. */
const line = fc.constantFrom(
  'own',
  'own again',
  'other',
  'forked',
  'sub-agent',
  'with base',
  'other order',
  'turn',
  'call',
  'answer',
  'cut call',
  'cut answer',
);

function add(rollout: Rollout, what: string): void {
  const cut = (): void => {
    // Half a record, and the next one on the same line.
    const half = (rollout.lines.pop() ?? '').slice(0, -9);
    rollout.meta({ id: 'another' });
    rollout.raw(half + (rollout.lines.pop() ?? ''));
  };
  switch (what) {
    case 'own':
    case 'own again':
      rollout.meta();
      break;
    case 'other':
      rollout.meta({ id: 'another' });
      break;
    case 'forked':
      rollout.meta({ forked_from_id: 'another' });
      break;
    case 'sub-agent':
      rollout.meta({ parent_thread_id: 'another', subagent_history_start_ordinal: 4 });
      break;
    case 'with base':
      rollout.meta({ forked_from_id: 'another', history_base: { thread_id: 'another' } });
      break;
    case 'other order':
      rollout.raw(
        '{"type":"session_meta","payload":{"id":"another","cwd":"/w"},"timestamp":"2026-01-01T12:00:00.000Z"}',
      );
      break;
    case 'turn':
      rollout.task('t').context('gpt-demo').says('Do it');
      break;
    case 'call':
      rollout.call('shell', { command: ['npm', 'test'] }, 'c').output('c', 'x'.repeat(2_000));
      break;
    case 'answer':
      rollout.event({ type: 'agent_message', message: '{"type":"session_meta"}' });
      break;
    case 'cut call':
      rollout.call('shell', { command: ['npm', 'test'] }, 'd');
      cut();
      break;
    default:
      rollout.event({ type: 'agent_message', message: 'I did' });
      cut();
  }
}

test('what names sessions is enough to see that copies, if there are any, end where an id tells', () => {
  const dir = new TempDir();
  let perhaps = 0;
  let indeed = 0;
  try {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const rollout = new Rollout();
        for (const what of lines) add(rollout, what);
        const source = rollout.source(dir);
        const isByTime = new TracePass(source, null).run().reader.copiesByTime() !== null;
        const may = mayHaveCopiesByTime(source);
        if (isByTime) expect([lines, may]).toEqual([lines, true]);
        perhaps += may ? 1 : 0;
        indeed += isByTime ? 1 : 0;
        // Without any that could begin copies there are none.
        const none = lines.every((what) => ['own', 'own again', 'turn', 'call', 'answer', 'with base'].includes(what));
        if (none) expect([lines, may]).toEqual([lines, false]);
      }),
      { numRuns: 1_000 },
    );
  } finally {
    dir.remove();
  }
  expect(indeed).toBeGreaterThan(100);
  expect(perhaps).toBeLessThan(1_000);
});
