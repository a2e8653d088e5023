import type { TraceSource } from '../../model/session.js';
import type { AgentAdapter, SessionTrace, SourceProbe, SourceScan } from '../agent-adapter.js';
import { Diagnostics } from '../diagnostics.js';
import { bareSession } from '../session-draft.js';
import { orNull } from '../whole-source.js';
import { CODEX_CAPABILITIES } from './capabilities.js';
import { checkpointsOf, isGhostAuthor } from './checkpoints.js';
import { codexFinder } from './finder.js';
import { tellHistory, tellTranscript } from './history.js';
import { changeBody, commandText, snapshotLists } from './load.js';
import { Outline } from './outline.js';
import { rolloutProblems } from './rollout-problems.js';
import { readSession, scanSession } from './scan-session.js';
import { sessionNames } from './session-names.js';
import { probeSource } from './session-probe.js';
import { HIDDEN_FOLDERS } from './snapshots.js';

/** Codex CLI, desktop app and IDE extension: rollouts of all eras (formats/codex.md). */
export function codexAdapter(): AgentAdapter {
  return {
    ...codexFinder(),
    probe: (source) => orNull(() => probeSource(source)) ?? unreadableProbe(source),
    read: (source) => orNull(() => readSession(source)) ?? unreadableTrace(source),
    scan: (source, from) => orNull(() => scanSession(source, from)) ?? unreadableScan(source),
    history: (source, onFact) => {
      orNull(() => tellHistory(source, onFact));
    },
    transcript: (source, onItem) => {
      orNull(() => tellTranscript(source, onItem));
    },
    problems: (source) => (source.kind === 'json' ? null : orNull(() => rolloutProblems(source))),
    names: sessionNames,
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    snapshotRefs: checkpointsOf,
    isSnapshotAuthor: isGhostAuthor,
    hiddenFolders: HIDDEN_FOLDERS,
    loadSnapshotLists: (event) => orNull(() => snapshotLists(event)) ?? { untrackedFiles: [], untrackedDirs: [] },
    // Codex reads by commands of a shell only.
    loadRead: () => null,
    capabilities: CODEX_CAPABILITIES,
    loadCommandText: (event) => orNull(() => commandText(event)),
  };
}

function unreadableProbe(source: TraceSource): SourceProbe {
  return { source, session: null, cwds: [], snapshots: [], git: null, firstTime: null, lastTime: null };
}

function unreadableTrace(source: TraceSource): SessionTrace {
  const diagnostics = new Diagnostics();
  diagnostics.count('source_unreadable');
  return { source, session: bareSession('codex', ''), turns: [], events: [], warnings: diagnostics.warnings(source) };
}

function unreadableScan(source: TraceSource): SourceScan {
  const { session, turns, events, warnings } = unreadableTrace(source);
  return {
    probe: unreadableProbe(source),
    summary: new Outline().summary(source, session, turns, unreadableProbe(source)),
    session,
    sessions: [session],
    turns,
    events,
    replaced: [],
    warnings,
    resume: null,
  };
}
