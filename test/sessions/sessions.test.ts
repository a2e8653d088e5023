import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { displayWidth } from '../../src/render/columns.js';
import { FakeOutput } from '../cli/fake-env.js';
import { Rollout, uuid7 } from '../support/codex-rollout.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;

beforeEach(() => {
  dir = new TempDir();
});

afterEach(() => dir.remove());

type Json = Record<string, unknown>;

interface Made {
  readonly meta?: Json;
  readonly model?: string;
  /** null: the person says nothing. */
  readonly says?: string | null;
  readonly archived?: boolean;
  /** Seconds after noon at which it begins. */
  readonly at?: number;
}

/** Writes the file of a session that begins `at` seconds after noon. @returns its id. */
function session(
  n: number,
  { meta = {}, model = 'gpt-demo', says = `Task ${n}`, archived = false, at = n }: Made = {},
) {
  const id = uuid7(at * 1000, n);
  const rollout = new Rollout();
  rollout.second = at;
  rollout.meta({ id, ...meta }).context(model);
  if (says !== null) rollout.says(says);
  const name = `rollout-2026-01-01T12-00-${String(at % 60).padStart(2, '0')}-${id}.jsonl`;
  dir.write(archived ? `home/archived_sessions/${name}` : `home/sessions/2026/01/01/${name}`, rollout.text());
  return id;
}

const ask = (...argv: string[]) => answerTo([...argv, '--codex-home', join(dir.path, 'home'), '--no-index']);

async function list(...argv: string[]) {
  const { exitCode, stdout, stderr } = await ask('sessions', 'list', ...argv, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function ids(...argv: string[]): Promise<string[]> {
  return (await list(...argv)).sessions.map(({ id }: Json) => id);
}

describe('state-index 19: sessions list', () => {
  test('tells of each what its trace tells', async () => {
    const id = session(1, { meta: { git: { commit_hash: 'c0ffee', branch: 'main' } } });
    expect(await list()).toEqual({
      schema: 'ai-blame/sessions@1',
      origin: 'traces',
      sessions: [
        {
          agent: 'codex',
          id,
          title: 'Task 1',
          firstMessage: 'Task 1',
          createdAt: '2026-01-01T12:00:01.000Z',
          updatedAt: '2026-01-01T12:00:04.000Z',
          archived: false,
          source: 'cli',
          model: 'gpt-demo',
          provider: 'openai',
          agentVersion: '0.77.0',
          cwd: '/w/demo',
          git: { commit: 'c0ffee', branch: 'main', remote: null },
          turns: 1,
          tokens: null,
          parentSession: null,
          forkedFrom: null,
          trace: { home: join(dir.path, 'home'), path: `sessions/2026/01/01/rollout-2026-01-01T12-00-01-${id}.jsonl` },
          depth: 0,
        },
      ],
      nextCursor: null,
      summary: { matching: 1, withoutMessage: 0 },
      warnings: [],
    });
  });

  test('the newest first, or the oldest', async () => {
    const [a, b, c] = [session(1), session(3), session(2)];
    expect(await ids()).toEqual([b, c, a]);
    expect(await ids('--asc')).toEqual([a, c, b]);
    expect(await ids('--sort', 'updated', '--limit', '2')).toEqual([b, c]);
  });

  test('state-index 21: archived ones only where they are asked for', async () => {
    const [active, archived] = [session(1), session(2, { archived: true })];
    expect(await ids()).toEqual([active]);
    expect(await ids('--archived')).toEqual([archived]);
    expect(await ids('--all')).toEqual([archived, active]);
  });

  test('filters', async () => {
    const demo = session(1, { meta: { cwd: '/w/demo/src', source: 'exec' }, model: 'gpt-small' });
    const other = session(2, { meta: { cwd: '/w/other' }, says: 'Repair the CLAMP' });
    expect(await ids('--source', 'exec')).toEqual([demo]);
    expect(await ids('--model', 'gpt-small')).toEqual([demo]);
    expect(await ids('--search', 'clamp')).toEqual([other]);
    expect(await ids('--cwd', '/w/other')).toEqual([other]);
    expect(await ids('--project', '/w/other')).toEqual([other]);
    expect(await ids('--agent', 'codex', '--until', '2026-01-01T12:00:01')).toEqual([demo]);
    expect(await ids('--since', '2026-01-01T12:00:02')).toEqual([other]);
    expect(await ids('--agent', 'gemini-cli')).toEqual([]);
  });

  test('one record a line', async () => {
    const [a, b] = [session(1), session(2)];
    const { stdout } = await ask('sessions', '--ndjson');
    expect(stdout.split('\n').map((line) => (line === '' ? null : JSON.parse(line).id))).toEqual([b, a, null]);
  });
});

describe('state-index 20: pages', () => {
  test('give each session once while new ones arrive', async () => {
    const before = Array.from({ length: 7 }, (_, n) => session(n + 1));
    const read: string[] = [];
    let cursor: string[] = [];
    for (let page = 0; page < 9; page++) {
      const { sessions, nextCursor } = await list('--limit', '3', ...cursor);
      read.push(...sessions.map(({ id }: Json) => id));
      session(20 + page);
      session(40 + page, { at: 3 });
      if (nextCursor === null) break;
      cursor = ['--cursor', nextCursor];
    }
    expect(new Set(read).size).toBe(read.length);
    expect(before.filter((id) => !read.includes(id))).toEqual([]);
  });

  test('a cursor of other filters is refused', async () => {
    session(1);
    session(2);
    const { nextCursor } = await list('--limit', '1');
    const { exitCode, stderr } = await ask('sessions', '--limit', '1', '--cursor', nextCursor, '--all');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'The cursor comes from a list in another order or with other filters (repeat the options of the page before, or begin again without --cursor)',
    });
  });

  test('the next page is told on stderr', async () => {
    session(1);
    session(2);
    const { nextCursor } = await list('--limit', '1');
    expect((await ask('sessions', '--limit', '1')).stderr).toBe(`There is more: --cursor ${nextCursor}\n`);
  });
});

test('state-index 21: without a human message only where they are asked for, and counted', async () => {
  const [spoken, silent] = [session(1), session(2, { says: null })];
  expect(await list()).toMatchObject({ sessions: [{ id: spoken }], summary: { matching: 1, withoutMessage: 1 } });
  expect(await ids('--include-empty')).toEqual([silent, spoken]);
});

test('state-index 22: the name that was given last is the title', async () => {
  const id = session(1, { says: 'Long ago' });
  session(2, { says: `${'x'.repeat(200)}\u001b[31m` });
  const name = (thread_name: string) => `${JSON.stringify({ id, thread_name, updated_at: '2026-01-02T00:00:00Z' })}\n`;
  dir.write('home/session_index.jsonl', name('First name') + name(`Last\u0007 name ${'y'.repeat(200)}`));
  const { sessions } = await list('--asc');
  expect(sessions[0]).toMatchObject({ title: `Last name ${'y'.repeat(110)}`, firstMessage: 'Long ago' });
  expect(sessions[1].title).toMatch(/^x{119}[x…]$/);
});

describe('state-index 23: forks and sub-agents', () => {
  test('below what they come from', async () => {
    const top = session(1);
    const child = session(2, { meta: { parent_thread_id: top } });
    const fork = session(3, { meta: { forked_from_id: child } });
    const other = session(4);
    const { sessions } = await list('--tree');
    expect(sessions.map(({ id, depth }: Json) => [id, depth])).toEqual([
      [other, 0],
      [top, 0],
      [child, 1],
      [fork, 2],
    ]);
    const { stdout } = await ask('sessions', '--tree');
    expect(stdout.split('\n').map((line) => line.slice(line.search(/ *Task/)))).toEqual([
      '  Task 4',
      '  Task 1',
      '    Task 2',
      '      Task 3',
      '',
    ]);
  });

  test('show names parents, children and forks', async () => {
    const top = session(1);
    const child = session(2, { meta: { parent_thread_id: top } });
    const fork = session(3, { meta: { forked_from_id: top } });
    const { stdout } = await ask('sessions', 'show', top, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'ai-blame/session@1',
      session: { id: top },
      children: [child],
      forks: [fork],
      turns: [{ index: 1, id: null, prompt: 'Task 1' }],
    });
  });
});

describe('sessions show', () => {
  test('by the beginning of an id', async () => {
    const id = session(1);
    session(2, { at: 3000 });
    const { stdout } = await ask('sessions', 'show', id.slice(0, 13));
    expect(stdout.split('\n')[0]).toBe(`session       ${id}`);
  });

  test('several: they are listed; none', async () => {
    const [a, b] = [session(1), session(2)];
    expect(await ask('sessions', 'show', '019b')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `019b stands for 2 sessions (one of codex:${a}, codex:${b})`,
    });
    expect(await ask('sessions', 'show', 'nobody')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: 'There is no session nobody (ai-blame sessions list --all shows what there is)',
    });
  });
});

test('a copy of a session that went on elsewhere is told once, as it is there', async () => {
  const id = session(1);
  const copy = dir.write(
    `home/sessions/2026/01/02/rollout-2026-01-02T00-00-00-${id}.jsonl`,
    new Rollout().meta({ id }).context('gpt-new').says('Task 1').text(),
  );
  appendFileSync(
    copy,
    `${JSON.stringify({ timestamp: '2026-01-03T00:00:00.000Z', type: 'compacted', payload: {} })}\n`,
  );
  const { sessions } = await list();
  expect(sessions).toHaveLength(1);
  expect(sessions[0]).toMatchObject({ id, model: 'gpt-new' });
});

test('no line is wider than the terminal, and nothing a terminal obeys comes through', async () => {
  session(1, { says: 'Wide 世界 \u202e and \u001b]0;title\u0007 long '.repeat(5), meta: { source: 'cli\u0007' } });
  session(2, { archived: true });
  for (const width of [200, 100, 80, 60, 40, 20]) {
    const stdout = new FakeOutput(width);
    await answerTo(['sessions', '--all', '--codex-home', join(dir.path, 'home'), '--no-index', '--no-color'], {
      stdout,
    });
    for (const line of stdout.text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(stdout.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  }
});
