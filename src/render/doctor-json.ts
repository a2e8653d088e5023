import type { DoctorResult, FailedReplay, SessionHealth, SnapshotRef } from '../model/doctor-result.js';
import { jsonText, orderedRepository, orderedWarnings, sortedMap } from './shared-json.js';

/** The keys of `DoctorResult`, in its order; maps sorted. */
export function doctorJson(result: DoctorResult): string {
  const { totals, expiry } = result;
  const { snapshots, patches } = totals;
  return jsonText<DoctorResult>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    evidenceLost: result.evidenceLost,
    sessions: result.sessions.map(orderedSession),
    totals: {
      sessions: totals.sessions,
      turns: totals.turns,
      turnsWithoutModel: totals.turnsWithoutModel,
      snapshots: {
        alive: snapshots.alive,
        kept: snapshots.kept,
        held: snapshots.held,
        atRisk: snapshots.atRisk,
        damaged: snapshots.damaged,
        expired: snapshots.expired,
        lost: snapshots.lost,
      },
      patches: {
        applied: patches.applied,
        failed: patches.failed,
        rejected: patches.rejected,
        unconfirmed: patches.unconfirmed,
        notReplayed: patches.notReplayed,
      },
      skipped: sortedMap(totals.skipped),
    },
    unnamed: result.unnamed.map(({ commit, time }) => ({ commit, time })),
    expiry: { setting: expiry.setting, before: expiry.before },
    homes: result.homes.map(({ agent, path, traces, selected, matchedBy }) => ({
      agent,
      path,
      traces,
      selected,
      matchedBy: sortedMap(matchedBy),
    })),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedSession(session: SessionHealth): SessionHealth {
  const { snapshots, patches, trace } = session;
  return {
    session: session.session,
    agent: session.agent,
    agentVersion: session.agentVersion,
    parentSession: session.parentSession,
    firstTime: session.firstTime,
    lastTime: session.lastTime,
    where: session.where,
    matchedBy: session.matchedBy,
    models: session.models,
    turns: session.turns,
    turnsWithoutModel: session.turnsWithoutModel,
    snapshots: {
      alive: snapshots.alive,
      kept: snapshots.kept,
      held: snapshots.held,
      atRisk: snapshots.atRisk.map(orderedSnapshot),
      damaged: snapshots.damaged.map(orderedSnapshot),
      expired: snapshots.expired.map(orderedSnapshot),
      lost: snapshots.lost.map(orderedSnapshot),
    },
    patches: {
      applied: patches.applied,
      failed: patches.failed,
      rejected: patches.rejected,
      unconfirmed: patches.unconfirmed,
      notReplayed: patches.notReplayed.map(orderedReplay),
    },
    skipped: sortedMap(session.skipped),
    trace: { home: trace.home, path: trace.path },
  };
}

function orderedSnapshot({ commit, turn, time }: SnapshotRef): SnapshotRef {
  return { commit, turn, time };
}

function orderedReplay({ path, why, turn, trace }: FailedReplay): FailedReplay {
  return { path, why, turn, trace: { path: trace.path, line: trace.line } };
}
