import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { HistoryFact } from '../../src/model/history-fact.js';
import type { TraceSource } from '../../src/model/session.js';
import { applied, clock, patchOf, Rollout, sourceOf, uuid7 } from '../support/codex-rollout.js';
import { corpusFolder, corpusSource } from '../support/corpus.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const NAME = 'sessions/2026/01/01/rollout-2026-01-01T12-00-00-session-1.jsonl';
const ADD = patchOf('*** Add File: docs/a.md', '+one', '+two');
const G1 = '1'.repeat(40);
const T1 = uuid7(1_000);
const T2 = uuid7(2_000);

function history(source: TraceSource): HistoryFact[] {
  const facts: HistoryFact[] = [];
  codexAdapter().history(source, (fact) => facts.push(fact));
  return facts;
}

/** `ordinal.n type turn data` */
function lines(rollout: Rollout): string[] {
  return history(rollout.source(dir)).map(
    ({ ordinal, n, type, turn, data }) => `${ordinal}.${n} ${type} ${turn} ${JSON.stringify(data)}`,
  );
}

const EDIT =
  '"previous_path":null,"kind":"add","insertions":2,"deletions":0,"evidence":"apply_patch","confidence":"exact"';

describe('what happened in a session', () => {
  test('up to 0.99: a turn ended with the last thing that the model said in it', () => {
    const rollout = new Rollout()
      .meta()
      .says('Add the docs')
      .context('m')
      .ghost(G1)
      .event({ type: 'agent_message', message: 'I look around first.' })
      .call('shell', { command: ['bash', '-lc', 'ls -la'] }, 'c1')
      .output('c1', JSON.stringify({ output: '', metadata: { exit_code: 2 } }))
      .patched(ADD, 'c2')
      .event({ type: 'agent_message', message: 'Done.' })
      .event({ type: 'token_count', info: { total_token_usage: { input_tokens: 7, total_tokens: 9 } } })
      .says('Thanks')
      .event({ type: 'turn_aborted', reason: 'interrupted' });
    expect(lines(rollout)).toEqual([
      '1.0 run_started null {"cwd":"/w/demo","cli_version":"0.77.0"}',
      '3.0 user_message 1 {"chars":12,"preview":"Add the docs"}',
      '4.0 step_started 1 {"turn":1,"model":"m"}',
      `5.0 snapshot_taken 1 {"commit":"${G1}","parent":null}`,
      '6.0 agent_message_complete 1 {"chars":20,"preview":"I look around first."}',
      '7.0 tool_call 1 {"call_id":"c1","tool":"shell","command":"ls -la"}',
      '8.0 tool_result 1 {"call_id":"c1","exit_code":2,"status":"failed"}',
      '9.0 tool_call 1 {"call_id":"c2","tool":"apply_patch","command":null}',
      '10.0 tool_result 1 {"call_id":"c2","exit_code":0,"status":"completed"}',
      `10.1 file_edit 1 {"call_id":"c2","path":"docs/a.md",${EDIT}}`,
      '11.0 agent_message_complete 1 {"chars":5,"preview":"Done."}',
      '11.1 diff_updated 1 {"insertions":2,"deletions":0,"files_changed":1}',
      '11.2 step_completed 1 {"duration_ms":null}',
      '12.0 token_usage 1 {"input_tokens":7,"cached_input_tokens":null,"output_tokens":null,"reasoning_output_tokens":null,"total_tokens":9}',
      '14.0 user_message 2 {"chars":6,"preview":"Thanks"}',
      '15.0 step_started 2 {"turn":2,"model":null}',
      '15.1 step_failed 2 {"reason":"interrupted"}',
      '15.2 run_finished 2 {"turns":2}',
    ]);
  });

  test('from 0.100 on: tasks tell how they end, structured records what was changed', () => {
    const changes = {
      '/w/demo/docs/a.md': { type: 'add', content: 'one\ntwo\n' },
      '/w/demo/b.md': { type: 'update', unified_diff: '@@ -1,2 +1,1 @@\n x\n-- a\n', move_path: '/w/demo/c.md' },
    };
    const rollout = new Rollout({ paginated: true })
      .meta({ cli_version: '0.150.0', history_mode: 'paginated' })
      .task(T1)
      .context('m', { turn_id: T1 })
      .event({
        type: 'item_completed',
        turn_id: T1,
        item: { type: 'UserMessage', content: [{ type: 'text', text: 'go' }] },
      })
      .custom('exec', 'await tools.exec_command({"cmd":"make"});', 'p1')
      .event({
        type: 'item_completed',
        turn_id: T1,
        item: {
          type: 'CommandExecution',
          id: 'exec-1',
          command: ['/bin/bash', '-lc', 'make'],
          exit_code: 1,
          status: 'failed',
          source: 'agent',
        },
      })
      .event({
        type: 'item_completed',
        turn_id: T1,
        item: { type: 'FileChange', id: 'exec-2', changes, status: 'completed' },
      })
      .output('p1', [{ type: 'input_text', text: 'Script completed\nOutput:\n' }], 'custom_tool_call_output')
      .event({
        type: 'item_completed',
        turn_id: T1,
        item: { type: 'AgentMessage', content: [{ type: 'Text', text: 'Made.' }] },
      })
      .event({ type: 'task_complete', turn_id: T1, duration_ms: 8123 })
      .record('compacted', { message: '', replacement_history: [] })
      .event({ type: 'item_completed', turn_id: T2, item: { type: 'ContextCompaction', id: 'x' } })
      .event({ type: 'thread_rolled_back', num_turns: 1 });
    expect(lines(rollout)).toEqual([
      '1.0 run_started null {"cwd":"/w/demo","cli_version":"0.150.0"}',
      '4.0 step_started 1 {"turn":1,"model":"m"}',
      '4.1 user_message 1 {"chars":2,"preview":"go"}',
      '5.0 tool_call 1 {"call_id":"p1","tool":"exec","command":"await tools.exec_command({\\"cmd\\":\\"make\\"});"}',
      '6.0 tool_call 1 {"call_id":"exec-1","tool":"shell","command":"make"}',
      '6.1 tool_result 1 {"call_id":"exec-1","exit_code":1,"status":"failed"}',
      `7.0 file_edit 1 {"call_id":"exec-2","path":"docs/a.md",${EDIT}}`,
      '7.1 file_edit 1 {"call_id":"exec-2","path":"c.md","previous_path":"b.md","kind":"move","insertions":0,"deletions":1,"evidence":"apply_patch","confidence":"exact"}',
      '8.0 tool_result 1 {"call_id":"p1","exit_code":null,"status":"completed"}',
      '9.0 agent_message_complete 1 {"chars":5,"preview":"Made."}',
      '10.0 diff_updated 1 {"insertions":2,"deletions":1,"files_changed":2}',
      '10.1 step_completed 1 {"duration_ms":8123}',
      '11.0 context_compacted 1 {}',
      '13.0 thread_rolled_back 1 {"turns":1,"files":"untouched"}',
      '13.1 run_finished 1 {"turns":1}',
    ]);
  });

  test('the bare eras: no times, no models', () => {
    const rollout = new Rollout()
      .raw('{"id":"s","timestamp":"2025-08-20T14:03:07.512Z","instructions":null}')
      .raw('{"record_type":"state"}')
      .raw(
        '{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>\\n<cwd>/w/demo</cwd>"}]}',
      )
      .raw('{"type":"message","role":"user","content":[{"type":"input_text","text":"go"}]}')
      .raw('{"type":"function_call","name":"shell","arguments":"{\\"command\\":[\\"ls\\",\\"-a\\"]}","call_id":"c1"}')
      .raw(
        '{"type":"function_call_output","call_id":"c1","output":"{\\"output\\":\\"\\",\\"metadata\\":{\\"exit_code\\":0}}"}',
      )
      .raw('{"type":"message","role":"assistant","content":[{"type":"output_text","text":"There."}]}');
    expect(lines(rollout)).toEqual([
      '1.0 run_started null {"cwd":null,"cli_version":null}',
      '4.0 step_started 1 {"turn":1,"model":null}',
      '4.1 user_message 1 {"chars":2,"preview":"go"}',
      '5.0 tool_call 1 {"call_id":"c1","tool":"shell","command":"ls -a"}',
      '6.0 tool_result 1 {"call_id":"c1","exit_code":0,"status":"completed"}',
      '7.0 agent_message_complete 1 {"chars":6,"preview":"There."}',
      '7.1 step_completed 1 {"duration_ms":null}',
      '7.2 run_finished 1 {"turns":1}',
    ]);
    expect(new Set(history(rollout.source(dir)).map(({ time }) => time))).toEqual(new Set([null]));
  });

  test('plans, and what was asked to be allowed', () => {
    const plan = [
      { step: 'a', status: 'completed' },
      { step: 'b', status: 'pending' },
    ];
    const rollout = new Rollout()
      .meta()
      .says('go')
      .context('m')
      .call('update_plan', { plan }, 'c1')
      .call(
        'shell',
        { command: ['npm', 'i'], with_escalated_permissions: true, justification: 'needs the network' },
        'c2',
      );
    expect(lines(rollout).slice(3)).toEqual([
      '5.0 tool_call 1 {"call_id":"c1","tool":"update_plan","command":"{\\"plan\\":[{\\"step\\":\\"a\\",\\"status\\":\\"completed\\"},{\\"step\\":\\"b\\",\\"status\\":\\"pending\\"}]}"}',
      '5.1 plan_updated 1 {"steps":2,"completed":1}',
      '6.0 tool_call 1 {"call_id":"c2","tool":"shell","command":"npm i"}',
      '6.1 approval_requested 1 {"call_id":"c2","reason":"needs the network"}',
    ]);
  });

  describe('calls that no function call names', () => {
    const SEARCH = { type: 'search', query: 'node lts', queries: ['node lts', 'node 22'] };
    const FOUND = [
      'tool_call {"call_id":"ws_1","tool":"web_search","command":"node lts"}',
      'tool_result {"call_id":"ws_1","exit_code":null,"status":"completed"}',
    ];
    const anonymous = (text: string) => text.replace('"ws_1"', 'null');

    /** `type data` of calls and results. */
    function calls(fill: (rollout: Rollout) => void): string[] {
      const rollout = new Rollout().meta().says('Look it up').context('m');
      fill(rollout);
      return history(rollout.source(dir))
        .filter(({ type }) => type.startsWith('tool_'))
        .map(({ type, data }) => `${type} ${JSON.stringify(data)}`);
    }

    test.each<[string, (rollout: Rollout) => void, string[]]>([
      [
        'by the item alone, which had no id then',
        (rollout) => rollout.item({ type: 'web_search_call', status: 'completed', action: SEARCH }),
        FOUND.map(anonymous),
      ],
      [
        'by event and item of one id',
        (rollout) =>
          rollout
            .event({ type: 'web_search_end', call_id: 'ws_1', query: 'node lts', action: SEARCH })
            .item({ type: 'web_search_call', id: 'ws_1', status: 'completed', action: SEARCH }),
        FOUND,
      ],
      [
        'by event and item without an id, twice the same',
        (rollout) => {
          for (const id of ['ws_1', 'ws_2']) {
            rollout
              .event({ type: 'web_search_end', call_id: id, query: 'node lts', action: SEARCH })
              .item({ type: 'web_search_call', status: 'completed', action: SEARCH });
          }
        },
        [...FOUND, ...FOUND.map((text) => text.replace('ws_1', 'ws_2'))],
      ],
      [
        'by the item of a paginated file',
        (rollout) =>
          rollout.event({
            type: 'item_completed',
            turn_id: 't',
            item: { type: 'WebSearch', id: 'ws_1', query: 'node lts', action: SEARCH },
          }),
        FOUND,
      ],
      [
        'that opened a page, and one that failed',
        (rollout) =>
          rollout
            .item({ type: 'web_search_call', id: 'a', action: { type: 'open_page', url: 'https://example.org/x' } })
            .item({ type: 'web_search_call', id: 'b', status: 'failed', action: { type: 'search' } }),
        [
          'tool_call {"call_id":"a","tool":"web_search","command":"https://example.org/x"}',
          'tool_result {"call_id":"a","exit_code":null,"status":"completed"}',
          'tool_call {"call_id":"b","tool":"web_search","command":null}',
          'tool_result {"call_id":"b","exit_code":null,"status":"failed"}',
        ],
      ],
    ])('a web search %s', (_name, fill, told) => {
      expect(calls(fill)).toEqual(told);
    });

    test('what has a call is told by that alone; what has none, as in a program, by its end', () => {
      const invocation = { server: 'files', tool: 'read', arguments: { path: 'a' } };
      const ended = (call_id: string, result: object) => ({ type: 'mcp_tool_call_end', call_id, invocation, result });
      const told = calls((rollout) =>
        rollout
          .call('read', { path: 'a' }, 'c1', { namespace: 'mcp__files__' })
          .event(ended('c1', { Ok: { content: [{ type: 'text', text: 'x' }] } }))
          .output('c1', 'x')
          .event(ended('exec-1', { Err: 'gone' }))
          .event({
            type: 'item_completed',
            item: { type: 'McpToolCall', id: 'exec-2', ...invocation, status: 'failed' },
          })
          .event({
            type: 'exec_command_end',
            call_id: 'exec-3',
            command: ['ls'],
            cwd: '/w',
            exit_code: 2,
            source: 'agent',
          })
          .event({ type: 'exec_command_end', call_id: 'u', command: ['ls'], exit_code: 0, source: 'user_shell' }),
      );
      expect(told).toEqual([
        'tool_call {"call_id":"c1","tool":"read","command":"mcp__files__ read {\\"path\\":\\"a\\"}"}',
        'tool_result {"call_id":"c1","exit_code":null,"status":"unknown"}',
        'tool_call {"call_id":"exec-1","tool":"mcp__files__read","command":"{\\"path\\":\\"a\\"}"}',
        'tool_result {"call_id":"exec-1","exit_code":null,"status":"failed"}',
        'tool_call {"call_id":"exec-2","tool":"mcp__files__read","command":"{\\"path\\":\\"a\\"}"}',
        'tool_result {"call_id":"exec-2","exit_code":null,"status":"failed"}',
        'tool_call {"call_id":"exec-3","tool":"shell","command":"ls"}',
        'tool_result {"call_id":"exec-3","exit_code":2,"status":"failed"}',
      ]);
    });

    test('images, tools that the person’s program gave, searches for tools', () => {
      const told = calls((rollout) =>
        rollout
          .event({
            type: 'image_generation_end',
            call_id: 'ig',
            status: 'completed',
            revised_prompt: 'a cat',
            result: 'AA',
          })
          .item({ type: 'image_generation_call', id: 'ig', status: 'completed', revised_prompt: 'a cat', result: 'AA' })
          .event({ type: 'view_image_tool_call', call_id: 'vi', path: '/w/demo/cat.png' })
          .event({ type: 'dynamic_tool_call_response', call_id: 'd', tool: 'ask', arguments: { q: 1 }, success: false })
          .item({ type: 'tool_search_call', call_id: 'ts', execution: 'client', arguments: { query: 'mail' } })
          .item({ type: 'tool_search_output', call_id: 'ts', status: 'completed', execution: 'client', tools: [] }),
      );
      expect(told.filter((text) => text.startsWith('tool_call'))).toEqual([
        'tool_call {"call_id":"ig","tool":"image_generation","command":"a cat"}',
        'tool_call {"call_id":"vi","tool":"view_image","command":"/w/demo/cat.png"}',
        'tool_call {"call_id":"d","tool":"ask","command":"{\\"q\\":1}"}',
        'tool_call {"call_id":"ts","tool":"tool_search","command":"{\\"query\\":\\"mail\\"}"}',
      ]);
      expect(told.filter((text) => text.startsWith('tool_result'))).toEqual([
        'tool_result {"call_id":"ig","exit_code":null,"status":"completed"}',
        'tool_result {"call_id":"vi","exit_code":null,"status":"completed"}',
        'tool_result {"call_id":"d","exit_code":null,"status":"failed"}',
        'tool_result {"call_id":"ts","exit_code":null,"status":"completed"}',
      ]);
    });
  });

  test('C42: what a fork took from its parent is the parent’s history', () => {
    const rollout = new Rollout()
      .meta({ id: uuid7(0), forked_from_id: uuid7(-9_000) })
      .meta({ id: uuid7(-9_000) })
      .task(uuid7(-8_000))
      .says('old')
      .patched(ADD, 'c1')
      .task(T1)
      .context('m', { turn_id: T1 })
      .says('new')
      .done(T1);
    expect(lines(rollout).map((line) => line.split(' ', 2).join(' '))).toEqual([
      '1.0 run_started',
      '11.0 step_started',
      '11.1 user_message',
      '12.0 step_completed',
      '12.1 run_finished',
    ]);
  });

  test('secrets and long texts are not told; times and ids of turns are', () => {
    const secret = 'sk-proj-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';
    const rollout = new Rollout()
      .meta()
      .task(T1)
      .says(`use ${secret} ${'x'.repeat(500)}\u001b[31m`)
      .call('exec_command', { cmd: `curl -H 'Authorization: Bearer ${secret}' ${'y'.repeat(500)}` }, 'c1')
      .call('mcp_thing', { api_key: secret }, 'c2')
      .output('c2', `the secret is ${secret}`);
    const facts = history(rollout.source(dir));
    expect(JSON.stringify(facts)).not.toContain('aB3dE5');
    expect(facts.flatMap(({ data }) => Object.values(data)).filter((text) => String(text).length > 200)).toEqual([]);
    expect(facts.at(-1)).toEqual({
      ordinal: 7,
      n: 0,
      type: 'tool_result',
      time: clock(6),
      turnId: T1,
      turn: 1,
      data: { call_id: 'c2', exit_code: null, status: 'unknown' },
    });
  });
});

describe('what comes later', () => {
  const STEPS: readonly ((rollout: Rollout, id: number) => Rollout)[] = [
    (r, id) => r.says(`say ${id}`),
    (r, id) => r.context(`m${id}`),
    (r, id) => r.task(uuid7(id * 1_000)),
    (r, id) => r.done(uuid7(id * 1_000)),
    (r, id) => r.custom('apply_patch', patchOf(`*** Add File: ${id}.md`, '+x'), `c${id}`),
    (r, id) => r.output(`c${id}`, applied(patchOf(`*** Add File: ${id}.md`)), 'custom_tool_call_output'),
    (r, id) =>
      r.event({
        type: 'patch_apply_end',
        call_id: `c${id}`,
        success: true,
        changes: { [`/w/${id}`]: { type: 'add', content: '' } },
      }),
    (r, id) => r.call('shell', { command: ['make', `${id}`] }, `c${id}`),
    (r) => r.event({ type: 'agent_message', message: 'so' }),
    (r) => r.event({ type: 'turn_aborted', reason: 'interrupted' }),
    (r, id) => r.event({ type: 'token_count', info: { total_token_usage: { total_tokens: id } } }),
    (r, id) => r.ghost(String(id).padStart(40, '0')),
    (r) => r.event({ type: 'context_compacted' }),
    (r) => r.event({ type: 'error', message: 'no' }),
    (r) => r.raw('oops'),
  ];
  /** They tell of the end as far as it is known. */
  const ENDS = new Set(['step_completed', 'diff_updated', 'run_finished']);

  test('is told behind what was told, in order, whatever it is', () => {
    const step = fc.tuple(fc.constantFrom(...STEPS), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.nat(14), (steps, cut) => {
        const rollout = new Rollout().meta();
        for (const [add, id] of steps) add(rollout, id);
        const all = history(sourceOf(dir, NAME, rollout.text()));
        const some = history(
          sourceOf(
            dir,
            NAME,
            rollout.lines
              .slice(0, cut + 1)
              .map((line) => `${line}\n`)
              .join(''),
          ),
        );
        for (const facts of [all, some]) {
          const places = facts.map(({ ordinal, n }) => ordinal * 1_000 + n);
          expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        }
        const known = some.filter(({ type }) => !ENDS.has(type));
        expect(all.filter(({ type }) => !ENDS.has(type)).slice(0, known.length)).toEqual(known);
      }),
      { numRuns: 600 },
    );
  });
});

const corpus = corpusFolder();
const describeCorpus = corpus === null ? describe.skip : describe;

describeCorpus('real rollouts', () => {
  test.each([
    ['codex-agentv', 'rollout-019f1de1'],
    ['codex-agentv', 'rollout-019efedf'],
    ['codex-openprintkit', 'rollout-2025-10-31T19-02-58-c61729d4'],
    ['codex-bare-envelope', 'rollout-2025-08-06T18-02-11-05997ac9-0e06-4251-8576-cc16266d3022'],
  ])('%s/%s: turns, and calls that changed files', (folder, name) => {
    const truth = JSON.parse(readFileSync(join(corpus ?? '', folder, `${name}.truth.json`), 'utf8'));
    const facts = history(corpusSource(join(corpus ?? '', folder), `${name}.jsonl`));
    const of = (type: string) => facts.filter((fact) => fact.type === type);
    expect(of('user_message').length).toBe(truth.user_turns);
    expect(new Set(of('file_edit').map(({ data }) => data.call_id)).size).toBe(truth.patch_ok);
    expect(of('run_started').length).toBe(1);
  });
});
