import type { Session, TraceSource } from '../../model/session.js';
import { scanRecords } from '../../scan/scan-records.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { bareSession, type SessionDraft } from '../session-draft.js';
import { isoTime } from '../times.js';
import { roleOf } from './transcript-role.js';

/** Tells whose the records of a transcript are: its own session's, or another's that they were copied from (formats/claude-code.md, 7). */
export class WhoseRecords {
  readonly #source: TraceSource;
  readonly #session: SessionDraft;
  readonly #role: ReturnType<typeof roleOf>;
  readonly #origins = new Map<string, SessionDraft>();

  /** @param session is given its id by the first record that tells one. */
  constructor(source: TraceSource, session: SessionDraft) {
    this.#source = source;
    this.#session = session;
    this.#role = roleOf(source.path);
  }

  get isSubAgent(): boolean {
    return this.#role?.kind === 'sub-agent';
  }

  /** The session that a record was copied from; null where it is the transcript's own. */
  originOf(record: JsonObject): Session | null {
    const named = textOf(record.sessionId) ?? textOf(record.session_id);
    if (named === null) return null;
    const session = this.#session;
    if (this.#role?.kind === 'sub-agent') {
      if (session.id === '') session.id = textOf(record.agentId) ?? this.#role.id;
      if (named !== session.id) session.parentId ??= named;
    } else if (session.id === '') session.id = this.#ownId(named);
    const forkedFrom = textOf(objectOf(record.forkedFrom)?.sessionId);
    const origin = forkedFrom ?? (this.isSubAgent ? null : named);
    if (origin === null || origin === session.id) return null;
    session.forkedFrom ??= origin;
    return this.#origin(origin, record);
  }

  #origin(id: string, record: JsonObject): Session {
    let origin = this.#origins.get(id);
    if (origin === undefined) {
      origin = {
        ...bareSession(this.#session.agent, id),
        startedAt: isoTime(record.timestamp),
        cwd: textOf(record.cwd),
      };
      this.#origins.set(id, origin);
    }
    return origin;
  }

  /** A file has its session's id as its name. One that was renamed holds it in its last records: what is copied stands before. */
  #ownId(first: string): string {
    const { id } = this.#role ?? { id: '' };
    if (id === first) return id;
    let last = first;
    let isNamed = false;
    scanRecords(this.#source, {
      test: () => 'want',
      record: ({ bytes }) => {
        const named = sessionIn(bytes);
        if (named !== null) last = named;
        isNamed ||= named === id;
      },
    });
    return isNamed ? id : last;
  }
}

const SESSION_ID = '"sessionId":"';

/** The record's own comes first: what another one is copied from is told behind, or within `forkedFrom`. */
function sessionIn(bytes: Buffer): string | null {
  for (let at = bytes.indexOf(SESSION_ID); at !== -1; at = bytes.indexOf(SESSION_ID, at + 1)) {
    if (bytes.toString('latin1', Math.max(0, at - 14), at) === '"forkedFrom":{') continue;
    return /^[^"]*/.exec(bytes.toString('latin1', at + SESSION_ID.length, at + SESSION_ID.length + 200))?.[0] ?? null;
  }
  return null;
}
