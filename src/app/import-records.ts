import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { ImportedRecord, ImportResult } from '../model/import-result.js';
import { sizeOf } from '../scan/size-of.js';
import { jsonOf } from '../sharing/authorship-note.js';
import { type ParsedRecord, parseTraceRecord, type TraceRecord } from '../sharing/trace-record.js';
import { keepFile } from '../store/keep-file.js';
import { bytesOf } from '../store/ledger-files.js';
import { folderOfCommit, recordsFolder } from './kept-records.js';

/** As the command line names it. */
export const AGENT_TRACE = 'agent-trace';

/** A file is read whole. */
const MAX_FILE = 64 * 1024 ** 2;

/** Places of records that are left out are told so often for each reason. */
const MOST_PLACES = 5;

/**
 * Takes records of Agent Trace 0.1.0 into ai-blame's own folder, one file for each. What is no record, or names no commit of git, is left
 * out and told.
 * @param file absolute; lines of JSON, one record, or a list of them.
 * @throws AiBlameError NO_SUCH_FILE, IS_DIRECTORY, UNREADABLE (also where it holds no record that can be used), NOT_WRITABLE.
 */
export function importRecords(file: string, env: Env): ImportResult {
  if (sizeOf(file) > MAX_FILE) {
    throw new AiBlameError('UNREADABLE', `${file} is larger than 64 MiB`, { hint: 'split it between two lines' });
  }
  const folder = recordsFolder(env);
  const left = new LeftOut(file);
  const records: ImportedRecord[] = [];
  for (const { place, value, text } of valuesIn(bytesOf(file)?.toString('utf8') ?? '')) {
    const parsed = parseTraceRecord(value);
    if (parsed.kind !== 'record') {
      left.add(parsed, place);
      continue;
    }
    const { id, revision, tool } = parsed.record;
    const within = folderOfCommit(revision);
    const { file: name, as: status } = keepFile(`${folder}/${within}`, id, '.json', `${text}\n`);
    records.push({ id, revision, writer: tool, lines: linesOf(parsed.record), path: `${within}/${name}`, status });
  }
  if (records.length === 0) {
    throw new AiBlameError('UNREADABLE', `${file} holds no record of Agent Trace that can be used${left.why()}`, {
      hint: 'a record is a JSON object of version 0.1.0 with vcs.type git and a whole commit id',
    });
  }
  return {
    schema: 'ai-blame/import@1',
    agent: AGENT_TRACE,
    file,
    folder,
    sessions: [],
    records,
    warnings: left.warnings(),
  };
}

interface FoundValue {
  /** `line 3`, `record 2`. */
  readonly place: string;
  readonly value: unknown;
  /** As it is kept: on one line. */
  readonly text: string;
}

/** One document, or one on each line. */
function valuesIn(content: string): FoundValue[] {
  const text = content.replace(/^\uFEFF/, '');
  const whole = jsonOf(text);
  if (whole !== undefined) {
    const values = Array.isArray(whole) ? whole : [whole];
    return values.map((value, n) => ({ place: `record ${n + 1}`, value, text: JSON.stringify(value) }));
  }
  return text.split('\n').flatMap((raw, n) => {
    const line = raw.trim();
    return line === '' ? [] : [{ place: `line ${n + 1}`, value: jsonOf(line), text: line }];
  });
}

/** Lines that it attributes to an agent, each once for each file. */
function linesOf({ files }: TraceRecord): number {
  let lines = 0;
  for (const { conversations } of files) {
    const ranges = conversations
      .flatMap((conversation) => conversation.ranges)
      .filter(({ by }) => by?.type === 'ai')
      .sort((a, b) => a.first - b.first);
    let counted = 0;
    for (const { first, last } of ranges) {
      lines += Math.max(0, last - Math.max(first, counted + 1) + 1);
      counted = Math.max(counted, last);
    }
  }
  return lines;
}

/** What was left out, by the reason. */
class LeftOut {
  readonly #file: string;
  readonly #places = new Map<string, { code: string; places: string[] }>();

  constructor(file: string) {
    this.#file = file;
  }

  add(parsed: Exclude<ParsedRecord, { kind: 'record' }>, place: string): void {
    const { code, reason } = reasonOf(parsed);
    const known = this.#places.get(reason) ?? { code, places: [] };
    known.places.push(place);
    this.#places.set(reason, known);
  }

  /** The first reason, as a clause; nothing where nothing was left out. */
  why(): string {
    const [first] = this.#places;
    return first === undefined ? '' : `: ${first[1].places[0]}: ${first[0]}`;
  }

  warnings(): Warning[] {
    return [...this.#places].map(([reason, { code, places }]) => {
      const rest = places.length > MOST_PLACES ? ', …' : '';
      const where = `${places.slice(0, MOST_PLACES).join(', ')}${rest}`;
      return {
        code,
        message: `A record was left out (${where}): ${reason}`,
        count: places.length,
        subject: this.#file,
      };
    });
  }
}

function reasonOf(parsed: Exclude<ParsedRecord, { kind: 'record' }>): { code: string; reason: string } {
  switch (parsed.kind) {
    case 'malformed':
      return { code: 'record_unparsable', reason: parsed.reason };
    case 'other-version':
      return {
        code: 'record_other_version',
        reason: `it is of version ${parsed.version.slice(0, 40)}, and 0.1 is known here`,
      };
    case 'no-commit':
      return { code: 'record_without_commit', reason: 'it names no commit of git that its lines are of' };
  }
}
