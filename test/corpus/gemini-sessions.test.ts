import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { SessionTrace } from '../../src/agents/agent-adapter.js';
import { geminiCliAdapter } from '../../src/agents/gemini-cli/adapter.js';
import { hashObject } from '../../src/git/oid.js';
import type { FileChangeEvent } from '../../src/model/agent-event.js';
import { corpusTest } from '../support/corpus-test.js';
import { TempDir } from '../support/temp-dir.js';

let home: TempDir;
beforeEach(() => {
  home = new TempDir();
});
afterEach(() => home.remove());

const ROOT = '/Users/peytonmontei/Documents/entire/devenv/entireio/cli';
/** One session, saved at three moments. */
const MOMENTS = ['c945f262e88d', '9c53780d06b7', 'ab2b9748b105'];

interface Truth {
  readonly trace: string;
  readonly session_id: string;
  readonly models: string[];
  readonly writes: { path: string; status: string; timestamp: string; blob: string }[];
}

function lay(file: string, project = 'cli', name = 'session-2026-01-01T00-00-00000000.json'): void {
  const chats = join(home.path, 'tmp', project, 'chats');
  mkdirSync(chats, { recursive: true });
  copyFileSync(file, join(chats, name));
}

const adapter = geminiCliAdapter();
const read = (): SessionTrace[] => adapter.discover([home.path]).sources.map((source) => adapter.read(source));
const changesOf = ({ events }: SessionTrace): FileChangeEvent[] =>
  events.filter((event) => event.kind === 'file_change');

corpusTest('gemini-entire-cli: each write, its content, model and time', (corpus) => {
  const folder = join(corpus, 'gemini-entire-cli');
  const truths: Truth[] = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  expect(truths).toHaveLength(5);
  for (const { trace: file, session_id, models, writes } of truths) {
    lay(join(folder, file));
    const [trace] = read();
    expect(trace?.warnings).toEqual([]);
    // No record names it, but its hash is known, and what tools answered named files in it.
    expect([trace?.session.id, trace?.session.cwd]).toEqual([session_id, ROOT]);
    const told = changesOf(trace as SessionTrace).map((event) => {
      const [telling] = adapter.loadChange(event).tellings;
      const text = telling?.kind === 'content' ? telling.text : '';
      return {
        path: event.path,
        status: event.outcome,
        timestamp: event.time,
        blob: hashObject('sha1', 'blob', Buffer.from(text)),
        model: event.model,
      };
    });
    expect(told).toEqual(
      writes.map(({ path, timestamp, blob }) => {
        return { path: `${ROOT}/${path}`, status: 'applied', timestamp, blob, model: models[0] };
      }),
    );
  }
});

corpusTest('gemini-entire-cli: a session that is saved again has its calls where they were', (corpus) => {
  const seen = MOMENTS.map((moment) => {
    lay(join(corpus, 'gemini-entire-cli', `${moment}.session.json`));
    const traces = read();
    expect(traces).toHaveLength(1);
    return traces[0]?.events ?? [];
  });
  const [first = [], second = [], third = []] = seen.map((events) => events.map(({ kind, seq }) => `${kind} ${seq}`));
  expect(second.slice(0, first.length)).toEqual(first);
  expect(third.slice(0, second.length)).toEqual(second);
  const commands = (seen[2] ?? []).flatMap((event) => (event.kind === 'command' ? [event] : []));
  expect(commands.map(({ targets, exitCode }) => [targets, exitCode])).toEqual([
    [[{ path: `${ROOT}/docs/blue.md`, op: 'delete' }], 0],
    [[{ path: `${ROOT}/docs/color.md`, op: 'append' }], 0],
  ]);
});

corpusTest('gitai-transcript-fixtures: lines without session, status and results', (corpus) => {
  const file = join(corpus, 'gitai-transcript-fixtures', 'gemini-session-simple.jsonl');
  const name = 'session-2025-12-06T18-25-00000000.jsonl';
  lay(file, 'testing-git', name);
  const [bare] = read();
  expect(bare?.events).toEqual([]);
  expect(bare?.warnings.map(({ code }) => code)).toEqual(['session_unidentified']);
  const head = JSON.stringify({ sessionId: 'known', projectHash: '', startTime: '2025-12-06T18:25:00.000Z' });
  writeFileSync(join(home.path, 'tmp/testing-git/chats', name), `${head}\n${readFileSync(file, 'utf8')}`);
  const [trace] = read();
  expect(trace?.warnings).toEqual([]);
  expect(trace?.turns.map(({ prompt }) => prompt)).toEqual(['add another hello bob console log to @index.ts']);
  const path = '/Users/svarlamov/projects/testing-git/index.ts';
  expect(
    trace?.events.map((event) => [event.kind, 'path' in event && event.path, 'outcome' in event && event.outcome]),
  ).toEqual([
    ['file_change', path, 'unknown'],
    ['read', path, 'unknown'],
    ['file_change', path, 'unknown'],
    ['read', path, 'unknown'],
  ]);
});
