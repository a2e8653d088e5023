import type { TellVisitor } from '../../model/history-fact.js';
import type { Session, TracePointer, TraceSource, Turn } from '../../model/session.js';
import { type ScannedRecord, scanRecords, type Verdict } from '../../scan/scan-records.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { directoryOf, resolvePath } from '../paths.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { isoTime } from '../times.js';
import { Branches } from './branches.js';
import { CallLog } from './call-log.js';
import { queuedText, saidIn } from './human-text.js';
import type { Place } from './place.js';
import { attachedRead } from './reads.js';
import {
  blocksOf,
  isBackupRecord,
  isKnownType,
  isProgressRecord,
  linkInBytes,
  linkOf,
  modelOf,
  recordOf,
} from './records.js';
import { noteSetting } from './setting.js';
import { spawnerOf } from './spawner.js';
import { Titles } from './titles.js';
import { TokenCount } from './token-count.js';
import { WhoseRecords } from './whose-records.js';

/** Reads a transcript from its beginning to its end. @throws AiBlameError UNREADABLE where it cannot be opened. */
export function readTranscript(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  return new SessionReader(source, onFact).read();
}

/** Takes the records of a transcript one by one. */
class SessionReader {
  readonly #source: TraceSource;
  readonly #builder: SessionBuilder;
  readonly #whose: WhoseRecords;
  readonly #calls: CallLog;
  readonly #branches = new Branches();
  readonly #titles = new Titles();
  readonly #tokens = new TokenCount();
  readonly #uuids = new Set<string>();
  /** The last turn of copied records. */
  #copiedTurn: Turn | null = null;
  /** A command that was typed, until it shows whether the model answers it. */
  #typed: { readonly text: string; readonly place: Omit<Place, 'bytes'> } | null = null;
  /** The model's last message was an error of the service. */
  #failed = false;

  constructor(source: TraceSource, onFact: TellVisitor | null) {
    this.#source = source;
    this.#builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
    this.#whose = new WhoseRecords(source, this.#builder.session);
    this.#calls = new CallLog(this.#builder);
  }

  read(): SessionReading {
    const builder = this.#builder;
    let last: TracePointer | null = null;
    const scanned = scanRecords(this.#source, {
      test: (bytes, start): Verdict => (isBackupRecord(bytes, start) ? 'skip' : 'want'),
      record: (record) => {
        last = this.#record(record);
      },
    });
    builder.lost('record_too_large', scanned.tooLarge);
    if (scanned.failure !== null) builder.lost('source_damaged');
    this.#calls.tellPending();
    if (last !== null) builder.at(last, null);
    builder.named(this.#titles.best((uuid) => this.#uuids.has(uuid)));
    builder.tokens = this.#tokens.total;
    if (this.#whose.isSubAgent) {
      builder.startedFrom = 'subagent';
      builder.session.parentId = spawnerOf(this.#source) ?? builder.session.parentId;
    }
    return builder.finish();
  }

  #record({ bytes, line, offset, length }: ScannedRecord): TracePointer {
    const pointer = { source: this.#source, line, offset, length };
    if (isProgressRecord(bytes)) {
      this.#branches.pass(linkInBytes(bytes));
      return pointer;
    }
    const record = recordOf(bytes);
    const type = textOf(record?.type);
    if (record === null || type === null) {
      this.#builder.lost('record_unparsable');
      return pointer;
    }
    if (!isKnownType(type)) this.#builder.lost('record_unknown_type');
    this.#titles.note(type, record);
    if (this.#isRepeated(record)) return pointer;
    const origin = this.#whose.originOf(record);
    const time = isoTime(record.timestamp);
    if (time === null && (type === 'user' || type === 'assistant')) this.#builder.lost('time_invalid');
    this.#builder.at(pointer, origin === null ? time : null);
    this.#tell(type, { record, bytes, pointer, time, origin });
    return pointer;
  }

  /** Written again in the same file, when a session was resumed. */
  #isRepeated(record: JsonObject): boolean {
    const uuid = textOf(record.uuid);
    if (uuid === null) return false;
    const { size } = this.#uuids;
    return this.#uuids.add(uuid).size === size;
  }

  #tell(type: string, place: Place): void {
    const { record, origin } = place;
    if (origin === null) this.#setting(record);
    switch (type) {
      case 'assistant':
        this.#branches.pass(linkOf(record));
        this.#assistant(place);
        break;
      case 'user':
        this.#user(place);
        break;
      case 'system':
        this.#branches.pass(linkOf(record));
        if (origin === null) this.#system(record);
        break;
      case 'attachment': {
        this.#attached(place);
        const text = queuedText(record);
        if (text === null) this.#branches.pass(linkOf(record));
        else this.#message(text, place);
        break;
      }
      default:
        this.#branches.pass(linkOf(record));
    }
  }

  /** Where a record was written, and by which release. */
  #setting(record: JsonObject): void {
    this.#builder.workedIn(noteSetting(this.#builder.session, record));
    this.#builder.startedFrom ??= textOf(record.entrypoint);
  }

  #assistant(place: Place): void {
    const { record, origin } = place;
    const message = objectOf(record.message);
    const model = modelOf(message?.model);
    if (model !== null) this.#answerTyped();
    if (origin === null) {
      this.#failed = record.isApiErrorMessage === true;
      this.#builder.model = model ?? this.#builder.model;
      this.#tokens.note(message);
    }
    // A command that was typed may have begun a turn at its own record.
    this.#builder.at(place.pointer, origin === null ? place.time : null);
    for (const block of blocksOf(message)) {
      if (block.type === 'tool_use') this.#calls.asked(block, place, { turn: this.#turn(origin), model });
      else if (block.type === 'text' && origin === null && model !== null)
        this.#builder.answer(textOf(block.text) ?? '');
      else if (block.type === 'thinking' && origin === null) this.#builder.reasoning(textOf(block.thinking) ?? '');
    }
    if (message?.stop_reason === 'end_turn' && origin === null) this.#builder.turnEnded('completed');
  }

  #turn(origin: Session | null): Turn | null {
    return origin === null ? this.#builder.turn : this.#copiedTurn;
  }

  #user(place: Place): void {
    const { record } = place;
    const isSidechain = record.isSidechain === true;
    const results = blocksOf(record.message).filter(({ type }) => type === 'tool_result');
    for (const block of results) {
      this.#calls.ended(
        block,
        results.length === 1 ? (record.toolUseResult ?? undefined) : undefined,
        place,
        isSidechain,
      );
    }
    // A sub-agent is told what to do by the one that spawned it; the sub-agents of old releases stand in the session's own file.
    const { isSubAgent } = this.#whose;
    const said = isSidechain && !isSubAgent ? null : saidIn(record, results.length > 0, isSubAgent);
    if (said?.kind === 'message') {
      this.#message(said.text, place);
      return;
    }
    this.#branches.pass(linkOf(record));
    if (said?.kind === 'slash') this.#typed = { text: said.text, place };
    if (said?.kind === 'local-output') this.#typed = null;
    if (said?.kind === 'interrupt') {
      this.#calls.interrupt();
      if (place.origin === null) this.#builder.turnEnded('aborted');
    }
  }

  #attached({ record, pointer, origin }: Place): void {
    const read = attachedRead(record);
    if (read === null) return;
    const { path, lines, content } = read;
    const what = { path: resolvePath(directoryOf(record.cwd), path), lines, whole: content !== null, body: pointer };
    const own = { kind: 'read', ...what, outcome: 'applied', callId: null, tool: 'attachment' } as const;
    this.#builder.add(own, { turn: this.#turn(origin), model: null }, origin);
  }

  /** A message of the person begins a turn, and may take others back. */
  #message(text: string, { record, origin }: Pick<Place, 'record' | 'origin'>): void {
    const builder = this.#builder;
    this.#typed = null;
    const turns = this.#branches.message(linkOf(record));
    const uuid = textOf(record.uuid);
    if (origin !== null) {
      this.#copiedTurn = builder.message(text, uuid, origin);
      return;
    }
    if (this.#failed) builder.turnEnded('failed');
    if (turns > 0 && builder.turn !== null) {
      builder.add({ kind: 'rewind', files: 'unknown', snapshot: null, turns: Math.min(turns, builder.turn.index) });
      builder.tell('thread_rolled_back', { turns, files: 'unknown' });
    }
    builder.message(text, uuid);
  }

  /** The model answers what was typed: it was a prompt by its name, and no local command. */
  #answerTyped(): void {
    const typed = this.#typed;
    if (typed === null) return;
    const { pointer, time, origin } = typed.place;
    this.#builder.at(pointer, origin === null ? time : null);
    this.#message(typed.text, typed.place);
  }

  #system(record: JsonObject): void {
    if (record.subtype === 'turn_duration') this.#builder.turnEnded(this.#failed ? 'failed' : 'completed');
    if (record.subtype === 'compact_boundary') {
      this.#branches.compacted();
      this.#builder.tell('context_compacted', {});
    }
  }
}
