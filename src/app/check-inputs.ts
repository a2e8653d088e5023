import { sha256 } from '../digest/canonical-json.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import type {
  DigestInputs,
  DigestNote,
  DigestObject,
  DigestRecord,
  Finding,
  FindingStatus,
} from '../model/evidence-digest.js';
import type { TraceSource } from '../model/session.js';
import { AuthorshipNotes, NOTES_REF } from './authorship-notes.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import type { Timelines } from './load-timelines.js';
import type { Place } from './place.js';
import { recordBytes, recordsOf, textOfRecord } from './record-bytes.js';
import { blobOf, troubleWith } from './stored-objects.js';

/** Where evidence is looked for. */
interface Where {
  readonly repository: Repository;
  readonly timelines: Timelines;
  readonly place: Place;
  readonly env: Env;
}

/**
 * Holds the evidence that an answer names against what there is now, each by itself.
 * @param derived what the same answer rests on now; null: it could not be derived.
 */
export function checkInputs(told: DigestInputs, derived: DigestInputs | null, where: Where): Finding[] {
  const findings: Finding[] = [];
  const rest = new Set(derived?.records ?? []);
  const places = byPlace(derived?.records ?? []);
  const sources = new Sources(where);
  for (const record of told.records) {
    const same = matchOf(record, places);
    if (same !== null) rest.delete(same);
    const found = same === null ? lookFor(record, sources, derived !== null) : compared(record, same);
    if (found !== null) findings.push({ part: 'record', subject: nameOf(record), ...found });
  }
  for (const record of rest) {
    findings.push({
      part: 'record',
      status: 'added',
      subject: nameOf(record),
      message: `The answer rests on ${nameOf(record)} now, too`,
    });
  }
  findings.push(...checkObjects('snapshot', told.snapshots, derived?.snapshots ?? [], where));
  findings.push(...checkObjects('commit', told.commits, derived?.commits ?? [], where));
  findings.push(...checkNotes(told.notes, derived?.notes ?? null, where));
  return findings;
}

interface Found {
  readonly status: FindingStatus;
  readonly message: string;
}

/** Records by their place in their session. */
function byPlace(records: readonly DigestRecord[]): Map<string, DigestRecord[]> {
  const places = new Map<string, DigestRecord[]>();
  for (const record of records) {
    const key = placeOf(record);
    places.set(key, [...(places.get(key) ?? []), record]);
  }
  return places;
}

function placeOf({ agent, session, line, role }: DigestRecord): string {
  return [agent, session, line, role].join('\0');
}

/** The same record: of several in its place the one in the same trace, or with the same bytes. */
function matchOf(record: DigestRecord, places: ReadonlyMap<string, readonly DigestRecord[]>): DigestRecord | null {
  const alike = places.get(placeOf(record)) ?? [];
  return alike.find(({ path }) => path === record.path) ?? alike.find((one) => one.sha256 === record.sha256) ?? null;
}

function compared(told: DigestRecord, now: DigestRecord): Found | null {
  const name = nameOf(told);
  if (now.sha256 === null && told.sha256 !== null) return { status: 'missing', message: `${name} is gone` };
  if (now.sha256 !== told.sha256 || now.form !== told.form) return changed(told, now.sha256);
  return now.path === told.path ? null : { status: 'note', message: `${name} lies in ${now.path} now` };
}

function changed(told: DigestRecord, now: string | null): Found {
  return {
    status: 'changed',
    message: `${nameOf(told)} is not what it was: its SHA-256 was ${short(told.sha256)} and is ${short(now)}`,
  };
}

/** A record that no edit of the answer rests on any more. */
function lookFor(record: DigestRecord, sources: Sources, isDerived: boolean): Found | null {
  const name = nameOf(record);
  const source = sources.find(record);
  if (source === null) return { status: 'missing', message: `${name} is gone: there is no such trace any more` };
  const bytes = record.form === 'record' ? rawBytes(source, record) : sources.reading(source, record);
  if (bytes === null || bytes.length === 0) {
    return record.sha256 === null
      ? null
      : { status: 'missing', message: `${name} is gone: the trace does not hold it` };
  }
  if (sha256(bytes) !== record.sha256) return changed(record, sha256(bytes));
  const message = `${name} is as it was, and the answer does not rest on it any more`;
  return isDerived ? { status: 'unused', message } : null;
}

function rawBytes(source: TraceSource, { line, offset, bytes: length }: DigestRecord): Buffer | null {
  return recordBytes({ source, line, offset, length });
}

/** The traces in the agents' homes. */
class Sources {
  readonly #where: Where;
  readonly #found = new Map<string, readonly TraceSource[]>();

  constructor(where: Where) {
    this.#where = where;
  }

  /** The trace that a record was read from; where that is gone, another one of the same session. */
  find({ agent, session, path }: DigestRecord): TraceSource | null {
    const byPath = this.#of(agent).find((source) => source.path === path);
    if (byPath !== undefined) return byPath;
    const reading = this.#where.timelines.sessions.find(({ trace }) => {
      return trace.source.agent === agent && trace.session.id === session;
    });
    return reading?.trace.source ?? null;
  }

  /** What is read of a record that has no text of its own. */
  reading(source: TraceSource, { line, role }: DigestRecord): Buffer | null {
    const trace = this.#where.timelines.sessions.find(({ trace: one }) => {
      return one.source.home === source.home && one.source.path === source.path;
    })?.trace;
    for (const event of trace?.events ?? []) {
      if (event.kind !== 'file_change' && event.kind !== 'command') continue;
      const at = recordsOf(event).find((one) => one.role === role && one.at.line === line)?.at;
      if (at !== undefined) return textOfRecord(event, at).bytes;
    }
    return null;
  }

  #of(agent: string): readonly TraceSource[] {
    const known = this.#found.get(agent);
    if (known !== undefined) return known;
    const { place, env } = this.#where;
    const searched = homesOf(place, env).filter(({ adapter }) => adapter.id === agent);
    const sources = searched.flatMap(({ adapter, homes }) => foundSessions(adapter, homes).sources);
    this.#found.set(agent, sources);
    return sources;
  }
}

function checkObjects(
  part: 'snapshot' | 'commit',
  told: readonly DigestObject[],
  derived: readonly DigestObject[],
  { repository: { objects } }: Where,
): Finding[] {
  const keyOf = ({ id, path }: DigestObject): string => `${id}\0${path}`;
  const known = new Set(told.map(keyOf));
  const findings: Finding[] = [];
  for (const { id, path, blob } of told) {
    const subject = `${id}:${path}`;
    const trouble = troubleWith(objects, id, path);
    if (trouble !== null) findings.push({ part, status: 'missing', subject, message: `${trouble} (${part} ${id})` });
    else if (blobOf(objects, id, path) !== blob) {
      findings.push({
        part,
        status: 'changed',
        subject,
        message: `The ${part} ${id} does not hold ${blob} as ${path}`,
      });
    }
  }
  for (const one of derived) {
    if (known.has(keyOf(one))) continue;
    const message = `The answer rests on the ${part} ${one.id} now, too`;
    findings.push({ part, status: 'added', subject: `${one.id}:${one.path}`, message });
  }
  return findings;
}

function checkNotes(
  told: readonly DigestNote[],
  derived: readonly DigestNote[] | null,
  { repository }: Where,
): Finding[] {
  const notes = new AuthorshipNotes(repository);
  const used = new Map(derived?.map(({ commit, blob }) => [commit, blob]));
  const findings: Finding[] = [];
  for (const { commit, blob } of told) {
    const now = used.get(commit) ?? noteOf(notes, commit);
    const subject = `${NOTES_REF} ${commit}`;
    const name = `The note of ${commit} in ${NOTES_REF}`;
    const found = (status: FindingStatus, message: string) => findings.push({ part: 'note', status, subject, message });
    if (now === null) found('missing', `${name} is gone`);
    else if (now !== blob) found('changed', `${name} is not what it was: ${blob}, and is ${now}`);
    else if (derived !== null && !used.has(commit))
      found('unused', `${name} is as it was, and the answer does not rest on it`);
    used.delete(commit);
  }
  for (const commit of used.keys()) {
    const message = `The answer rests on the note of ${commit} in ${NOTES_REF} now, too`;
    findings.push({ part: 'note', status: 'added', subject: `${NOTES_REF} ${commit}`, message });
  }
  return findings;
}

/** The text of a commit's note; null where it has none that can be read. */
function noteOf(notes: AuthorshipNotes, commit: string): string | null {
  try {
    return notes.of(commit)?.blob ?? null;
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

function nameOf({ agent, session, path, line, role }: DigestRecord): string {
  return `${path === '' ? `${agent}:${session}` : path}:${line} (${role})`;
}

function short(digest: string | null): string {
  return digest === null ? 'none' : digest.slice(0, 12);
}
