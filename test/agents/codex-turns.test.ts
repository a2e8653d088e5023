import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import {
  applied,
  changes,
  clock,
  modelLines,
  patchOf,
  Rollout,
  snapshots,
  sourceOf,
  uuid7,
} from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const ADD = patchOf('*** Add File: a.md', '+one');

function turnLines({ turns }: SessionTrace): string[] {
  return turns.map(({ index, id, prompt }) => `${index} ${id} ${prompt}`);
}

describe('turns before 0.100', () => {
  test('each message of the person begins one; wrapped texts and other kinds do not', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.42.0' })
      .says('<user_instructions>\nbe brief\n</user_instructions>', { kind: 'user_instructions' })
      .says('<environment_context>\n  <cwd>/w/demo</cwd>\n</environment_context>', { kind: 'environment_context' })
      .says('# AGENTS.md instructions for /w/demo\n\n<INSTRUCTIONS>')
      .says('first', { kind: 'plain' })
      .says('<user_shell_command>\nls\n</user_shell_command>')
      .says('<turn_aborted>\nby the user\n</turn_aborted>')
      .says('second')
      .read(dir);
    expect(turnLines(trace)).toEqual(['1 null first', '2 null second']);
  });

  test('one turn_context is not one turn: they are written for every request', () => {
    const trace = new Rollout()
      .meta()
      .says('go')
      .context('m')
      .call('shell_command', { command: 'ls' }, 'c1')
      .output('c1', 'Exit code: 0\nWall time: 0 seconds\nOutput:\n')
      .context('m')
      .patched(ADD, 'c2')
      .context('m')
      .read(dir);
    expect(turnLines(trace)).toEqual(['1 null go']);
    expect(changes(trace).map((event) => event.turn?.index)).toEqual([1]);
  });
});

describe('turns from 0.100 on', () => {
  const [t1, t2, t3] = [uuid7(1_000), uuid7(60_000), uuid7(120_000)] as const;

  test('carry the id of their task', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.120.0' })
      .task(t1)
      .context('m', { turn_id: t1 })
      .says('first')
      .done(t1)
      .task(t2)
      .context('m', { turn_id: t2 })
      .says('second')
      .done(t2)
      .read(dir);
    expect(trace.turns).toEqual([
      { session: trace.session, index: 1, id: t1, startedAt: clock(4), prompt: 'first' },
      { session: trace.session, index: 2, id: t2, startedAt: clock(9), prompt: 'second' },
    ]);
  });

  test('a task without a message (compaction, review, undo) does not shift them; its edits are the turn’s before it', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.120.0' })
      .task(t1)
      .context('m1', { turn_id: t1 })
      .says('first')
      .done(t1)
      .task(t2)
      .context('m2', { turn_id: t2 })
      .patched(ADD, 'c1')
      .done(t2)
      .task(t3)
      .context('m3', { turn_id: t3 })
      .says('second')
      .patched(ADD, 'c2')
      .done(t3)
      .read(dir);
    expect(turnLines(trace)).toEqual([`1 ${t1} first`, `2 ${t3} second`]);
    expect(modelLines(trace.events)).toEqual(['1 m2', '2 m3']);
  });

  test('a message sent while the model runs begins a turn within the task, with its model', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.142.0' })
      .task(t1)
      .context('m', { turn_id: t1 })
      .says('first')
      .patched(ADD, 'c1')
      .says('and also')
      .patched(ADD, 'c2')
      .done(t1)
      .read(dir);
    expect(turnLines(trace)).toEqual([`1 ${t1} first`, `2 ${t1} and also`]);
    expect(modelLines(trace.events)).toEqual(['1 m', '2 m']);
  });

  test('codex reader 5: a record that comes late belongs to the turn that it names, not to where it stands', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.142.0' })
      .task(t1)
      .context('m1', { turn_id: t1 })
      .says('first')
      .event({ type: 'turn_aborted', turn_id: t1, reason: 'interrupted' })
      .task(t2)
      .context('m2', { turn_id: t2 })
      .says('second')
      .event({
        type: 'patch_apply_end',
        call_id: 'exec-1',
        turn_id: t1,
        success: true,
        changes: { '/w/demo/late.md': { type: 'add', content: 'x\n' } },
      })
      .read(dir);
    expect(modelLines(trace.events)).toEqual(['1 m1']);
  });

  test('assuming a turn’s edits stop at turn_aborted or task_complete: what comes later is still the call’s turn', () => {
    const trace = new Rollout()
      .meta({ cli_version: '0.142.0' })
      .task(t1)
      .context('m1', { turn_id: t1 })
      .says('first')
      .custom('apply_patch', ADD, 'c1')
      .custom('apply_patch', ADD, 'c2')
      .event({ type: 'turn_aborted', turn_id: t1, reason: 'interrupted' })
      .output('c1', applied(ADD), 'custom_tool_call_output')
      .task(t2)
      .context('m2', { turn_id: t2 })
      .says('second')
      .output('c2', applied(ADD), 'custom_tool_call_output')
      .read(dir);
    expect(modelLines(trace.events)).toEqual(['1 m1', '1 m1']);
    expect(changes(trace).map((event) => event.outcome)).toEqual(['applied', 'applied']);
  });

  test('what the model does before the message is written belongs to the message', () => {
    const ghost = '1'.repeat(40);
    const trace = new Rollout()
      .meta({ cli_version: '0.120.0' })
      .task(t1)
      .context('m', { turn_id: t1 })
      .ghost(ghost)
      .says('first')
      .read(dir);
    expect(snapshots(trace).map((event) => [event.commit, event.turn?.index])).toEqual([[ghost, 1]]);
  });
});

test('assuming legacy vocabulary: paginated files tell messages as items', () => {
  const [t1, t2] = [uuid7(1_000), uuid7(60_000)] as const;
  const message = (id: string, text: string) => ({
    type: 'item_completed',
    thread_id: 'session-1',
    turn_id: id,
    item: { type: 'UserMessage', id: 'item-1', content: [{ type: 'text', text, text_elements: [] }] },
  });
  const trace = new Rollout({ paginated: true })
    .meta({ cli_version: '0.148.0', history_mode: 'paginated' })
    .task(t1)
    .event(message(t1, 'first\nmore'))
    .event({ type: 'item_completed', turn_id: t1, item: { type: 'AgentMessage', id: 'x', content: [] } })
    .done(t1)
    .task(t2)
    .event(message(t2, 'second'))
    .read(dir);
  expect(turnLines(trace)).toEqual([`1 ${t1} first`, `2 ${t2} second`]);
  expect(trace.warnings).toEqual([]);
});

test('migrated files have ids of their own making', () => {
  const trace = new Rollout({ paginated: true })
    .meta({ cli_version: '0.77.0', history_mode: 'paginated' })
    .event({ type: 'turn_started', turn_id: 'rollout-4' })
    .context('m')
    .event({
      type: 'item_completed',
      turn_id: 'rollout-4',
      item: { type: 'UserMessage', id: 'item-5', content: [{ type: 'text', text: 'first' }] },
    })
    .event({
      type: 'item_completed',
      turn_id: 'rollout-4',
      item: {
        type: 'FileChange',
        id: 'c1',
        changes: { '/w/demo/a.md': { type: 'add', content: 'x\n' } },
        status: 'completed',
      },
    })
    .event({ type: 'turn_complete', turn_id: 'rollout-4' })
    .read(dir);
  expect(turnLines(trace)).toEqual(['1 rollout-4 first']);
  expect(modelLines(trace.events)).toEqual(['1 m']);
});

describe('codex reader 2: bare eras', () => {
  const message = (text: string, role = 'user') => ({
    type: 'message',
    id: null,
    role,
    content: [{ type: 'input_text', text }],
  });
  const ITEMS = [
    message(
      '<environment_context>\n  <cwd>/w/demo</cwd>\n  <approval_policy>never</approval_policy>\n</environment_context>',
    ),
    message('first'),
    { type: 'reasoning', id: 'rs_1', summary: [] },
    {
      type: 'function_call',
      id: 'fc_1',
      name: 'shell',
      arguments: JSON.stringify({ command: ['apply_patch', ADD] }),
      call_id: 'c1',
    },
    {
      type: 'function_call_output',
      call_id: 'c1',
      output: JSON.stringify({ output: 'Success. Updated the following files:\nA a.md\n', metadata: { exit_code: 0 } }),
    },
    message('done', 'assistant'),
    message('second'),
  ];
  const SUMMARY = {
    turns: ['1 null first', '2 null second'],
    changes: [{ path: '/w/demo/a.md', model: null, time: null, turn: 1 }],
  };
  const summary = (trace: SessionTrace) => ({
    turns: turnLines(trace),
    changes: changes(trace).map(({ path, model, time, turn }) => ({ path, model, time, turn: turn?.index })),
  });

  test('R1: the directory is in a message; the local time of the head is not taken for UTC; no model', () => {
    const rollout = new Rollout().raw(
      JSON.stringify({
        id: 'session-1',
        timestamp: '2025-08-20T14:03:07.512Z',
        instructions: null,
        git: { commit_hash: 'abc', branch: 'main' },
      }),
    );
    for (const item of ITEMS) {
      rollout.raw(JSON.stringify(item)).raw('{"record_type":"state"}');
    }
    const trace = rollout.read(dir);
    expect(summary(trace)).toEqual(SUMMARY);
    expect(trace.session).toEqual({
      agent: 'codex',
      id: 'session-1',
      parentId: null,
      forkedFrom: null,
      agentVersion: null,
      provider: null,
      startedAt: null,
      startedNear: '2025-08-20T14:03:07.512Z',
      cwd: '/w/demo',
      git: { commit: 'abc', branch: 'main', remote: null },
    });
    expect(trace.warnings).toEqual([]);
    const probe = codexAdapter().probe(trace.source);
    expect([probe.session?.id, probe.cwds, probe.git?.commit, probe.firstTime, probe.lastTime]).toEqual([
      'session-1',
      ['/w/demo'],
      'abc',
      null,
      null,
    ]);
  });

  test('R0: flat files without git', () => {
    const lines = [{ id: 'session-1', timestamp: '2025-05-20T14:03:07.512Z', instructions: null }, ...ITEMS];
    const source = sourceOf(
      dir,
      'sessions/rollout-2025-05-20-session-1.jsonl',
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    expect(summary(codexAdapter().read(source))).toEqual(SUMMARY);
  });

  test('TS: one document; records are numbered by their place among the items', () => {
    const source = sourceOf(
      dir,
      'sessions/rollout-2025-04-20-session-1.json',
      JSON.stringify(
        { session: { timestamp: '2025-04-20T10:00:00.000Z', id: 'session-1', instructions: '' }, items: ITEMS },
        null,
        2,
      ),
    );
    const adapter = codexAdapter();
    const trace = adapter.read(source);
    expect(summary(trace)).toEqual(SUMMARY);
    expect(trace.session.startedAt).toBe('2025-04-20T10:00:00.000Z');
    const [change] = changes(trace);
    expect([change?.body.line, change?.trace.line]).toEqual([4, 5]);
    expect(change && adapter.loadChange(change)).toEqual({ tellings: [{ kind: 'content', text: 'one\n' }] });
    expect(adapter.probe(source)).toMatchObject({ session: { id: 'session-1' }, cwds: ['/w/demo'] });
  });
});

describe('prompts', () => {
  test.each([
    ['the first line that is not blank', '\n  \n  Fix it  \nplease', 'Fix it'],
    ['without terminal controls', '\u001b[31mRed\u001b[0m\u0007 and\ttabs\u001b]0;title\u0007', 'Red and tabs'],
    ['120 characters, whole ones', '😀'.repeat(130), '😀'.repeat(120)],
    [
      'what the person wrote, not the open files of the editor',
      '# Context from my IDE setup:\n\n## Open tabs:\n- a.ts\n\n## My request for Codex:\nRename it\n',
      'Rename it',
    ],
    ['empty where only an image was sent', '', ''],
  ])('%s', (_name, message, prompt) => {
    expect(
      new Rollout()
        .meta()
        .says(message)
        .read(dir)
        .turns.map((turn) => turn.prompt),
    ).toEqual([prompt]);
  });
});
