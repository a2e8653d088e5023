import type { Env } from '../env.js';
import { instantOf } from '../git/commits.js';
import { reachableFromRefs } from '../git/reachability.js';
import type { Repository } from '../git/repository.js';
import { isAgentAsked } from '../model/agent-name.js';
import type {
  DoctorResult,
  FailedReplay,
  HealthTotals,
  HomeSearch,
  PatchHealth,
  SessionHealth,
  SnapshotHealth,
  SnapshotRef,
  UnnamedSnapshot,
} from '../model/doctor-result.js';
import type { TraceSource } from '../model/session.js';
import type { ChangeEntry, SnapshotEntry } from '../reconcile/timeline.js';
import { type FailedChange, failedReplays } from './failed-replays.js';
import { LetGoSnapshots } from './let-go-snapshots.js';
import { loadTimelines, type Timelines } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { SessionReading } from './session-reading.js';
import { SnapshotJudge, type SnapshotState } from './snapshot-health.js';
import { unnamedSnapshots } from './unnamed-snapshots.js';
import { mergeWarnings, warningKey } from './warnings.js';

export interface DoctorRequest {
  readonly place: Place;
  /** Milliseconds since 1970: what git's expiry is counted from. */
  readonly now: number;
  /** Only sessions of these agents; none: of all. */
  readonly agents: readonly string[];
}

/** Warnings that the sessions tell in full. */
const TOLD_BY_SESSIONS = new Set(['snapshot_missing', 'patch_not_replayed']);

/** Codes of skipped records that took evidence with them. */
const LOSSES = ['patch_unreadable', 'source_damaged'];

/**
 * What evidence there is of a repository, and what of it is lost or in danger.
 * @throws AiBlameError NO_REPOSITORY.
 */
export function checkEvidence(request: DoctorRequest, env: Env, progress: Progress): DoctorResult {
  const repository = openPlace(request.place, env);
  try {
    const start = repository.head().commit;
    const destination = { start, isHead: true, until: null };
    const timelines = loadTimelines(repository, destination, request.place, env, progress);
    return check(repository, timelines, request, progress);
  } finally {
    progress.end();
    repository.close();
  }
}

function check(
  repository: Repository,
  timelines: Timelines,
  { now, agents }: DoctorRequest,
  progress: Progress,
): DoctorResult {
  const isAsked = (agent: string): boolean => isAgentAsked(agents, agent);
  const judge = new SnapshotJudge(repository, now, new LetGoSnapshots(timelines.all));
  const { failed, warnings } = failedReplays(repository, timelines, progress);
  const found = findings(timelines, judge, failed);
  const sessions = timelines.sessions
    .filter(({ trace }) => isAsked(trace.session.agent))
    .map((reading) => healthOf(reading, found.get(keyOf(reading.trace.source)) ?? NOTHING))
    .sort((a, b) => compare(a.firstTime ?? '', b.firstTime ?? '') || compare(a.session, b.session));
  const totals = totalsOf(sessions);
  const own = new Set(timelines.sessions.flatMap(({ trace }) => trace.warnings.map(warningKey)));
  const isLost =
    totals.snapshots.lost + totals.snapshots.damaged + totals.patches.notReplayed > 0 ||
    LOSSES.some((code) => code in totals.skipped) ||
    warnings.some(({ code }) => code === 'object_missing');
  return {
    schema: 'ai-blame/doctor@1',
    repository: repositoryRef(repository),
    evidenceLost: isLost,
    sessions,
    totals,
    unnamed: unnamedOf(repository, timelines),
    expiry: judge.expiry,
    homes: timelines.searched.homes
      .filter(({ agent }) => isAsked(agent))
      .map((home) => searchOf(home, timelines.sessions)),
    warnings: mergeWarnings([
      ...timelines.warnings.filter((warning) => !own.has(warningKey(warning))),
      ...noSessions(timelines),
      ...warnings,
      ...judge.warnings,
    ]).filter(({ code }) => !TOLD_BY_SESSIONS.has(code)),
  };
}

function unnamedOf(repository: Repository, timelines: Timelines): UnnamedSnapshot[] {
  const reachable = reachableFromRefs(repository);
  return unnamedSnapshots(repository, timelines)
    .filter(({ oid }) => !reachable.has(oid))
    .map(({ oid, committer }) => ({ commit: oid, time: instantOf(committer.time) }));
}

/** What the timelines tell of one trace. */
interface Findings {
  readonly snapshots: { readonly entry: SnapshotEntry; readonly state: SnapshotState }[];
  readonly changes: ChangeEntry[];
  readonly failed: FailedChange[];
}

const NOTHING: Findings = { snapshots: [], changes: [], failed: [] };

function findings({ all }: Timelines, judge: SnapshotJudge, failed: readonly FailedChange[]): Map<string, Findings> {
  const found = new Map<string, Findings>();
  const of = (source: TraceSource): Findings => {
    const key = keyOf(source);
    const known = found.get(key) ?? { snapshots: [], changes: [], failed: [] };
    found.set(key, known);
    return known;
  };
  for (const { entries } of all) {
    for (const entry of entries) {
      if (entry.kind === 'snapshot') {
        const { snapshots } = of(entry.event.trace.source);
        // An agent with a store of its own names the same tree at every step that left it as it was.
        const isToldBefore = ({ event }: SnapshotEntry): boolean =>
          event.store !== null && event.commit === entry.event.commit;
        const state = judge.judge(entry);
        const before = snapshots.findIndex((each) => isToldBefore(each.entry));
        if (before === -1) snapshots.push({ entry, state });
        // It was at the end of one turn, and is missed in the next.
        else if (state === 'lost') snapshots[before] = { entry, state };
      } else if (entry.kind === 'change') of(entry.event.trace.source).changes.push(entry);
    }
  }
  for (const change of failed) of(change.entry.event.trace.source).failed.push(change);
  return found;
}

function healthOf({ source, trace }: SessionReading, found: Findings): SessionHealth {
  const { session } = trace;
  const own = trace.turns.filter((turn) => turn.session.id === session.id);
  const events = trace.events.filter(({ inherited }) => !inherited);
  const active = new Set(events.map(({ turn }) => turn));
  const modelled = new Set(events.flatMap(({ turn, model }) => (model === null ? [] : [turn])));
  return {
    session: session.id,
    agent: session.agent,
    agentVersion: session.agentVersion,
    parentSession: session.parentId,
    firstTime: source.probe.firstTime,
    lastTime: source.probe.lastTime,
    where: source.where,
    matchedBy: source.by,
    models: [...new Set(events.flatMap(({ model }) => model ?? []))].sort(),
    turns: own.length,
    turnsWithoutModel: own.filter((turn) => active.has(turn) && !modelled.has(turn)).map(({ index }) => index),
    snapshots: snapshotHealth(found),
    patches: patchHealth(found),
    skipped: tally(trace.warnings.map(({ code, count }) => [code, count])),
    trace: { home: trace.source.home, path: trace.source.path },
  };
}

function snapshotHealth({ snapshots }: Findings): SnapshotHealth {
  const inState = (...states: SnapshotState[]): SnapshotRef[] =>
    snapshots
      .filter(({ state }) => states.includes(state))
      .map(({ entry: { event } }) => ({ commit: event.commit, turn: event.turn?.index ?? null, time: event.time }));
  return {
    alive: inState('kept', 'young', 'held').length,
    kept: inState('kept').length,
    held: inState('held').length,
    atRisk: inState('at-risk'),
    damaged: inState('damaged'),
    expired: inState('expired'),
    lost: inState('lost'),
  };
}

function patchHealth({ changes, failed }: Findings): PatchHealth {
  const count = (...outcomes: string[]): number =>
    changes.filter(({ event }) => outcomes.includes(event.outcome)).length;
  return {
    applied: count('applied'),
    failed: count('failed'),
    rejected: count('rejected'),
    unconfirmed: count('aborted', 'partial', 'unknown'),
    notReplayed: failed
      .map(
        ({ entry: { path, event }, why }): FailedReplay => ({
          path,
          why,
          turn: event.turn?.index ?? null,
          trace: { path: event.trace.source.path, line: event.trace.line },
        }),
      )
      .sort((a, b) => a.trace.line - b.trace.line || compare(a.path, b.path)),
  };
}

function totalsOf(sessions: readonly SessionHealth[]): HealthTotals {
  const sum = (of: (session: SessionHealth) => number): number => sessions.reduce((all, next) => all + of(next), 0);
  return {
    sessions: sessions.length,
    turns: sum(({ turns }) => turns),
    turnsWithoutModel: sum(({ turnsWithoutModel }) => turnsWithoutModel.length),
    snapshots: {
      alive: sum(({ snapshots }) => snapshots.alive),
      kept: sum(({ snapshots }) => snapshots.kept),
      held: sum(({ snapshots }) => snapshots.held),
      atRisk: sum(({ snapshots }) => snapshots.atRisk.length),
      damaged: sum(({ snapshots }) => snapshots.damaged.length),
      expired: sum(({ snapshots }) => snapshots.expired.length),
      lost: sum(({ snapshots }) => snapshots.lost.length),
    },
    patches: {
      applied: sum(({ patches }) => patches.applied),
      failed: sum(({ patches }) => patches.failed),
      rejected: sum(({ patches }) => patches.rejected),
      unconfirmed: sum(({ patches }) => patches.unconfirmed),
      notReplayed: sum(({ patches }) => patches.notReplayed.length),
    },
    skipped: tally(sessions.flatMap(({ skipped }) => Object.entries(skipped))),
  };
}

function searchOf(home: Timelines['searched']['homes'][number], sessions: readonly SessionReading[]): HomeSearch {
  const selected = sessions.filter(({ trace: { source } }) => source.agent === home.agent && source.home === home.path);
  return {
    agent: home.agent,
    path: home.path,
    traces: home.traces,
    selected: selected.length,
    matchedBy: tally(selected.map(({ source }) => [source.by, 1])),
  };
}

/** Sums by name, the names sorted. */
function tally(counts: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([a], [b]) => compare(a, b)));
}

function keyOf({ home, path }: TraceSource): string {
  return `${home}\0${path}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
