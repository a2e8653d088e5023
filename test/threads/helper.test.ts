import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SourceProbe } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import type { TraceSource } from '../../src/model/session.js';
import { bringUpToDate, type ScanSharing } from '../../src/store/index-pass.js';
import type { ScanTask } from '../../src/store/scanned-source.js';
import { Claims } from '../../src/threads/claims.js';
import { Helper, Job } from '../../src/threads/helper.js';
import {
  type JobMessage,
  type ResultMessage,
  received,
  type TaskKind,
  type TaskKinds,
  taskRunner,
} from '../../src/threads/tasks.js';
import { StoreLab } from '../store/store-lab.js';
import { clock, patchOf, Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

/** As it is installed: `npm test` builds it first. */
const THREAD = join(import.meta.dirname, '../../dist/helper-thread.cjs');

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => {
  dir.remove();
});

/** Sessions with everything that an event can tell; the third one's file holds nothing that can be read. */
function sources(count: number): TraceSource[] {
  return Array.from({ length: count }, (_, n) => {
    const rollout = new Rollout()
      .meta({ id: `session-${n}`, cwd: `/w/demo-${n % 2}`, git: { commit_hash: 'c'.repeat(40), branch: 'main' } })
      .says(`Prompt ${n} ü\u0007`)
      .context(n % 2 === 0 ? 'gpt-5' : null)
      .ghost(n.toString(16).padStart(40, 'a'), { parent: 'b'.repeat(40) })
      .patched(patchOf('*** Add File: a.ts', '+one', '*** Update File: b.ts', '@@', '-x', '+y'), `call-p${n}`)
      .call('shell', { command: ['bash', '-lc', `sed -i s/a/b/ c-${n}.ts; npm test`] }, `call-c${n}`)
      .output(`call-c${n}`, 'Exit code: 1\nWall time: 1 seconds\nOutput:\nbad\n')
      .event({ type: 'thread_rolled_back', num_turns: 1 })
      .raw('{"cut');
    if (n === 2) rollout.lines.splice(0, rollout.lines.length, '\0\0', '[]');
    return rollout.source(dir, `rollout-2026-01-01T12-00-${String(n).padStart(2, '0')}-session-${n}.jsonl`);
  });
}

function scanTasks(count: number): ScanTask[] {
  sources(count);
  const { stamps } = codexAdapter().discover([dir.path]);
  return [...stamps].map(([source, stamp], n) => ({ source, stamp, at: Date.parse(clock(9)), isGrowing: n % 2 === 0 }));
}

/** What the thread tells of the tasks that it takes, in the order in which it does: as it is used, without the event loop. */
function toldBy<K extends TaskKind>(
  kind: K,
  tasks: readonly TaskKinds[K]['task'][],
  { agent = 'codex', backwards = false, taken = [] as readonly number[] } = {},
): Map<number, TaskKinds[K]['result'] | null> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(THREAD, { workerData: { port: port2 }, transferList: [port2] });
  const claims = Claims.of(tasks.length);
  for (const n of taken) claims.take(n);
  port1.postMessage({ job: 7, kind, agent, tasks, claims: claims.memory, backwards } satisfies JobMessage<K>);
  port1.postMessage(null);
  while (claims.told < tasks.length - taken.length) expect(claims.wait(claims.told, 60_000)).toBe(true);
  const results = new Map<number, TaskKinds[K]['result'] | null>();
  for (let next = receiveMessageOnPort(port1); next !== undefined; next = receiveMessageOnPort(port1)) {
    const { job, n, result } = next.message as ResultMessage;
    expect(job).toBe(7);
    results.set(n, received(kind, result));
  }
  worker.unref();
  return results;
}

/** What this thread makes of the tasks. */
function madeHere<K extends TaskKind>(kind: K, tasks: readonly TaskKinds[K]['task'][]): Map<number, unknown> {
  const run = taskRunner({ job: 0, kind, agent: 'codex', tasks, claims: Claims.of(0).memory, backwards: false });
  return new Map(tasks.map((_, n) => [n, run?.(n)]));
}

describe('the other thread', () => {
  test('tells of probes, readings and scans just what this one makes of them', () => {
    const all = sources(4);
    const scans = scanTasks(4);
    expect(toldBy('probe', all)).toEqual(madeHere('probe', all));
    expect(toldBy('read', all)).toEqual(madeHere('read', all));
    expect(toldBy('scan', scans)).toEqual(madeHere('scan', scans));
  });

  test('keeps events of one turn with one turn, and hands bytes over as buffers', () => {
    const trace = toldBy('read', sources(1)).get(0);
    expect(trace?.events.length).toBeGreaterThan(3);
    for (const { turn, session } of trace?.events ?? []) {
      expect(turn === null || trace?.turns.includes(turn)).toBe(true);
      expect(session).toBe(trace?.session);
    }
    const scanned = toldBy('scan', scanTasks(1)).get(0);
    const bytes = [scanned?.head, scanned?.tail, ...(scanned?.told?.encoded.events.map(({ data }) => data) ?? [])];
    expect(bytes.map((each) => Buffer.isBuffer(each))).toEqual([true, true, true]);
  });

  test('leaves what was taken, and goes backwards up to what was taken from the front', () => {
    const all = sources(6);
    expect([...toldBy('probe', all, { taken: [1, 4] }).keys()]).toEqual([0, 2, 3, 5]);
    expect([...toldBy('probe', all, { taken: [0, 1, 2], backwards: true }).keys()]).toEqual([5, 4, 3]);
  });

  test('tells that it can do nothing for an agent that it does not know', () => {
    expect(toldBy('probe', sources(2), { agent: 'nobody' })).toEqual(new Map([0, 1].map((n) => [n, null])));
  });
});

describe('work that two threads share', () => {
  const probe = (n: number, by: string): SourceProbe => {
    const source = { agent: 'codex', home: by, path: String(n), kind: 'jsonl' as const, size: n };
    return { source, session: null, cwds: [], snapshots: [], git: null, firstTime: null, lastTime: null };
  };

  test('every task is done once, and told in order, whoever does it and whenever the other one tells', () => {
    const step = fc.record({ takes: fc.nat(3), tells: fc.nat(3), fails: fc.boolean() });
    fc.assert(
      fc.property(fc.nat(200), fc.array(fc.boolean()), fc.array(step, { minLength: 1 }), (count, withheld, steps) => {
        const claims = Claims.of(count);
        for (const [n, isWithheld] of withheld.entries()) if (isWithheld && n < count) claims.take(n);
        const taken: number[] = [];
        const failed = new Set<number>();
        let asked = 0;
        let next = 0;
        // The other thread, a step each time that this one looks; asked twice for nothing, it tells all that it has.
        const job: Job<'probe'> = new Job('probe', claims, withheld, () => {
          const { takes, tells, fails } = steps[asked++ % steps.length] ?? { takes: 0, tells: 0, fails: false };
          for (let n = 0; n < takes && next < count; next++) {
            if (!claims.take(next)) continue;
            taken.push(next);
            n++;
          }
          for (const n of taken.splice(0, Math.max(tells, asked % 2))) {
            if (fails) failed.add(n);
            job.receive(n, fails ? null : probe(n, 'there'));
            claims.tell();
          }
        });
        const here: number[] = [];
        const own = (n: number): SourceProbe => {
          here.push(n);
          return probe(n, 'here');
        };
        const told = [...job.inOrder(own)];
        expect(told.map(({ source }) => source.size)).toEqual(Array.from({ length: count }, (_, n) => n));
        expect(new Set(here).size).toBe(here.length);
        const doneThere = told.filter(({ source }) => source.home === 'there').map(({ source }) => source.size);
        expect(doneThere.filter((n) => withheld[n] === true || failed.has(n))).toEqual([]);
        expect(doneThere.length + here.length).toBe(count);
      }),
      { numRuns: 300 },
    );
  });

  test('a thread that cannot start is not waited for', () => {
    const helper = Helper.of(join(dir.path, 'nothing.mjs'));
    const all = sources(3);
    const job = helper?.begin('probe', 'codex', all);
    helper?.finish();
    const adapter = codexAdapter();
    expect([...(job?.inOrder((n) => adapter.probe(all[n] as TraceSource)) ?? [])]).toEqual(all.map(adapter.probe));
  });

  test('an index is the same whether a helper read a part of the traces or not', () => {
    sources(12);
    const adapter = codexAdapter();
    const indexed = (sharing: ScanSharing | null): unknown => {
      const lab = new StoreLab();
      const index = lab.open();
      const found = { adapter, homes: [dir.path], ...adapter.discover([dir.path]) };
      const now = () => Date.UTC(2100, 0, 1);
      const options = { now, full: false, retryFailed: false, sharing, progress: () => {} };
      expect(bringUpToDate(index, found, options)).toMatchObject({ outcome: 'done', read: 12 });
      const tables = ['sources', 'trace_sessions', 'trace_turns', 'trace_events'];
      const rows = tables.map((table) => index.database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all([]));
      index.close();
      lab.remove();
      return rows;
    };
    const shared: ScanSharing = (agent, tasks) => {
      const helper = Helper.of(THREAD);
      const job = helper?.begin('scan', agent, tasks);
      helper?.finish();
      return job ?? null;
    };
    const alone = indexed(null);
    for (let n = 0; n < 3; n++) expect(indexed(shared)).toEqual(alone);
  });
});
