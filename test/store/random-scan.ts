import fc from 'fast-check';
import type { SourceScan } from '../../src/agents/agent-adapter.js';
import type { AgentEvent, CommandTarget, Outcome } from '../../src/model/agent-event.js';
import type { Session, TracePointer, TraceSource, Turn } from '../../src/model/session.js';

/** Texts as hostile traces may hold them: control characters, halves of surrogate pairs, quotes, nothing. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  // Where there is more, texts are deflated.
  fc.constantFrom('long '.repeat(200), 'and another one '.repeat(70)),
  fc.constantFrom('', '"', '"quoted"', '\0', 'a\0b', '\ud800', '\udc00x', 'src/a.ts', 'null'),
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const hex = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((d) => d.join(''));
const oid = fc.oneof(hex(40), hex(64));
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-01-01T00:00:00Z', 'yesterday', '', '2026-01-01T00:00:00.000000Z'),
);
const nat = fc.nat(2 ** 40);

const session = (id: number): fc.Arbitrary<Session> =>
  fc.record({
    agent: fc.constantFrom('codex', 'other'),
    id: text.map((name) => `${id} ${name}`),
    parentId: orNull(text),
    forkedFrom: orNull(text),
    agentVersion: orNull(text),
    provider: orNull(text),
    startedAt: orNull(time),
    startedNear: orNull(time),
    cwd: orNull(text),
    git: orNull(fc.record({ commit: orNull(oid), branch: orNull(text), remote: orNull(text) })),
  });

const OUTCOMES: readonly Outcome[] = ['applied', 'failed', 'rejected', 'aborted', 'partial', 'unknown', 'staged'];
const TARGETS: readonly CommandTarget['op'][] = [
  'write',
  'append',
  'edit',
  'delete',
  'move-from',
  'move-to',
  'copy-to',
];

function pointer(source: TraceSource): fc.Arbitrary<TracePointer> {
  return fc.record({ source: fc.constant(source), line: nat, offset: nat, length: nat });
}

function event(source: TraceSource, sessions: readonly Session[], turns: readonly Turn[]): fc.Arbitrary<AgentEvent> {
  const base = {
    session: fc.constantFrom(...sessions),
    turn: turns.length === 0 ? fc.constant(null) : orNull(fc.constantFrom(...turns)),
    seq: fc.nat(Number.MAX_SAFE_INTEGER),
    time: orNull(time),
    model: orNull(text),
    trace: pointer(source),
    inherited: fc.boolean(),
  };
  const call = {
    outcome: fc.constantFrom(...OUTCOMES),
    callId: orNull(text),
    tool: text,
    body: pointer(source),
  };
  return fc.oneof(
    fc
      .tuple(
        fc.record({
          kind: fc.constant('snapshot' as const),
          ...base,
          commit: oid,
          parent: orNull(fc.oneof(oid, text)),
          store: orNull(text),
          cwd: orNull(text),
        }),
        fc.constantFrom({}, { mayBeLate: true as const }),
        fc.constantFrom({}, { ofFolder: true as const }),
      )
      .map(([snapshot, late, folder]) => ({ ...snapshot, ...late, ...folder })),
    fc.record({
      kind: fc.constant('file_change' as const),
      ...base,
      ...call,
      op: fc.constantFrom('create', 'modify', 'delete', 'rename'),
      path: text,
      oldPath: orNull(text),
      place: fc.nat(9),
    }),
    fc.record({
      kind: fc.constant('command' as const),
      ...base,
      ...call,
      cwd: orNull(text),
      text,
      place: orNull(fc.nat(9)),
      writes: fc.constantFrom('named', 'any'),
      targets: fc.array(fc.record({ path: text, op: fc.constantFrom(...TARGETS) }), { maxLength: 3 }),
      exitCode: orNull(fc.integer()),
    }),
    fc.record({
      kind: fc.constant('read' as const),
      ...base,
      ...call,
      path: text,
      lines: orNull(fc.record({ first: fc.nat(), last: fc.nat() })),
      whole: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('rewind' as const),
      ...base,
      files: fc.constantFrom('restored', 'untouched', 'unknown'),
      snapshot: orNull(text),
      turns: orNull(fc.nat(9)),
    }),
  );
}

/** Any reading that an adapter may give of a source. */
export function randomScan(source: TraceSource): fc.Arbitrary<SourceScan> {
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => session(n))))
    .chain((sessions) =>
      fc
        .array(
          fc.record({
            session: fc.constantFrom(...sessions),
            index: fc.nat(),
            id: orNull(text),
            startedAt: orNull(time),
            prompt: text,
          }),
          { maxLength: 4 },
        )
        .map((turns) => ({ sessions, turns })),
    )
    .chain(({ sessions, turns }) =>
      fc.record({
        probe: fc.record({
          source: fc.constant(source),
          session: orNull(fc.constant(sessions[0] as Session)),
          cwds: fc.array(text, { maxLength: 2 }),
          snapshots: fc.array(oid, { maxLength: 2 }),
          git: fc.constant(null),
          firstTime: orNull(time),
          lastTime: orNull(time),
        }),
        summary: fc.record({
          title: orNull(text),
          firstMessage: orNull(text),
          turns: fc.nat(),
          archived: fc.boolean(),
          createdAt: orNull(time),
          updatedAt: orNull(time),
          model: orNull(text),
          tokens: orNull(nat),
          source: orNull(text),
          lastTurn: fc.constantFrom('none', 'open', 'completed', 'aborted', 'failed'),
        }),
        session: fc.constant(sessions[0] as Session),
        sessions: fc.constant(sessions),
        turns: fc.constant(turns),
        events: fc
          .uniqueArray(event(source, sessions, turns), { maxLength: 8, selector: ({ seq }) => seq })
          .map((events) => [...events].sort((a, b) => a.seq - b.seq)),
        replaced: fc.constant([]),
        warnings: fc.array(fc.record({ code: text, message: text, count: fc.nat(), subject: orNull(text) }), {
          maxLength: 2,
        }),
        resume: fc.constant(null),
      }),
    );
}
