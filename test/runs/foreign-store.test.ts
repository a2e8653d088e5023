import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FlowStoreFixture } from '../support/flow-store.js';
import { answerTo } from '../support/run-cli.js';

const open: FlowStoreFixture[] = [];

function storeOf(version = 4): FlowStoreFixture {
  const store = new FlowStoreFixture(version);
  open.push(store);
  return store;
}

afterEach(() => {
  for (const store of open.splice(0)) store.remove();
});

async function json(store: FlowStoreFixture, ...argv: string[]) {
  const { exitCode, stdout, stderr } = await answerTo(['runs', ...argv, '--store', store.path, '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function lines(store: FlowStoreFixture, ...argv: string[]) {
  const { stdout } = await answerTo(['runs', ...argv, '--store', store.path, '--ndjson']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const VERSION_2 = {
  id: 'a1',
  agent: 'codex',
  session: '0199-demo',
  confidence: 'exact',
  flowType: 'ticket_flow',
  status: 'paused',
  parentRun: null,
  projectRoot: null,
  cwd: null,
  createdAt: '2026-03-01T10:00:00.000Z',
  startedAt: '2026-03-01T10:00:01.000Z',
  finishedAt: null,
  currentStep: 'step-1',
  title: null,
  model: null,
  agentVersion: null,
  archived: false,
  error: null,
  metadata: { ticket: 3 },
  trace: null,
  raw: null,
};

describe('run-history 15: a run store of Codex Autorunner is read as it is', () => {
  test.each([2, 3, 4])('version %i', async (version) => {
    const store = storeOf(version);
    store.run('a1', {
      status: 'paused',
      current_step: 'step-1',
      started_at: '2026-03-01T10:00:01Z',
      metadata: '{"ticket":3}',
      state: '{"ticket_engine":{"last_agent_id":"codex","last_agent_conversation_id":"0199-demo"}}',
    });
    store.event('a1', 'e1', 'step_started', 2, { step_id: 'step-1', data: '{"step_id":"step-1","step_name":"Do"}' });
    expect(await json(store, 'list')).toEqual({
      schema: 'ai-blame/runs@1',
      origin: 'store',
      runs: [{ ...VERSION_2, projectRoot: store.dir.path }],
      nextCursor: null,
      warnings: [],
    });
    expect(await json(store, 'events', 'a1')).toEqual({
      schema: 'ai-blame/run-events@1',
      origin: 'store',
      run: 'a1',
      events: [
        {
          seq: 1,
          id: 'e1',
          run: 'a1',
          type: 'step_started',
          time: '2026-03-01T10:00:02.000Z',
          step: 'step-1',
          ordinal: null,
          data: { step_id: 'step-1', step_name: 'Do' },
          source: null,
          raw: null,
        },
      ],
      warnings: [],
    });
  });

  test('a newer version is read, and told', async () => {
    const store = storeOf(9);
    store.run('a1');
    const { runs, warnings } = await json(store, 'list');
    expect(runs.map(({ id }: { id: string }) => id)).toEqual(['a1']);
    expect(warnings).toEqual([
      {
        code: 'store_version',
        message: 'The run store is of version 9; known are 2, 3, 4: it is read as well as can be',
        count: 1,
        subject: store.path,
      },
    ]);
  });

  test.each(['flow_runs', 'flow_events', 'flow_artifacts', 'schema_info'])('without the table %s', async (table) => {
    const store = storeOf();
    store.database.exec(`DROP TABLE ${table}`);
    expect(await answerTo(['runs', '--store', store.path])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `${store.path} is no run store: it has no table ${table}`,
    });
  });

  test('what is no database, or is not there', async () => {
    const store = storeOf();
    const text = store.dir.write('notes.db', 'no database, but long enough to look like the head of one, for sure');
    const missing = join(store.dir.path, 'nowhere.db');
    expect((await answerTo(['runs', '--store', text])).stderr).toBe(`${text} is no SQLite database`);
    const { exitCode, stderr } = await answerTo(['runs', '--store', missing]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: `There is no database ${missing}` });
  });
});

describe('run-history 16: the newest rows are there, and nothing is touched', () => {
  const folderOf = (store: FlowStoreFixture) =>
    readdirSync(store.folder)
      .sort()
      .map((name) => {
        const { size, mtimeMs, ino } = statSync(join(store.folder, name));
        return `${name} ${size} ${mtimeMs} ${ino}`;
      });

  test('rows that are only in a live log', async () => {
    const store = storeOf();
    store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    store.run('a1', { status: 'completed' });
    for (let n = 1; n <= 20; n++) store.event('a1', `e${n}`, 'tool_call', n);
    const before = folderOf(store);
    expect(before.map((line) => line.split(' ')[0])).toEqual(['flows.db', 'flows.db-shm', 'flows.db-wal']);
    expect((await json(store, 'events', 'a1')).events).toHaveLength(20);
    await answerTo(['runs', 'show', 'a1', '--store', store.path]);
    expect(folderOf(store)).toEqual(before);
  });

  test('a log that is cut off within its last frame loses what is in that frame only', async () => {
    const store = storeOf();
    store.run('a1');
    for (let n = 1; n <= 5; n++) store.event('a1', `e${n}`, 'tool_call', n);
    const copy = new FlowStoreCopy(store);
    truncateSync(`${copy.path}-wal`, statSync(`${copy.path}-wal`).size - 100);
    const { stdout } = await answerTo(['runs', 'events', 'a1', '--store', copy.path, '--ndjson']);
    expect(stdout.match(/"id":"e\d"/g)).toEqual(['"id":"e1"', '"id":"e2"', '"id":"e3"', '"id":"e4"']);
  });
});

/** The files of a store whose writer lives on elsewhere. */
class FlowStoreCopy {
  readonly path: string;

  constructor(store: FlowStoreFixture) {
    this.path = store.dir.write('copy/flows.db', readFileSync(store.path));
    store.dir.write('copy/flows.db-wal', readFileSync(`${store.path}-wal`));
  }
}

describe('run-history 17: one bad row hides no other', () => {
  test('of runs', async () => {
    const store = storeOf();
    store.run('a1', { status: 'dreaming', metadata: '{oops', created_at: 'yesterday' });
    store.run('a2', { status: null, flow_type: null });
    store.run('a3');
    const { runs, warnings } = await json(store, 'list');
    expect(
      runs.map(({ id, status, metadata, createdAt, raw }: typeof VERSION_2) => ({
        id,
        status,
        metadata,
        createdAt,
        raw,
      })),
    ).toEqual([
      { id: 'a3', status: 'running', metadata: {}, createdAt: '2026-03-01T10:00:00.000Z', raw: null },
      {
        id: 'a2',
        status: null,
        metadata: {},
        createdAt: '2026-03-01T10:00:00.000Z',
        raw: { flow_type: null, status: null },
      },
      {
        id: 'a1',
        status: 'dreaming',
        metadata: null,
        createdAt: null,
        raw: { status: 'dreaming', created_at: 'yesterday', metadata: '{oops' },
      },
    ]);
    expect(warnings).toEqual([
      {
        code: 'bad_row',
        message: 'Rows of flow_runs are not as they should be: they are told with what they hold under "raw"',
        count: 2,
        subject: 'flow_runs',
      },
    ]);
  });

  test('run-history 4: a type that no version knows is printed as it is', async () => {
    const store = storeOf();
    store.run('a1');
    store.event('a1', 'e1', 'daydream', 1, { data: '[1' });
    store.event('a1', 'e2', 'tool_call', 2);
    expect((await lines(store, 'events', 'a1')).map(({ type, data, raw }) => ({ type, data, raw }))).toEqual([
      { type: 'daydream', data: null, raw: { event_type: 'daydream', data: '[1' } },
      { type: 'tool_call', data: {}, raw: null },
    ]);
  });
});

describe('run-history 18: with what is kept apart', () => {
  test('each event once, by time, then by place, then by number', async () => {
    const store = storeOf();
    store.run('a1');
    store.event('a1', 'e1', 'step_started', 1);
    store.event('a1', 'e2', 'tool_call', 3);
    store.event('a1', 'w1', 'app_server_event', 3, {}, 'flow_telemetry');
    store.event('a1', 'w2', 'app_server_event', 2, {}, 'flow_telemetry');
    const archived = (seq: number, id: string, second: number) => ({
      seq,
      id,
      run_id: 'a1',
      event_type: 'agent_stream_delta',
      timestamp: `2026-03-01T10:00:0${second}Z`,
      data: { delta: 'x' },
      step_id: null,
      source: 'flow_events',
    });
    store.archive('a1', 'archive-20260302T000000Z.jsonl.gz', [archived(9, 'x1', 0), archived(10, 'e2', 3)]);
    store.dir.write('.codex-autorunner/flows/a1/archive-1.jsonl.gz', 'not packed');
    const { events, warnings } = await json(store, 'events', 'a1', '--with-wire');
    expect(events.map(({ id, source }: { id: string; source: string }) => `${id} ${source}`)).toEqual([
      'x1 archive-20260302T000000Z.jsonl.gz',
      'e1 flow_events',
      'w2 flow_telemetry',
      'e2 flow_events',
      'w1 flow_telemetry',
    ]);
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual(['archive_unreadable']);
    expect((await lines(store, 'events', 'a1')).map(({ id }) => id)).toEqual(['e1', 'e2']);
  });

  test('a run whose id is a path leads nowhere', async () => {
    const store = storeOf();
    store.run('..');
    store.archive('.', 'archive-1.jsonl.gz', [{ seq: 1, id: 'stolen', run_id: '..' }]);
    expect((await json(store, 'events', '..', '--with-wire')).events).toEqual([]);
  });
});

describe('run-history 20: a session is only tied to a run by its id', () => {
  test('none where none is recorded', async () => {
    const store = storeOf();
    store.run('a1', { state: '{"ticket_engine":{"last_agent_id":"codex"}}' });
    const { run } = await json(store, 'show', 'a1');
    expect({ agent: run.agent, session: run.session, confidence: run.confidence }).toEqual({
      agent: 'codex',
      session: null,
      confidence: 'none',
    });
  });
});

describe('run-history 3: events after a number', () => {
  test('pages of any size are one reading, also while rows are added and others go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (limit, gaps) => {
          const store = new FlowStoreFixture();
          try {
            store.run('a1');
            store.run('a2');
            for (const [n, isGap] of gaps.entries()) store.event(isGap ? 'a2' : 'a1', `e${n}`, 'tool_call', n);
            const read: number[] = [];
            for (let page = 0; ; page++) {
              const after = String(read.at(-1) ?? 0);
              const rows = await lines(store, 'events', 'a1', '--after-seq', after, '--limit', String(limit));
              if (rows.length === 0) break;
              read.push(...rows.map(({ seq }) => seq));
              if (page < 3) store.event('a1', `later${page}`, 'tool_result', 50);
            }
            expect(read).toEqual((await lines(store, 'events', 'a1')).map(({ seq }) => seq));
          } finally {
            store.remove();
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('run-history 21: a number behind the last gives nothing', async () => {
    const store = storeOf();
    store.run('a1');
    store.event('a1', 'e1', 'tool_call', 1);
    const answer = await answerTo(['runs', 'events', 'a1', '--after-seq', '99', '--store', store.path, '--ndjson']);
    expect(answer).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('by type and by step', async () => {
    const store = storeOf();
    store.run('a1');
    store.event('a1', 'e1', 'tool_call', 1, { step_id: 's1' });
    store.event('a1', 'e2', 'tool_result', 2, { step_id: 's1' });
    store.event('a1', 'e3', 'tool_call', 3, { step_id: 's2' });
    const ids = async (...argv: string[]) => (await lines(store, 'events', 'a1', ...argv)).map(({ id }) => id);
    expect(await ids('--type', 'tool_call')).toEqual(['e1', 'e3']);
    expect(await ids('--type', 'tool_call', '--type', 'tool_result', '--step', 's1')).toEqual(['e1', 'e2']);
    expect(await ids('--type', 'token_usage')).toEqual([]);
  });
});

describe('run-history 5: following', () => {
  test('tells each event once, and ends when the run is over', async () => {
    const store = storeOf();
    store.run('a1');
    store.event('a1', 'e1', 'step_started', 1);
    let waits = 0;
    const patience = () => ({
      async wait() {
        waits++;
        if (waits === 2) store.event('a1', 'e2', 'tool_call', 2);
        if (waits === 5) {
          store.event('a1', 'e3', 'flow_completed', 3);
          store.database.exec("UPDATE flow_runs SET status = 'completed'");
        }
        return waits < 20;
      },
      end() {},
    });
    const answer = await answerTo(['runs', 'events', 'a1', '--follow', '--store', store.path], { patience });
    expect(answer.exitCode).toBe(0);
    expect(answer.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]))).toEqual([
      'e1',
      'e2',
      'e3',
    ]);
    expect(waits).toBeLessThan(20);
  });

  test('Ctrl-C ends it with exit code 0', async () => {
    const store = storeOf();
    store.run('a1');
    expect(await answerTo(['runs', 'events', 'a1', '--follow', '--store', store.path])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('run-history 6: what a run left', () => {
  test('is looked for where it says, and compared', async () => {
    const store = storeOf();
    store.run('a1');
    const content = 'report\n';
    const digest = createHash('sha256').update(content).digest('hex');
    store.dir.write('out/same.md', content);
    const other = store.dir.write('out/other.md', 'changed\n');
    const artifact = (id: string, path: string, metadata: object) =>
      store.insert('flow_artifacts', {
        id,
        run_id: 'a1',
        kind: 'report',
        path,
        created_at: '2026-03-01T10:00:00Z',
        metadata: JSON.stringify(metadata),
      });
    artifact('x1', 'out/same.md', { checksum_sha256: digest });
    artifact('x2', other, { checksum_sha256: digest });
    artifact('x3', 'out/gone.md', { checksum_sha256: digest });
    artifact('x4', 'out/same.md', {});
    const { artifacts } = await json(store, 'artifacts', 'a1', '--check');
    expect(artifacts.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`)).toEqual([
      'x1 present',
      'x2 changed',
      'x3 missing',
      'x4 present',
    ]);
    expect((await json(store, 'artifacts', 'a1', '--kind', 'other')).artifacts).toEqual([]);
  });
});

test('run-history 25: a damaged store is told with its path', async () => {
  const store = storeOf();
  store.run('a1');
  for (let n = 0; n < 200; n++) store.event('a1', `e${n}`, 'tool_call', 1, { data: JSON.stringify('x'.repeat(200)) });
  store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(store.path);
  bytes.fill(0xff, 8192);
  const damaged = store.dir.write('damaged.db', '');
  writeFileSync(damaged, bytes);
  const { exitCode, stderr } = await answerTo(['runs', 'events', 'a1', '--store', damaged]);
  expect(exitCode).toBe(4);
  expect(stderr).toContain(damaged);
});

test('several beginnings: the ids are listed', async () => {
  const store = storeOf();
  store.run('a1');
  store.run('a2');
  expect(await answerTo(['runs', 'show', 'a', '--store', store.path])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'a stands for 2 runs (one of a1, a2)',
  });
  expect((await answerTo(['runs', 'show', 'b', '--store', store.path])).exitCode).toBe(3);
});
