import type { Attribution, CaveatCount, StateRecord, TravelStats } from '../model/time-travel.js';

/** The keys of a state, in their order. */
export function orderedState(state: StateRecord): StateRecord {
  return {
    state: state.state,
    kind: state.kind,
    path: state.path,
    previousPath: state.previousPath,
    presence: state.presence,
    action: state.action,
    edit: state.edit,
    commit: state.commit,
    evidence: state.evidence,
    confidence: state.confidence,
    attribution: orderedAttribution(state.attribution),
    added: state.added,
    removed: state.removed,
    blob: state.blob,
    size: state.size,
    caveats: state.caveats.map(({ code, message }) => ({ code, message })),
  };
}

export function orderedAttribution(attribution: Attribution): Attribution {
  const { source } = attribution;
  return {
    agent: attribution.agent,
    sessionId: attribution.sessionId,
    threadId: attribution.threadId,
    parentThreadId: attribution.parentThreadId,
    turnId: attribution.turnId,
    turn: attribution.turn,
    messageDate: attribution.messageDate,
    editDate: attribution.editDate,
    model: attribution.model,
    logSubject: attribution.logSubject,
    source: source && { path: source.path, record: source.record },
  };
}

export function orderedCaveats(caveats: readonly CaveatCount[]): CaveatCount[] {
  return caveats.map(({ code, message, count }) => ({ code, message, count }));
}

export function orderedStats(stats: TravelStats): TravelStats {
  const { exact, derived, best_effort, none } = stats.byConfidence;
  return {
    filesTracked: stats.filesTracked,
    editsSeen: stats.editsSeen,
    attributed: stats.attributed,
    byConfidence: { exact, derived, best_effort, none },
    skipped: stats.skipped,
    blobsRead: stats.blobsRead,
    cacheEntries: stats.cacheEntries,
    cacheBytes: stats.cacheBytes,
    cacheEvictions: stats.cacheEvictions,
    pendingOperations: stats.pendingOperations,
  };
}
