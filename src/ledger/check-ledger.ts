import { createHash } from 'node:crypto';
import { LEDGER_KINDS, LEDGER_STATUSES, type LedgerEntry, type LedgerHead, type LedgerSums } from '../model/ledger.js';
import type { LedgerProblem } from '../model/ledger-result.js';
import { encodeLedger, type LedgerValue } from './encode.js';
import { LedgerWriter, SCHEMA_VERSION } from './ledger-writer.js';
import { strictSeconds } from './times.js';
import { isUuid } from './uuid.js';

/** A ledger that was read. */
export interface ReadLedger {
  readonly head: LedgerHead;
  readonly entries: readonly LedgerEntry[];
  readonly sums: LedgerSums;
}

export interface CheckedLedger {
  /** null where it is no ledger of this version. */
  readonly ledger: ReadLedger | null;
  /** Of the bytes as they are. */
  readonly sha256: string;
  /** Of a file that says so; null where it does not. */
  readonly schemaVersion: number | null;
  readonly problems: readonly LedgerProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What may stand at the top of a ledger. */
const HEAD = ['entries', 'generatedAt', 'projectPath', 'schemaVersion', 'threadID'];
const ENTRY = ['kind', 'method', 'sequence', 'status', 'text', 'timestamp', 'title', 'turnID'];

/** Reads the bytes of a ledger and tells everything that is wrong with them by themselves (formats/ledger.md, "What ours must do" 15). */
export function checkLedger(bytes: Uint8Array): CheckedLedger {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const broken = (problem: LedgerProblem, schemaVersion: number | null = null): CheckedLedger => {
    return { ledger: null, sha256, schemaVersion, problems: [problem] };
  };
  const parsed = parse(bytes);
  if (typeof parsed === 'string') return broken(problemOf('not_json', parsed));
  const version = parsed.schemaVersion;
  if (version !== SCHEMA_VERSION) {
    const told = JSON.stringify(version) ?? 'missing';
    const message = `The schema version is ${told}; this is known of version ${SCHEMA_VERSION} only`;
    return broken(
      problemOf('schema_version', message, null, 'schemaVersion'),
      typeof version === 'number' ? version : null,
    );
  }
  const problems = [...headProblems(parsed), ...entryProblems(parsed.entries)];
  if (problems.length > 0) return { ledger: null, sha256, schemaVersion: SCHEMA_VERSION, problems };
  const { generatedAt, projectPath, threadID, entries } = parsed as unknown as LedgerHead & {
    readonly entries: readonly LedgerEntry[];
  };
  const head = { generatedAt, projectPath, threadID };
  const writer = new LedgerWriter(() => {});
  for (const entry of entries) writer.add(entry);
  const { entryCount, contentSha256 } = writer.end(head);
  const layout = layoutProblem(bytes, parsed as LedgerValue);
  return {
    ledger: { head, entries, sums: { entryCount, sha256, contentSha256 } },
    sha256,
    schemaVersion: SCHEMA_VERSION,
    problems: layout === null ? [] : [layout],
  };
}

export function problemOf(
  code: LedgerProblem['code'],
  message: string,
  sequence: number | null = null,
  field: string | null = null,
): LedgerProblem {
  return { code, message, sequence, field };
}

/** @returns what is wrong, as a sentence, where it is no object in JSON. */
function parse(bytes: Uint8Array): Fields | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'The file is not UTF-8';
  }
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : 'The file holds no object';
  } catch (error) {
    return `The file is no JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 120) : ''}`;
  }
}

function headProblems(fields: Fields): LedgerProblem[] {
  const wrong = (field: string, what: string): LedgerProblem[] => [problemOf('field', `${field} ${what}`, null, field)];
  const { generatedAt, projectPath, threadID, entries } = fields;
  return [
    ...(isTime(generatedAt) ? [] : wrong('generatedAt', 'is no ISO time in whole seconds')),
    ...(typeof projectPath === 'string' ? [] : wrong('projectPath', 'is no text')),
    ...(isId(threadID) ? [] : wrong('threadID', 'is no UUID')),
    ...(Array.isArray(entries) ? [] : wrong('entries', 'is no list')),
    ...unknownFields(fields, HEAD, null),
  ];
}

function entryProblems(entries: unknown): LedgerProblem[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, place) => {
    const sequence = place + 1;
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      return [problemOf('field', `Entry ${sequence} is no object`, sequence)];
    }
    return problemsOfEntry(entry as Fields, sequence);
  });
}

function problemsOfEntry(entry: Fields, sequence: number): LedgerProblem[] {
  const { kind, status, turnID, timestamp, text, method, title } = entry;
  const isCard = kind === 'action_card';
  const isText = (value: unknown): boolean => typeof value === 'string';
  const wrong: [string, boolean, string][] = [
    ['kind', LEDGER_KINDS.some((known) => known === kind), 'is of no known kind'],
    ['status', status === undefined || LEDGER_STATUSES.some((known) => known === status), 'is of no known status'],
    ['turnID', isId(turnID), 'is no UUID'],
    ['timestamp', isTime(timestamp), 'is no ISO time in whole seconds'],
    ['text', text === undefined || isText(text), 'is no text'],
    ['method', isCard ? isText(method) : method === undefined, isCard ? 'is no text' : 'is of cards only'],
    ['title', isCard ? isText(title) : title === undefined, isCard ? 'is no text' : 'is of cards only'],
  ];
  return [
    ...(entry.sequence === sequence
      ? []
      : [
          problemOf(
            'sequence',
            `Entry ${sequence} has the number ${JSON.stringify(entry.sequence)}`,
            sequence,
            'sequence',
          ),
        ]),
    ...wrong
      .filter(([, isRight]) => !isRight)
      .map(([field, , what]) => problemOf('field', `Entry ${sequence}: ${field} ${what}`, sequence, field)),
    ...unknownFields(entry, ENTRY, sequence),
  ];
}

function unknownFields(fields: Fields, known: readonly string[], sequence: number | null): LedgerProblem[] {
  const where = sequence === null ? 'The ledger' : `Entry ${sequence}`;
  return Object.keys(fields)
    .filter((name) => !known.includes(name))
    .map((name) => problemOf('field', `${where} has a field ${name}, which version 1 does not know`, sequence, name));
}

/** The same values have one layout only: other bytes were not written by an export. */
function layoutProblem(bytes: Uint8Array, value: LedgerValue): LedgerProblem | null {
  const expected = Buffer.from(encodeLedger(value), 'utf8');
  if (expected.equals(bytes)) return null;
  let at = 0;
  while (at < bytes.length && bytes[at] === expected[at]) at += 1;
  const line = Buffer.from(bytes.subarray(0, at)).toString('latin1').split('\n').length;
  return problemOf('layout', `The bytes are not as an export lays them out, from byte ${at} on (line ${line})`);
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && strictSeconds(value) !== null;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && isUuid(value);
}
