import type { Warning } from '../../model/diagnostic.js';
import type { TraceSource } from '../../model/session.js';
import { type RecordVisitor, type ScannedRecord, type ScanResult, scanRecords } from '../../scan/scan-records.js';
import { type JsonObject, objectOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { isKnownCompletedItem, kindOf } from './headers.js';

/** So many lines of each kind are named. */
const MOST_NAMED = 5;

/** In the order in which they are told. */
const MESSAGES = {
  byte_order_mark: 'The file begins with a byte order mark, which is no part of the first record',
  line_end_crlf: 'Lines end in CR LF: the CR is no part of their records',
  line_blank: 'Blank lines were passed by',
  record_unparsable: 'Records that are no JSON, or not of any known form, were passed by',
  record_unknown_type: 'Records of unknown kinds were passed by',
  time_backwards: 'Records have times before those of records above them; their order is that of the file',
  call_repeated: 'Calls have an id that a call before them has',
  output_without_call: 'Outputs of calls that are not in the file were passed by',
  line_unfinished: 'The last line is not finished, and was passed by',
} as const;

type Code = keyof typeof MESSAGES;

const CALLS: ReadonlySet<unknown> = new Set([
  'function_call',
  'custom_tool_call',
  'local_shell_call',
  'tool_search_call',
]);
const OUTPUTS: ReadonlySet<unknown> = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'local_shell_call_output',
  'tool_search_output',
]);

/**
 * All that is out of order in a rollout, with the numbers of the lines, for who tells a session whole. Looks at every record.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function rolloutProblems(source: TraceSource): Warning[] {
  const problems = new Problems();
  problems.ended(scanRecords(source, problems));
  return problems.warnings(source);
}

class Problems implements RecordVisitor {
  readonly #found = new Map<Code, { count: number; readonly lines: number[] }>();
  readonly #calls = new Set<string>();
  #latest = '';
  /** Behind the record that was read last: number of its line, and offset of its end. */
  #line = 0;
  #end = 0;

  test(): 'want' {
    return 'want';
  }

  record({ bytes, line, offset, length }: ScannedRecord): void {
    if (this.#line === 0 && offset - (line - 1) === MARK) {
      this.#tell('byte_order_mark', 1);
      this.#end = MARK;
    }
    this.#between(line, offset);
    this.#line = line;
    this.#end = offset + length;
    const record = parsedObject(bytes.toString('utf8'));
    if (record === null) this.#tell('record_unparsable', line);
    else this.#look(record, line);
  }

  ended({ end, nextLine, torn }: ScanResult): void {
    if (this.#end < end) this.#between(nextLine, end);
    if (torn) this.#tell('line_unfinished', nextLine);
  }

  warnings({ path }: TraceSource): Warning[] {
    return (Object.keys(MESSAGES) as Code[]).flatMap((code) => {
      const found = this.#found.get(code);
      if (found === undefined) return [];
      const { count, lines } = found;
      const named = `${lines.join(', ')}${count > lines.length ? ', …' : ''}`;
      const message = `${MESSAGES[code]} (${count === 1 ? 'line' : 'lines'} ${named})`;
      return [{ code, message, count, subject: path }];
    });
  }

  /** What stands between the record that was read last and the one that begins at `offset`: ends of lines. */
  #between(line: number, offset: number): void {
    const lines = line - Math.max(1, this.#line);
    if (this.#line > 0 && offset - this.#end > lines) this.#tell('line_end_crlf', this.#line);
    for (let blank = this.#line + 1; blank < line; blank++) this.#tell('line_blank', blank);
  }

  #look(record: JsonObject, line: number): void {
    const { type, payload } = record;
    const isBare = !('payload' in record);
    const inner = isBare ? record : objectOf(payload);
    const kind = textOf(type) ?? (isBare ? null : '');
    if (inner === null) {
      this.#tell('record_unparsable', line);
      return;
    }
    // The bare eras have heads and states without a type.
    if (kind !== null && !isKnown(isBare ? 'response_item' : kind, inner)) this.#tell('record_unknown_type', line);
    const time = isBare ? null : isoTime(record.timestamp);
    if (time !== null && time < this.#latest) this.#tell('time_backwards', line);
    else this.#latest = time ?? this.#latest;
    const id = textOf(inner.call_id);
    if (id === null) return;
    if (CALLS.has(inner.type)) {
      if (this.#calls.has(id)) this.#tell('call_repeated', line);
      this.#calls.add(id);
    } else if (OUTPUTS.has(inner.type) && !this.#calls.has(id)) this.#tell('output_without_call', line);
  }

  #tell(code: Code, line: number): void {
    const found = this.#found.get(code) ?? { count: 0, lines: [] };
    this.#found.set(code, found);
    found.count += 1;
    if (found.lines.length < MOST_NAMED) found.lines.push(line);
  }
}

const MARK = 3;

function isKnown(type: string, payload: JsonObject): boolean {
  if (type === 'session_meta') return true;
  const kind = kindOf(type, textOf(payload.type) ?? '');
  const item = kind === 'item_completed' ? textOf(objectOf(payload.item)?.type) : null;
  return kind !== null && (item === null || isKnownCompletedItem(item));
}
