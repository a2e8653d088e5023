import { basename, dirname, resolve } from 'node:path';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { normaliseRecordedPath, relativeTo } from '../reconcile/recorded-path.js';
import { kindOfPath } from '../store/ledger-files.js';
import { transcriptFiles } from '../store/transcript-files.js';
import { type LedgerThread, threadOfSession, threadOfTranscript, threadOfTranscriptFile } from './ledger-thread.js';
import { projectOf } from './list-sessions.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { adapterOf, type CatalogEntry } from './run-catalog.js';
import { oneEntry } from './show-session.js';

/** Which conversation is asked for. */
export interface ThreadQuery {
  readonly place: Place;
  /** A file; or the id of a session or thread, or how it begins, with or without `<agent>:` before it. */
  readonly thread: string;
  /** Absolute: the project whose transcripts count, too; null: the place's folder. */
  readonly project: string | null;
}

const TRACE = /\.(?:jsonl|jsonl\.zst|json)$/i;

/** @throws AiBlameError NO_SUCH_SESSION, NO_SUCH_FILE, AMBIGUOUS, UNREADABLE. */
export function findThread(query: ThreadQuery, env: Env, progress: Progress): LedgerThread {
  const { place, thread } = query;
  const file = resolve(place.directory, thread);
  if (/\.md$/i.test(thread) && kindOfPath(file) === 'file') return threadOfTranscriptFile(file);
  if (TRACE.test(thread) && kindOfPath(file) === 'file') return threadOfTraceFile(file);
  if (/\.md$/i.test(thread) || TRACE.test(thread)) throw new AiBlameError('NO_SUCH_FILE', `There is no file ${thread}`);
  const { threads } = knownThreads(query, env, progress);
  const byUuid = threads.filter((each) => each.thread === thread.toUpperCase());
  const [only] = byUuid;
  if (only !== undefined && byUuid.length === 1) return only;
  return oneEntry(threads, thread, ({ agent, session }) => `${agent}:${session}`, 'session');
}

type IsWanted = (entry: Pick<CatalogEntry, 'cwds'>) => boolean;

/** All conversations that there are: a project's transcripts, and the sessions of all agents. */
export function knownThreads(
  { place, project }: Pick<ThreadQuery, 'place' | 'project'>,
  env: Env,
  progress: Progress,
  isWanted: IsWanted = () => true,
): { readonly threads: readonly LedgerThread[]; readonly warnings: readonly Warning[] } {
  const transcripts = transcriptsOf(requireProject(project ?? place.directory));
  const catalog = openCatalog(place, env, progress);
  try {
    const sessions = catalog.entries
      .filter((entry) => !entry.isSuperseded && isWanted(entry))
      .map(({ source, session }) => threadOfSession(adapterOf(source), source, session));
    const ids = new Set(sessions.map(({ thread }) => thread));
    const lost = catalog.nameless
      .flatMap((source) => threadByName(source, isWanted) ?? [])
      .filter(({ thread }) => !ids.has(thread));
    return { threads: [...transcripts, ...sessions, ...lost], warnings: catalog.warnings };
  } finally {
    progress.end();
    catalog.close();
  }
}

/** Whether a session worked in a project: in the repository that holds the folder, or below the folder. */
export function workedIn(project: string): IsWanted {
  const folders = projectOf(project);
  return ({ cwds }) =>
    cwds.some((cwd) => {
      const path = normaliseRecordedPath(cwd);
      return path !== null && folders.some((folder) => relativeTo(folder, path) !== null);
    });
}

/** The transcripts that CodexChat keeps in a folder; none where there is no such folder. */
export function transcriptsOf(project: string): LedgerThread[] {
  return transcriptFiles(project).map(({ thread, paths }) => threadOfTranscript(thread, project, paths));
}

/** Nobody makes a project's folder: one that is not there is a mistake. */
function requireProject(project: string): string {
  if (kindOfPath(project) !== 'folder') throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${project}`);
  return project;
}

/** A trace that is named by its file, wherever it lies: whose it is, its records tell, or, where that one is lost, the file's name. */
function threadOfTraceFile(file: string): LedgerThread {
  const found = bestReading(file, null) ?? bestReading(file, sessionInName(file));
  if (found === null) {
    throw new AiBlameError('UNREADABLE', `${file} holds no session that can be told`, {
      hint: 'none of its records tells of a session of an agent',
    });
  }
  return found;
}

/** @param assumed the session that it is taken for, where its records name none. */
function bestReading(file: string, assumed: string | null): LedgerThread | null {
  const kind = /\.zst$/i.test(file) ? 'jsonl.zst' : /\.json$/i.test(file) ? 'json' : 'jsonl';
  let best: { readonly thread: LedgerThread; readonly told: number; readonly lost: number } | undefined;
  for (const adapter of adapters()) {
    const place = { agent: adapter.id, home: dirname(file), path: basename(file), kind, size: 0 } as const;
    const source: TraceSource = assumed === null ? place : { ...place, assumed };
    const probe = adapter.probe(source);
    if (probe.session === null) continue;
    const { session, turns, events, warnings } = adapter.read(source);
    const told = assumed === null ? turns.length : turns.length + events.length;
    if (told === 0 && (probe.firstTime === null || assumed !== null)) continue;
    const found = { thread: threadOfSession(adapter, source, session), told, lost: warnings.length };
    // A reader of another agent's records may take a thing or two of them for its own.
    if (best === undefined || found.told > best.told) best = found;
    if (found.told > 0 && found.lost === 0) break;
  }
  return best === undefined || (best.told === 0 && best.lost > 0) ? null : best.thread;
}

/** A trace that lost the record that names its session, by its file's name; null: that has no id, or nothing else tells of a session. */
function threadByName(found: TraceSource, isWanted: IsWanted): LedgerThread | null {
  const assumed = sessionInName(found.path);
  if (!ID.test(assumed)) return null;
  const source: TraceSource = { ...found, assumed };
  const adapter = adapterOf(source);
  const { session, turns, events } = adapter.read(source);
  if (session.id !== assumed || turns.length + events.length === 0 || !isWanted(adapter.probe(source))) return null;
  return threadOfSession(adapter, source, session);
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that a trace's name ends with, else all of the name. */
function sessionInName(file: string): string {
  const name = basename(file).replace(TRACE, '');
  return ID.exec(name)?.[0] ?? name;
}
