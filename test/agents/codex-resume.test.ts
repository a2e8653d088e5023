import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ResumePoint, SourceScan } from '../../src/agents/agent-adapter.js';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { isIdleGrowth } from '../../src/agents/codex/idle-growth.js';
import type { AgentEvent } from '../../src/model/agent-event.js';
import type { Session } from '../../src/model/session.js';
import { applied, patchOf, Rollout, sourceOf, uuid7 } from '../support/codex-rollout.js';
import { corpusFolder } from '../support/corpus.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

const NAME = 'sessions/2026/01/01/rollout-2026-01-01T12-00-00-session-1.jsonl';
const adapter = codexAdapter();

/** What an index has after several passes: events by `seq`, the rest as told last. */
interface Kept {
  readonly events: Map<number, AgentEvent>;
  readonly last: SourceScan;
}

function kept(before: Kept | null, scan: SourceScan): Kept {
  const events = new Map(before?.events);
  for (const seq of scan.replaced) {
    expect(events.delete(seq)).toBe(true);
  }
  for (const event of scan.events) {
    expect(events.has(event.seq)).toBe(false);
    events.set(event.seq, event);
  }
  return { events, last: scan };
}

/** All of it, comparable: sessions by id, turns by number, and without the sizes that files had while they grew. */
function plain({ events, last }: Kept): unknown {
  const { probe, summary, session, sessions, turns, warnings } = last;
  const link = (event: AgentEvent) => {
    const turn =
      event.turn === null
        ? null
        : turns.findIndex((each) => isSame(each.session, event.turn?.session) && each.index === event.turn?.index);
    return { ...event, session: event.session.id, turn };
  };
  const ordered = [...events.values()].sort((a, b) => a.seq - b.seq).map(link);
  return JSON.parse(
    JSON.stringify({ probe, summary, session, sessions, turns, warnings, events: ordered }, (key, value) =>
      key === 'source' && typeof value === 'object' ? undefined : value,
    ),
  );
}

function isSame(a: Session, b: Session | undefined): boolean {
  return a.id === b?.id;
}

/** Passes over a file that grows to each of the sizes in turn. States go through text, as they do in a database. */
function grown(bytes: Buffer, sizes: readonly number[]): Kept {
  let all: Kept | null = null;
  let resume: ResumePoint | null = null;
  for (const size of sizes) {
    const source = sourceOf(dir, NAME, bytes.subarray(0, size));
    const scan = adapter.scan(source, resume);
    if (resume === null) {
      expect(scan.replaced).toEqual([]);
      all = null;
    }
    all = kept(all, scan);
    resume = scan.resume === null ? null : (JSON.parse(JSON.stringify(scan.resume)) as ResumePoint);
  }
  if (all === null) throw new Error('no sizes');
  return all;
}

function expectSplit(bytes: Buffer, cuts: readonly number[]): void {
  const sizes = [...cuts].sort((a, b) => a - b);
  const pieces = plain(grown(bytes, [...sizes, bytes.length]));
  expect(pieces).toEqual(plain(grown(bytes, [bytes.length])));
}

/** Steps of a session, of all eras: what one record or a few of them may look like. */
const STEPS: readonly ((rollout: Rollout, id: string, other: string) => Rollout)[] = [
  (r, id) => r.says(`do ${id}`),
  (r, id) => r.context(`model-${id}`),
  (r) => r.context('m'),
  (r, id) => r.context('m', { turn_id: uuid7(Number(id.slice(1)) * 1_000), cwd: `/w/demo/${id}` }),
  (r, id) => r.task(uuid7(Number(id.slice(1)) * 1_000)),
  (r, id) => r.done(uuid7(Number(id.slice(1)) * 1_000)),
  (r) => r.event({ type: 'turn_aborted', reason: 'interrupted' }),
  (r, id) => r.ghost(id.slice(1).padStart(40, '0')),
  (r, id) =>
    r.custom('apply_patch', patchOf(`*** Add File: ${id}.md`, '+one', `*** Add File: docs/${id}.md`, '+x'), id),
  (r, id) => r.output(id, applied(patchOf(`*** Add File: ${id}.md`)), 'custom_tool_call_output'),
  (r, id) => r.output(id, 'Exit code: 1\nWall time: 0 seconds\nOutput:\nno'),
  (r, id) => r.output(id, 'Process running with session ID 7\nOutput:\n'),
  (r, id) => r.call('shell_command', { command: `echo x > ${id}.txt`, workdir: id === 'c1' ? 'sub' : `/w/${id}` }, id),
  (r, id) =>
    r.call('exec_command', { cmd: `make ${id}` }, id, {
      internal_chat_message_metadata_passthrough: { turn_id: uuid7(Number(id.slice(1)) * 1_000) },
    }),
  (r, id) => r.call('mcp_thing', { a: id }, id),
  (r, id) =>
    r.custom(
      'exec',
      `await tools.exec_command({"cmd":"rm ${id}","workdir":"/w/${id}"});\nawait tools.exec_command({"cmd":"touch ${id}"});`,
      id,
    ),
  (r, id) =>
    r.output(
      id,
      [{ type: 'input_text', text: 'Script completed\nWall time 0.1 seconds\nOutput:\n' }],
      'custom_tool_call_output',
    ),
  (r, id, other) =>
    r.event({
      type: 'patch_apply_end',
      call_id: id,
      turn_id: uuid7(Number(other.slice(1)) * 1_000),
      success: true,
      status: 'completed',
      stdout: '',
      stderr: '',
      changes: { [`/w/demo/${id}.md`]: { type: 'add', content: 'one\n' } },
    }),
  (r, id) =>
    r.event({
      type: 'item_completed',
      turn_id: uuid7(Number(id.slice(1)) * 1_000),
      item: { type: 'FileChange', id, changes: { [`${id}.md`]: { type: 'add', content: '' } }, status: 'failed' },
    }),
  (r, id) =>
    r.event({
      type: 'item_completed',
      turn_id: uuid7(Number(id.slice(1)) * 1_000),
      item: {
        type: 'CommandExecution',
        id,
        command: ['bash', '-lc', `rm ${id}`],
        cwd: `/w/${id}`,
        exit_code: 0,
        status: 'completed',
        source: 'agent',
      },
    }),
  (r, id) =>
    r.event({
      type: 'item_completed',
      turn_id: uuid7(Number(id.slice(1)) * 1_000),
      item: { type: 'UserMessage', content: [{ type: 'text', text: `say ${id}` }] },
    }),
  (r) => r.event({ type: 'undo_completed', success: true, message: 'Undo restored snapshot 1111111.' }),
  (r) => r.event({ type: 'thread_rolled_back', num_turns: 1 }),
  (r) => r.event({ type: 'agent_message', message: 'done' }),
  (r, id) => r.event({ type: 'token_count', info: { total_token_usage: { total_tokens: Number(id.slice(1)) } } }),
  (r, id) => r.event({ type: 'thread_settings_applied', thread_settings: { model: `s-${id}` } }),
  (r, id) => r.event({ type: 'thread_name_updated', thread_name: `name ${id}` }),
  (r, id) => r.meta({ git: { branch: id } }),
  (r, id) => r.meta({ id: uuid7(-Number(id.slice(1)) * 1_000), cwd: '/w/parent' }),
  (r, id) => r.event({ type: `novelty_${id}` }),
  (r) => r.raw(''),
  (r) => r.raw('oops'),
  (r) =>
    r.raw(
      '{"timestamp":"2026-01-01T12:00:00.000Z","type":"response_item","payload":{"type":"message","ro{"timestamp":"2026-01-01T12:59:00.000Z","type":"turn_context","payload":{"cwd":"/w/fused","model":"fused"}}',
    ),
  (r) =>
    r.raw(
      '{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>\\n<cwd>/w/bare</cwd></environment_context>"}]}',
    ),
  (r) => r.raw('{"type":"message","role":"user","content":[{"type":"input_text","text":"bare words"}]}'),
  (r, id) => r.raw(`{"timestamp":"soon","type":"event_msg","payload":{"type":"user_message","message":"when ${id}"}}`),
  (r, id) =>
    r.raw(
      `{"type":"function_call","name":"shell","arguments":"{\\"command\\":[\\"touch\\",\\"${id}\\"]}","call_id":"${id}"}`,
    ),
];

const meta = fc.constantFrom<Readonly<Record<string, unknown>> | null>(
  {},
  { id: uuid7(0), cwd: '/w/demo' },
  { id: uuid7(4_500), forked_from_id: uuid7(-2_000) },
  { id: uuid7(3_000), parent_thread_id: uuid7(-1_000), source: { subagent: 'review' } },
  { id: uuid7(0), history_mode: 'paginated', history_base: { thread_id: uuid7(-1_000) } },
  null,
);
/** What a model says between its calls, and calls whose outputs tell where they ran, or do not. */
const TALK: typeof STEPS = [
  (r) => r.event({ type: 'agent_message', message: 'done' }),
  (r) => r.event({ type: 'agent_reasoning', text: 'hm' }),
  (r) => r.event({ type: 'error', message: 'stream disconnected' }),
  (r) => r.event({ type: 'context_compacted' }),
  (r) => r.event({ type: 'token_count', info: null }),
  (r) => r.event({ type: 'mcp_tool_call_end', call_id: 'c1', result: { cwd: '/w/far' } }),
  (r) => r.event({ type: 'item_completed', item: { type: 'Plan', id: 'p', text: '1. …', cwd: '/w/far' } }),
  (r) => r.item({ type: 'reasoning', summary: [], encrypted_content: 'x'.repeat(700) }),
  (r) => r.item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ok' }] }),
  (r) => r.record('compacted', { message: 'short', replacement_history: [] }),
  (r) => r.record('world_state', { cwd: '/w/far' }),
  (r, id) => r.call('exec_command', { cmd: `make ${id}` }, id),
  (r, id) => r.call('shell', { command: ['make'], working_directory: '/w/far' }, id),
  (r, id) => r.custom('apply_patch', patchOf(`*** Add File: ${id}.md`, '+one'), id),
  (r, id) => r.output(id, 'Exit code: 0\nWall time: 0 seconds\nOutput:\n'),
];

/** A few kinds of records and fewer ids, so that they meet. */
const sequence = fc.array(fc.nat(STEPS.length - 1), { minLength: 2, maxLength: 7 }).chain((kinds) =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })), {
    minLength: 1,
    maxLength: 14,
  }),
);

function rolloutOf(
  head: Readonly<Record<string, unknown>> | null,
  steps: readonly (readonly [number, number, number])[],
): Rollout {
  const rollout = head === null ? new Rollout() : new Rollout().meta(head);
  for (const [kind, id, other] of steps) {
    STEPS[kind]?.(rollout, `c${id}`, `c${other}`);
  }
  return rollout;
}

describe('a trace that grows: what is told of it in pieces is what the whole tells', () => {
  test('codex reader 22: sessions of all eras, cut anywhere, in one or several steps', () => {
    fc.assert(
      fc.property(
        meta,
        sequence,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (head, steps, cuts, atLines) => {
          const bytes = Buffer.from(rolloutOf(head, steps).text());
          const places = cuts.map((cut) => {
            const at = Math.floor(cut * bytes.length);
            // At a line's end, with or without the end itself, and in the midst of one.
            const end = bytes.indexOf(10, at);
            return atLines && end !== -1 ? end + (at % 2) : at;
          });
          expectSplit(bytes, places);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('what is called idle growth changes nothing, whatever it follows', () => {
    const steps = [...STEPS, ...TALK];
    const talk = fc.integer({ min: STEPS.length, max: steps.length - 1 });
    const step = fc.tuple(
      fc.oneof({ weight: 4, arbitrary: talk }, { weight: 1, arbitrary: fc.nat(steps.length - 1) }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 2 }),
    );
    const counts = { idle: 0, asProbed: 0, busy: 0 };
    const factsOf = (bytes: Buffer): { all: unknown; probe: unknown; isResumable: boolean } => {
      const told = kept(null, adapter.scan(sourceOf(dir, NAME, bytes), null));
      const isResumable = told.last.resume?.offset === bytes.length;
      const { summary: _, ...all } = plain(told) as { summary: unknown; probe: { lastTime: unknown } };
      const { lastTime: __, ...probe } = all.probe;
      return { all: { ...all, probe }, probe, isResumable };
    };
    fc.assert(
      fc.property(meta, sequence, fc.array(step, { minLength: 1, maxLength: 4 }), (head, first, more) => {
        const rollout = rolloutOf(head, first);
        const before = Buffer.from(rollout.text());
        for (const [kind, id, other] of more) steps[kind]?.(rollout, `c${id}`, `c${other}`);
        const after = Buffer.from(rollout.text());
        const added = after.subarray(before.length);
        const [idle, asProbed] = [isIdleGrowth(added, false), isIdleGrowth(added, true)];
        if (idle) expect(asProbed).toBe(true);
        counts[idle ? 'idle' : asProbed ? 'asProbed' : 'busy']++;
        const [was, is] = [factsOf(before), factsOf(after)];
        if (asProbed) expect(is.probe).toEqual(was.probe);
        // Only of those that can be gone on with is it asked.
        if (idle && was.isResumable) expect(is.all).toEqual(was.all);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(25);
  });

  test.each<[string, boolean, boolean, (rollout: Rollout) => Rollout]>([
    ['words of the model', true, true, (r) => r.event({ type: 'agent_message', message: 'done' })],
    ['an output', false, true, (r) => r.output('c1', 'Exit code: 0\nOutput:\n')],
    ['a call that names no directory', false, true, (r) => r.call('exec_command', { cmd: 'make' }, 'c1')],
    ['a call in a directory', false, false, (r) => r.call('shell', { command: 'make', workdir: '/w' }, 'c1')],
    ['a message of the person', false, true, (r) => r.says('go')],
    ['another directory', false, false, (r) => r.context('m', { cwd: '/w' })],
    ['a snapshot', false, false, (r) => r.ghost('1'.repeat(40))],
    ['a record of a kind that nobody knows', false, false, (r) => r.event({ type: 'novelty' })],
    ['a blank line', false, false, (r) => r.raw('').raw('')],
    ['a line that is no record', false, false, (r) => r.raw('oops')],
    [
      'half a record with the next one behind it',
      false,
      false,
      (r) => {
        return r.raw(
          '{"timestamp":"2026-01-01T12:00:00.000Z","type":"event_msg","payload":{"type":"agent_message","mess{"timestamp":"2026-01-01T12:59:00.000Z","type":"turn_context","payload":{"cwd":"/w/fused"}}',
        );
      },
    ],
  ])('%s: idle growth %s, and %s where only the probe counts', (_name, idle, asProbed, made) => {
    const added = Buffer.from(made(new Rollout().event({ type: 'agent_reasoning', text: 'hm' })).text());
    expect([isIdleGrowth(added, false), isIdleGrowth(added, true)]).toEqual([idle, asProbed]);
  });

  test('a line without an end is no idle growth', () => {
    const added = Buffer.from(new Rollout().event({ type: 'agent_reasoning', text: 'hm' }).text());
    const torn = [added.subarray(0, -1), Buffer.concat([added, added.subarray(0, 90)]), Buffer.alloc(0)];
    expect(torn.map((bytes) => isIdleGrowth(bytes, true))).toEqual([false, false, false]);
  });

  const T = uuid7(1_000);
  const done = { success: true, status: 'completed', stdout: '', stderr: '' };
  const add = { '/w/demo/a.md': { type: 'add', content: 'one\n' } };
  const executed = {
    type: 'CommandExecution',
    id: 'c1',
    cwd: '/w',
    status: 'completed',
    exit_code: 1,
    source: 'agent',
  };
  test.each<[string, (rollout: Rollout) => Rollout]>([
    [
      'a structured record behind the output',
      (r) =>
        r
          .patched(patchOf('*** Add File: a.md', '+one'), 'c1')
          .says('more')
          .event({ type: 'patch_apply_end', call_id: 'c1', ...done, changes: add }),
    ],
    [
      'the context of a task behind its calls',
      (r) =>
        r
          .task(T)
          .patched(patchOf('*** Add File: a.md', '+one'), 'c1')
          .ghost('1'.repeat(40))
          .context('late', { turn_id: T, cwd: '/w/late' })
          .says('late'),
    ],
    [
      'the end of a command behind an output that tells nothing',
      (r) =>
        r
          .call('mcp_thing', {}, 'c1')
          .output('c1', 'what?')
          .says('more')
          .event({ type: 'item_completed', item: { ...executed, command: ['make'] } }),
    ],
    [
      'an id that is used again',
      (r) =>
        r
          .call('shell_command', { command: 'make' }, 'c1')
          .call('shell_command', { command: 'rm a' }, 'c1')
          .output('c1', 'Exit code: 0\nWall time: 0 seconds\nOutput:\n')
          .output('c1', 'Exit code: 1\nWall time: 0 seconds\nOutput:\n'),
    ],
    [
      'a program whose commands have records of their own',
      (r) =>
        r
          .custom('exec', 'await tools.exec_command({"cmd":"rm a"});', 'p1')
          .event({ type: 'item_completed', item: { ...executed, id: 'exec-1', command: ['rm', 'a'] } })
          .output('p1', [{ type: 'input_text', text: 'Script completed\nOutput:\n' }], 'custom_tool_call_output')
          .custom('exec', 'await tools.exec_command({"cmd":"rm b"});', 'p2')
          .output('p2', [{ type: 'input_text', text: 'Script completed\nOutput:\n' }], 'custom_tool_call_output'),
    ],
    [
      'a fork whose copies are told by ids',
      (r) =>
        r
          .meta({ id: uuid7(-5_000) })
          .task(uuid7(-3_000))
          .says('old')
          .context('old', { turn_id: uuid7(-3_000) })
          .patched(patchOf('*** Add File: old.md', '+one'), 'c1')
          .task(T)
          .says('new')
          .context('new', { turn_id: T })
          .patched(patchOf('*** Add File: new.md', '+one'), 'c2'),
    ],
    [
      'directories that change, and relative ones',
      (r) =>
        r
          .call('shell_command', { command: 'make', workdir: 'sub' }, 'c1')
          .context('m', { cwd: '/w/b' })
          .call('shell_command', { command: 'make', workdir: 'sub' }, 'c2')
          .context('m')
          .call('shell_command', { command: 'make', workdir: 'other' }, 'c3'),
    ],
  ])('%s: cut at every line, before and behind its end', (_name, made) => {
    const bytes = Buffer.from(
      made(
        new Rollout()
          .meta({ id: uuid7(0) })
          .says('go')
          .context('m'),
      ).text(),
    );
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 10);
    for (const cut of ends.flatMap((end) => [end - 7, end, end + 1])) {
      expectSplit(bytes, [cut]);
    }
    expectSplit(bytes, ends);
    expectSplit(
      bytes,
      ends.map((end) => end + 1),
    );
  });

  test('recorded sessions', () => {
    const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
    const folders = [join(root, 'fixtures', 'recordings'), corpusFolder()].flatMap((folder) => folder ?? []);
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /rollout-[^/]*\.jsonl$/.test(name))
        .map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const bytes = readFileSync(file);
      const ends = [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1);
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...ends), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: -3, max: 60 }),
          (cuts, more) => {
            expectSplit(
              bytes,
              cuts.map((cut) => Math.max(0, Math.min(bytes.length, cut + more))),
            );
          },
        ),
        { numRuns: bytes.length > 1_000_000 ? 4 : 25 },
      );
    }
  });
});
