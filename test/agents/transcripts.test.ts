import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../src/agents/registry.js';
import type { TranscriptItem } from '../../src/model/transcript-item.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;

beforeEach(() => {
  dir = new TempDir();
});

afterEach(() => dir.remove());

const AT = '2026-03-04T05:06:07.000Z';
const ID = '11111111-1111-4111-8111-111111111111';

/** Each item of the one session in a home that holds this file. */
function items(agent: string, path: string, records: readonly object[]): string[] {
  const text = path.endsWith('.json')
    ? JSON.stringify(records[0])
    : records.map((one) => `${JSON.stringify(one)}\n`).join('');
  dir.write(path, text);
  const adapter = adapters().find(({ id }) => id === agent);
  const found: string[] = [];
  for (const source of adapter?.discover([dir.path]).sources ?? []) {
    adapter?.transcript(source, (item) => {
      if (item.kind !== 'notice') found.push(wordsOf(item));
    });
  }
  return found;
}

function wordsOf(item: TranscriptItem): string {
  switch (item.kind) {
    case 'call':
      return `call ${item.tool} ${JSON.stringify(item.input)}`;
    case 'result':
      return `result ${item.status} ${JSON.stringify(item.output)}`;
    case 'notice':
      return item.type;
    default:
      return `${item.kind} ${item.text}`;
  }
}

describe('what each agent records of thoughts, inputs and outputs', () => {
  test('Claude Code', () => {
    const common = { sessionId: ID, cwd: '/w/demo', version: '2.1.39', timestamp: AT };
    const says = (uuid: string, block: object) => ({
      ...common,
      type: 'assistant',
      uuid,
      message: { role: 'assistant', model: 'model-one', content: [block] },
    });
    const result = {
      type: 'tool_result',
      tool_use_id: 't1',
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    };
    expect(
      items('claude-code', `projects/-w-demo/${ID}.jsonl`, [
        { ...common, type: 'user', uuid: 'u1', message: { role: 'user', content: 'Go' } },
        says('u2', { type: 'thinking', thinking: 'Hm.', signature: 'x' }),
        says('u3', { type: 'text', text: 'I search.' }),
        says('u4', { type: 'tool_use', id: 't1', name: 'Grep', input: { pattern: 'x' } }),
        { ...common, type: 'user', uuid: 'u5', message: { role: 'user', content: [result] }, toolUseResult: {} },
      ]),
    ).toEqual([
      'message Go',
      'reasoning Hm.',
      'answer I search.',
      'call Grep {"pattern":"x"}',
      'result completed "a\\nb"',
    ]);
  });

  test('Copilot CLI', () => {
    let n = 0;
    const event = (type: string, data: object) => ({ type, data, id: `e${n++}`, timestamp: AT, parentId: null });
    expect(
      items('copilot-cli', `session-state/${ID}/events.jsonl`, [
        event('session.start', { sessionId: ID, copilotVersion: '1.0.64', startTime: AT, context: { cwd: '/w/demo' } }),
        event('user.message', { content: 'Go' }),
        event('assistant.message', { content: 'I look.', reasoningText: 'Hm.', toolRequests: [] }),
        event('tool.execution_start', { toolCallId: 'c1', toolName: 'glob', arguments: { pattern: '*' } }),
        event('tool.execution_complete', { toolCallId: 'c1', success: false, error: { message: 'no such folder' } }),
      ]),
    ).toEqual([
      'message Go',
      'reasoning Hm.',
      'answer I look.',
      'call glob {"pattern":"*"}',
      'result failed "no such folder"',
    ]);
  });

  test('Gemini CLI: a message that is written anew tells its thoughts once', () => {
    const thought = (subject: string) => ({ subject, description: 'more', timestamp: AT });
    const message = { id: 'm2', timestamp: AT, type: 'gemini', content: '', model: 'gemini-3-pro' };
    const call = {
      id: 'c1',
      name: 'glob',
      args: { pattern: '*' },
      status: 'success',
      timestamp: AT,
      result: [{ functionResponse: { id: 'c1', name: 'glob', response: { output: 'one\ntwo' } } }],
    };
    expect(
      items('gemini-cli', `tmp/demo/chats/session-2026-03-04T05-06-${ID.slice(0, 8)}.jsonl`, [
        { sessionId: ID, projectHash: 'x', startTime: AT, lastUpdated: AT, kind: 'main' },
        { id: 'm1', timestamp: AT, type: 'user', content: 'Go' },
        { ...message, thoughts: [thought('First')] },
        { ...message, thoughts: [thought('First'), thought('Second')], toolCalls: [call] },
      ]),
    ).toEqual([
      'message Go',
      'reasoning First\nmore',
      'reasoning Second\nmore',
      'call glob {"pattern":"*"}',
      'result completed "one\\ntwo"',
    ]);
  });

  test('VS Code: what was told is a tree of texts', () => {
    const told = { content: [{ value: { node: { children: [{ text: 'one\n' }, { children: [{ text: 'two' }] }] } } }] };
    const round = {
      response: '',
      thinking: { id: 'x', text: 'Hm.' },
      toolCalls: [{ id: 'c1', name: 'list_dir', arguments: '{"path":"/w"}' }],
    };
    const request = {
      requestId: 'r1',
      timestamp: Date.parse(AT),
      modelId: 'copilot/gpt-demo',
      message: { text: 'Go' },
      response: [{ value: 'Two ' }, { value: 'files.' }],
      modelState: { value: 1 },
      result: { metadata: { toolCallRounds: [round], toolCallResults: { c1: told } } },
    };
    const chat = { version: 3, sessionId: ID, creationDate: Date.parse(AT), requests: [request] };
    expect(items('copilot-vscode', `workspaceStorage/abc/chatSessions/${ID}.json`, [chat])).toEqual([
      'message Go',
      'reasoning Hm.',
      'call list_dir {"path":"/w"}',
      'result completed "one\\ntwo"',
      'answer Two files.',
    ]);
  });

  test('Cursor’s transcripts tell what was asked for, and nothing of what came of it', () => {
    const content = [
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', name: 'Read', input: { path: '/w/a' } },
    ];
    expect(
      items('cursor', `projects/w-demo/agent-transcripts/${ID}/${ID}.jsonl`, [
        { role: 'user', message: { content: [{ type: 'text', text: '<user_query>\nGo\n</user_query>' }] } },
        { role: 'assistant', message: { content } },
      ]),
    ).toEqual(['message Go', 'answer I look.', 'call Read {"path":"/w/a"}']);
  });
});
