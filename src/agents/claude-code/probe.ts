import type { TraceSource } from '../../model/session.js';
import { onlyMember } from '../../scan/only-member.js';
import { type Part, type ScannedRecord, scanRecords, type Verdict } from '../../scan/scan-records.js';
import type { SourceProbe } from '../agent-adapter.js';
import { textOf } from '../json-values.js';
import { bareSession } from '../session-draft.js';
import { isoTime } from '../times.js';
import { isBackupRecord, isProgressRecord, recordOf } from './records.js';
import { branchIn, noteSetting } from './setting.js';
import { spawnerOf } from './spawner.js';
import { WhoseRecords } from './whose-records.js';

/**
 * Reads what decides whether a transcript bears on a repository: the directories, which may change anywhere in it, and its times. Records that were
 * written in a session and a directory that are known are told by their bytes, and are not parsed.
 * @throws AiBlameError UNREADABLE where it cannot be opened.
 */
export function probeTranscript(source: TraceSource): SourceProbe {
  return new Probe(source).read();
}

class Probe {
  readonly #source: TraceSource;
  readonly #session = bareSession('claude-code', '');
  readonly #whose: WhoseRecords;
  readonly #cwds = new Set<string>();
  /** As records spell them: ids of sessions that stand in the transcript's own records, and directories. */
  readonly #known = { ids: new Set<string>(), directories: new Set<string>() };
  #first: string | null = null;
  #last: string | null = null;

  constructor(source: TraceSource) {
    this.#source = source;
    this.#whose = new WhoseRecords(source, this.#session);
  }

  read(): SourceProbe {
    scanRecords(this.#source, {
      test: (bytes, start, end, part): Verdict =>
        isBackupRecord(bytes, start) || this.#isTold(bytes, start, end, part) ? 'skip' : 'want',
      record: (record) => this.#record(record),
    });
    const session = this.#session;
    if (this.#whose.isSubAgent) session.parentId = spawnerOf(this.#source) ?? session.parentId;
    session.startedAt ??= this.#first;
    return {
      source: this.#source,
      session: session.id === '' ? null : session,
      cwds: [...this.#cwds],
      snapshots: [],
      git: session.git,
      firstTime: this.#first,
      lastTime: this.#last,
    };
  }

  /** Whether a record tells nothing but a time; that is noted. */
  #isTold(bytes: Buffer, start: number, end: number, part: Part): boolean {
    const { agentVersion, git } = this.#session;
    if (part === 'head' || this.#first === null || agentVersion === null) return false;
    const record = bytes.subarray(start, end);
    const [id, directory] = [onlyMember(record, '"sessionId":"'), onlyMember(record, '"cwd":"')];
    if (id === null || directory === null) return false;
    if (!this.#known.ids.has(id) || !this.#known.directories.has(directory)) return false;
    if (record.includes('"forkedFrom"')) return false;
    if (
      git === null &&
      record.includes('"gitBranch":"') &&
      branchIn(onlyMember(record, '"gitBranch":"') ?? '?') !== null
    ) {
      return false;
    }
    if (isProgressRecord(record)) return true;
    const time = isoTime(onlyMember(record, '"timestamp":"'));
    // What would be the first is looked at as a whole: the session began with it.
    if (time === null || time < this.#first) return false;
    this.#at(time);
    return true;
  }

  #record({ bytes }: ScannedRecord): void {
    if (isProgressRecord(bytes)) return;
    const record = recordOf(bytes);
    if (record === null || textOf(record.type) === null) return;
    if (this.#whose.originOf(record) !== null) return;
    const time = isoTime(record.timestamp);
    if (time !== null) this.#at(time);
    const directory = noteSetting(this.#session, record);
    if (directory !== null) {
      this.#cwds.add(directory);
      this.#session.cwd ??= directory;
    }
    const [id, spelled] = [onlyMember(bytes, '"sessionId":"'), onlyMember(bytes, '"cwd":"')];
    if (id !== null) this.#known.ids.add(id);
    if (spelled !== null) this.#known.directories.add(spelled);
  }

  #at(time: string): void {
    if (this.#first === null || time < this.#first) this.#first = time;
    if (this.#last === null || time > this.#last) this.#last = time;
  }
}
