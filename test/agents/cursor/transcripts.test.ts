import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cursorAdapter } from '../../../src/agents/cursor/adapter.js';
import type { FileChangeEvent } from '../../../src/model/agent-event.js';
import type { TraceSource } from '../../../src/model/session.js';
import { corpusTest } from '../../support/corpus-test.js';
import { GitRepo } from '../../support/git.js';
import { answerTo } from '../../support/run-cli.js';
import { TempDir } from '../../support/temp-dir.js';
import { CursorScribe } from './scribe.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

const FOLDER = 'projects/w-demo/agent-transcripts';

function line(role: string, ...content: object[]): string {
  return `${JSON.stringify({ role, message: { content } })}\n`;
}

const ask = (text: string): string => line('user', { type: 'text', text: `<user_query>\n${text}\n</user_query>` });
const use = (name: string, input: object): object => ({ type: 'tool_use', name, input });

function sourcesIn(): readonly TraceSource[] {
  const adapter = cursorAdapter();
  const found = adapter.discover([dir.path]);
  return adapter.sessionsIn?.(found).sources ?? [];
}

function read(text: string) {
  dir.write(`${FOLDER}/t1.jsonl`, text);
  const [source] = sourcesIn();
  return cursorAdapter().read(source as TraceSource);
}

function changesOf({ events }: ReturnType<typeof read>): FileChangeEvent[] {
  return events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
}

test('transcripts of all forms are found once; those of sub-agents name their parent', () => {
  for (const path of ['a.jsonl', 'b/b.jsonl', 'b/subagents/c.jsonl', 'a/a.jsonl', 'd.txt', 'e/other/f/g.jsonl'])
    dir.write(`${FOLDER}/${path}`, ask('Hello'));
  dir.write('projects/w-demo/agent-tools/x.jsonl', 'x');
  const told = sourcesIn().map((source) => cursorAdapter().probe(source).session);
  expect(told.map((session) => [session?.id, session?.parentId])).toEqual([
    ['a', null],
    ['b', null],
    ['c', 'b'],
  ]);
});

test('cursor reader 3: a conversation that is in the database is not read from its transcript', () => {
  const scribe = new CursorScribe();
  scribe.session({ id: 't1', cwd: '/w/demo', at: 1, model: 'm' }).says('Hello', 2);
  scribe.write(dir.path);
  dir.write(`${FOLDER}/t1.jsonl`, ask('Hello'));
  dir.write(`${FOLDER}/t2.jsonl`, ask('Hello'));
  expect(sourcesIn().map(({ path }) => path)).toEqual(['globalStorage/state.vscdb#t1', `${FOLDER}/t2.jsonl`]);
});

test('what was asked for: never done for sure, without a time and a model', () => {
  const patch = '*** Begin Patch\n*** Add File: /w/demo/n.py\n+n\n*** Delete File: /w/demo/o.py\n*** End Patch';
  const trace = read(
    ask('Do it') +
      line(
        'assistant',
        { type: 'text', text: 'I will.\n\n[REDACTED]' },
        use('Write', { path: '/w/demo/a.py', contents: 'a\n' }),
        use('StrReplace', { path: '/w/demo/a.py', old_string: 'a', new_string: 'b' }),
        use('StrReplace', { path: '/w/demo/a.py', old_string: 'b', new_string: 'c', replace_all: true }),
      ) +
      line('assistant', use('ApplyPatch', { patch }), use('Delete', { path: '/w/demo/a.py' })),
  );
  expect(trace.turns.map(({ prompt, startedAt }) => [prompt, startedAt])).toEqual([['Do it', null]]);
  const changes = changesOf(trace);
  expect(
    new Set(changes.map(({ outcome, time, model, callId }) => JSON.stringify([outcome, time, model, callId]))),
  ).toEqual(new Set(['["unknown",null,null,null]']));
  expect(changes.map(({ op, path, place }) => [op, path, place])).toEqual([
    ['modify', '/w/demo/a.py', 1000],
    ['modify', '/w/demo/a.py', 2000],
    ['modify', '/w/demo/a.py', 3000],
    ['create', '/w/demo/n.py', 0],
    ['delete', '/w/demo/o.py', 1],
    ['delete', '/w/demo/a.py', 1000],
  ]);
  const step = (old: string, text: string, all: boolean) => [
    { kind: 'replacements', steps: [{ old, text, all, takesLineEnd: false }] },
  ];
  expect(changes.map((event) => cursorAdapter().loadChange(event).tellings)).toEqual([
    [{ kind: 'content', text: 'a\n' }],
    step('a', 'b', false),
    step('b', 'c', true),
    [{ kind: 'content', text: 'n\n' }],
    [{ kind: 'deleted', text: null }],
    [{ kind: 'deleted', text: null }],
  ]);
  expect(cursorAdapter().probe(trace.source)).toMatchObject({ cwds: ['/w/demo'], firstTime: null });
});

test('commands and reads', () => {
  const trace = read(
    ask('Do it') +
      line(
        'assistant',
        use('Read', { path: '/w/demo/a.py', limit: 40 }),
        use('Shell', { command: 'make' }),
        use('Shell', { command: 'ls' }),
      ),
  );
  expect(trace.events).toMatchObject([
    { kind: 'read', path: '/w/demo/a.py', whole: false },
    { kind: 'command', text: 'make', cwd: null, outcome: 'unknown', place: 1 },
  ]);
  const [, command] = trace.events;
  expect(command?.kind === 'command' ? cursorAdapter().loadCommandText(command)?.command : null).toBe('make');
});

describe('a line of a transcript in a blame', () => {
  test('is told as a fragment, and what a person wrote is not', async () => {
    const repo = new GitRepo(join(dir.path, 'repo'));
    const path = join(repo.dir, 'a.py');
    repo.commit('Begin', { 'a.py': 'one\n' });
    const edit = use('StrReplace', { path, old_string: 'one\n', new_string: 'one\na telling line\n' });
    dir.write(`${FOLDER}/t1.jsonl`, ask('Do it') + line('assistant', edit));
    repo.write({ 'a.py': 'one\na telling line\nby a person\n' });
    const variables = { CODEX_HOME: join(dir.path, 'none'), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const blame = async (...more: string[]): Promise<string[]> => {
      const { stdout } = await answerTo(['a.py', '--json', '--no-index', ...more], {
        cwd: repo.dir,
        home: join(dir.path, 'home'),
        variables,
      });
      const { lines, edits } = JSON.parse(stdout);
      return lines.map(({ text, origin, edit: id }: Record<string, string>) => {
        return `${text} | ${id === null ? origin : `${edits[id as string].agent} ${edits[id as string].evidence}`}`;
      });
    };
    expect(await blame()).toEqual(['one | commit', 'a telling line | untraced', 'by a person | untraced']);
    expect(await blame('--cursor-home', dir.path)).toEqual([
      'one | commit',
      'a telling line | cursor fragment',
      'by a person | untraced',
    ]);
  });
});

describe('fixtures of git-ai', () => {
  corpusTest('the file that was written, and the turns', (corpus) => {
    const trace = read(readFileSync(join(corpus, 'gitai-transcript-fixtures/cursor-session-simple.jsonl'), 'utf8'));
    expect(trace.turns.map(({ prompt }) => prompt)).toEqual([
      "Generate a file with all the HBO shows from the 90's in it",
    ]);
    const changes = changesOf(trace);
    expect(changes.map(({ tool, path, outcome }) => [tool, path.split('/').at(-1), outcome])).toEqual([
      ['Write', 'hbo-shows-1990s.txt', 'unknown'],
    ]);
    const [telling] = cursorAdapter().loadChange(changes[0] as FileChangeEvent).tellings;
    expect(telling?.kind === 'content' ? telling.text.split('\n')[0] : null).toBe(
      'HBO shows that aired during the 1990s (1990–1999)',
    );
    expect(trace.events.filter(({ kind }) => kind === 'read')).toHaveLength(3);
    expect(trace.warnings).toEqual([]);
  });
});

test('damage: what is no record is counted, a torn last line waits; property: nothing is thrown', () => {
  const text =
    ask('Do it') +
    line('assistant', use('Write', { path: '/w/demo/a.py', contents: 'a\n' }), use('Shell', { command: 'make' }));
  const odd = read(`\ufeff${text.replaceAll('\n', '\r\n')}oops\n${line('novelty')}{"role":"assist`);
  expect(changesOf(odd)).toHaveLength(1);
  expect(odd.warnings.map(({ code, count }) => [code, count])).toEqual([
    ['record_unknown_type', 1],
    ['record_unparsable', 1],
  ]);
  const change = fc.tuple(fc.nat(400), fc.nat(40), fc.constantFrom('', '{', '"', 'null', '[]'));
  fc.assert(
    fc.property(change, ([at, cut, put]) => {
      const trace = read(text.slice(0, at) + put + text.slice(at + cut));
      for (const event of changesOf(trace)) cursorAdapter().loadChange(event);
      cursorAdapter().history(trace.source, () => {});
    }),
    { numRuns: 100 },
  );
});
