import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { RepositoryRef } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Session, Turn } from '../model/session.js';
import type { SessionEntry } from '../model/session-list.js';
import type { TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import { loadSecrets, type Redactor } from '../secrets/redactor.js';
import { type EditFilter, listEdits } from './list-edits.js';
import { keyOf, sessionEntry } from './list-sessions.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { adapterOf, type CatalogEntry } from './run-catalog.js';
import { oneEntry, type SessionRequest } from './show-session.js';
import { TranscriptGatherer } from './transcript-gatherer.js';

export interface TranscriptRequest extends SessionRequest {
  /** Numbers of those that are asked for; empty: all. */
  readonly turns: readonly number[];
  /** Long texts are not folded. */
  readonly full: boolean;
  readonly reasoning: boolean;
  readonly redacted: boolean;
}

/**
 * What was said and done in a session, turn by turn. Edits have the ids that `edits` prints, where the repository that the session
 * worked in is still there, or the place is a repository that the session worked in.
 * @throws AiBlameError NO_SUCH_SESSION (also of a turn), AMBIGUOUS.
 */
export async function transcribeSession(
  request: TranscriptRequest,
  env: Env,
  progress: Progress,
): Promise<TranscriptResult> {
  const redactor = request.redacted ? (await loadSecrets())() : null;
  const catalog = openCatalog(request.place, env, progress);
  try {
    const entries = catalog.entries.filter((entry) => !entry.isSuperseded);
    const found = oneEntry(entries, request.session, keyOf, 'session');
    const trace = catalog.trace(found);
    const turns = trace.turns.filter(({ session }) => session.id === found.session.id);
    requireTurns(request, turns.length);
    const { full: isFull, reasoning: withReasoning } = request;
    const gatherer = new TranscriptGatherer({ turns: request.turns, isFull, withReasoning, redactor });
    adapterOf(found.source).transcript(found.source, (item) => gatherer.take(item));
    const linked = editsOf(found, request, env, progress);
    const own = linked.edits.filter((edit) => isOfTurns(edit, turns));
    const known = own.map(({ id, call, turn }) => ({ id, call, turn: turn?.index ?? null }));
    const told = gatherer.end(turns, known);
    const named = new Set(told.flatMap(editsNamed));
    const edits = own.filter(({ id }) => named.has(id));
    const secretsReplaced = redactor?.replaced ?? 0;
    return {
      schema: 'ai-blame/transcript@1',
      origin: catalog.origin,
      session: redactor === null ? sessionEntry(found) : withoutSecretsIn(sessionEntry(found), redactor),
      repository: linked.repository,
      redacted: request.redacted,
      secretsReplaced,
      totalTurns: turns.length,
      turns: told,
      edits: Object.fromEntries(
        edits.map((edit) => [edit.id, redactor === null ? edit : withoutSecrets(edit, redactor)]),
      ),
      warnings: [...catalog.warnings, ...trace.warnings],
    };
  } finally {
    progress.end();
    catalog.close();
  }
}

/** @throws AiBlameError NO_SUCH_SESSION. */
function requireTurns({ session, turns }: TranscriptRequest, count: number): void {
  const missing = turns.find((turn) => turn > count);
  if (missing === undefined) return;
  throw new AiBlameError('NO_SUCH_SESSION', `There is no turn ${session}:${missing}`, {
    hint: count === 0 ? 'the session has none' : `the session has turns 1 to ${count}`,
  });
}

/** So many folders of a session are looked at for a repository. */
const MOST_FOLDERS = 4;

interface Linked {
  readonly repository: RepositoryRef | null;
  /** Of the turns that are asked for. */
  readonly edits: readonly EditRecord[];
}

/** The session's edits in the repository that it worked in; else in that of the place, if it has any there. */
function editsOf(found: CatalogEntry, request: TranscriptRequest, env: Env, progress: Progress): Linked {
  const { session, cwds } = found;
  const own = [...new Set([session.cwd, ...cwds])].filter((cwd) => cwd !== null).slice(0, MOST_FOLDERS);
  for (const directory of [...own, request.place.directory]) {
    const linked = editsIn({ ...request.place, directory }, session, request.turns, env, progress);
    if (linked !== null && (linked.edits.length > 0 || directory === session.cwd)) return linked;
  }
  return { repository: null, edits: [] };
}

/** null: there is no repository, or none that can be read. */
function editsIn(
  place: Place,
  session: Session,
  turns: readonly number[],
  env: Env,
  progress: Progress,
): Linked | null {
  const none = { models: [], since: null, until: null, evidence: [], actions: [] };
  const filter: EditFilter = { ...none, agents: [session.agent], sessions: [session.id], turns };
  try {
    const { repository, edits } = listEdits({ paths: [], place, filter }, env, progress);
    return { repository, edits: edits.filter((edit) => edit.session === session.id) };
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

/**
 * After a revert a session has several traces, each with turns of its own: numbers of turns, and ids of calls, may be the same in two of
 * them (formats/codex.md, 12.4).
 */
function isOfTurns({ turn }: EditRecord, turns: readonly Turn[]): boolean {
  const id = turn?.id ?? null;
  return id === null || turns.some((one) => one.id === id);
}

/** Ids of the edits that a turn tells of. */
export function editsNamed({ entries, edits }: TranscriptTurn): string[] {
  return [...entries.flatMap((entry) => ('edits' in entry ? entry.edits : [])), ...edits];
}

/** A prompt may have been told with a key in it. */
function withoutSecrets(edit: EditRecord, redactor: Redactor): EditRecord {
  const told = { ...edit, model: redactor.cleanName(edit.model) };
  const { turn } = edit;
  return turn === null ? told : { ...told, turn: { ...turn, prompt: redactor.cleanName(turn.prompt) ?? '' } };
}

/** What is told of a session is said again in its turns: it is not counted. */
export function withoutSecretsIn(session: SessionEntry, redactor: Redactor): SessionEntry {
  const { title, firstMessage, model } = session;
  return {
    ...session,
    title: redactor.cleanName(title),
    firstMessage: redactor.cleanName(firstMessage),
    model: redactor.cleanName(model),
  };
}
