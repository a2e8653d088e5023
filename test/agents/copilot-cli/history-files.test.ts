import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import type { TraceSource } from '../../../src/model/session.js';
import { TempDir } from '../../support/temp-dir.js';
import { HistoryDocument } from './history-scribe.js';
import { AT, bodies, changesOf, told } from './log-reading.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const EDITOR = 'str_replace_editor';
const path = '/w/demo/a.py';
const DONE = { type: 'success', log: '' };
const CREATED = {
  type: 'success',
  log: '\ndiff --git a/w/demo/a.py b/w/demo/a.py\ncreate file mode 100644\nindex 0000000..0000000\n--- a/dev/null\n+++ b/w/demo/a.py\n@@ -1,0 +1,2 @@\n+x = 1\n+\n',
};

function sourceOf(document: HistoryDocument, text = document.text()): TraceSource {
  dir.write(document.path, text);
  const [source] = copilotCliAdapter().discover([dir.path]).sources;
  if (source === undefined) throw new Error('not found');
  return source;
}

function read(document: HistoryDocument): SessionTrace {
  return copilotCliAdapter().read(sourceOf(document));
}

test('a session of before October 2025: its turns and edits, without a model; the folders of its edits tie it to a repository', () => {
  const session = new HistoryDocument('h1', AT);
  session.says('Make it', AT + 1000);
  session.call(AT + 2000, EDITOR, { command: 'create', path, file_text: 'x = 1\n' }, CREATED);
  session.answers('Made.', AT + 3000);
  session.says('Change it', AT + 4000);
  session.call(AT + 5000, EDITOR, { command: 'str_replace', path, old_str: 'x = 1', new_str: 'x = 2' }, DONE);
  session.answers('Done.', AT + 6000);
  const trace = read(session);
  expect(told(trace)).toEqual([`1 create ${path} applied unknown`, `2 modify ${path} applied unknown`]);
  expect(bodies(trace)).toEqual([
    { tellings: [{ kind: 'content', text: 'x = 1\n' }], before: null },
    {
      tellings: [{ kind: 'replacements', steps: [{ old: 'x = 1', text: 'x = 2', all: false, takesLineEnd: false }] }],
    },
  ]);
  expect(trace.session).toMatchObject({ id: 'h1', cwd: null, startedAt: '2026-05-12T08:00:00.000Z' });
  expect(changesOf(trace).map(({ time, callId }) => [time, callId])).toEqual([
    ['2026-05-12T08:00:02.200Z', 'toolu_h1_1'],
    ['2026-05-12T08:00:05.200Z', 'toolu_h1_2'],
  ]);
  expect(trace.warnings).toEqual([]);
  const adapter = copilotCliAdapter();
  expect(adapter.probe(trace.source).cwds).toEqual(['/w/demo']);
  expect(adapter.scan(trace.source, null).summary).toMatchObject({ turns: 2, lastTurn: 'completed', model: null });
});

test('its records are the entries of the timeline, and are found again', () => {
  const session = new HistoryDocument('h1', AT);
  session.says('Make it', AT + 1000);
  session.call(AT + 2000, EDITOR, { command: 'create', path, file_text: 'x = 1\n' }, CREATED);
  const trace = read(session);
  const [change] = changesOf(trace);
  const records = [change?.body, change?.trace].map((at) =>
    at === undefined ? null : (JSON.parse(copilotCliAdapter().loadRecord?.(at) ?? 'null') as { type: string }).type,
  );
  expect(records).toEqual(['tool_call_requested', 'tool_call_completed']);
});

test.each([
  ['rejected', { type: 'rejected' }, 'rejected'],
  ['denied', { type: 'denied', log: 'The user denied it' }, 'rejected'],
  ['failed', { type: 'failure', log: 'No match found' }, 'failed'],
  ['an error', { type: 'error', log: 'No such file' }, 'failed'],
  ['a result of no kind', { log: 'Fine' }, 'unknown'],
  ['no result', null, 'unknown'],
])('what was %s wrote nothing for sure', (_what, result, outcome) => {
  const session = new HistoryDocument('h1', AT);
  session.says('Do it', AT + 1000);
  session.call(AT + 2000, EDITOR, { command: 'create', path, file_text: 'x = 1\n' }, result);
  expect(told(read(session))).toEqual([`1 create ${path} ${outcome} unknown`]);
});

test('what the person broke off is aborted; a view is a read and no creation; a command that ran', () => {
  const session = new HistoryDocument('h1', AT);
  session.says('Do it', AT + 1000);
  session.call(AT + 2000, EDITOR, { command: 'view', path }, { type: 'success', log: CREATED.log });
  const log = 'ok\n<exited with exit code 0>';
  session.call(AT + 3000, 'bash', { command: 'rm /w/demo/b.py', sessionId: 'main' }, { type: 'success', log });
  session.call(AT + 4000, EDITOR, { command: 'create', path, file_text: 'x = 1\n' }, null);
  session.entry(AT + 5000, { type: 'info', text: 'Operation cancelled by user' });
  const trace = read(session);
  expect(trace.events.map((event) => [event.kind, 'outcome' in event ? event.outcome : null])).toEqual([
    ['read', 'applied'],
    ['command', 'applied'],
    ['file_change', 'aborted'],
  ]);
});

test('each session once: one that was resumed lies in a log as well, and of two documents the longer counts', () => {
  const [old, moved] = [new HistoryDocument('h1', AT), new HistoryDocument('h2', AT)];
  old.says('Do it', AT + 1000);
  dir.write(old.path, old.text());
  dir.write(`history-session-state/session_h1_${AT + 1}.json`, '{}');
  dir.write(moved.path, moved.text());
  dir.write('session-state/h2/events.jsonl', '');
  dir.write('history-session-state/readme.txt', '');
  dir.write('history-session-state/below/session_h3_1.json', '{}');
  expect(
    copilotCliAdapter()
      .discover([dir.path])
      .sources.map(({ path: of, kind }) => [of, kind]),
  ).toEqual([
    ['session-state/h2/events.jsonl', 'jsonl'],
    [old.path, 'json'],
  ]);
});

test('damage: what is no record is counted; property: cut anywhere, nothing is thrown and nothing is told', () => {
  const session = new HistoryDocument('h1', AT);
  session.says('Do it', AT + 1000);
  session.call(AT + 2000, EDITOR, { command: 'create', path, file_text: 'x = 1\n' }, CREATED);
  const whole = session.text();
  session.timeline.push(7, { type: 'novelty', id: 'n' });
  const trace = read(session);
  expect(trace.warnings.map(({ code, count }) => [code, count])).toEqual([
    ['record_unknown_type', 1],
    ['record_unparsable', 1],
  ]);
  expect(told(trace)).toEqual([`1 create ${path} applied unknown`]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => {
      const cut = copilotCliAdapter().read(sourceOf(session, whole.slice(0, length)));
      expect([cut.events, cut.turns]).toEqual([[], []]);
    }),
    { numRuns: 50 },
  );
});
