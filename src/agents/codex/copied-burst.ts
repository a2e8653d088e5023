import type { TracePointer } from '../../model/session.js';
import { type RecordVisitor, type ScannedRecord, scanRecords, type Verdict } from '../../scan/scan-records.js';
import { readHeader } from './headers.js';

/** Milliseconds. Copies are written without a break; the answer of a model takes longer than this. */
const PAUSE = 200;

/** `{"timestamp":"` and a time with milliseconds. */
const TIME_AT = 14;
const TIME_LENGTH = 24;

/** Where the type of a payload and the role of a message end at the latest. */
const HEAD = 200;
const USER_MESSAGE = Buffer.from('"payload":{"type":"user_message"');
const MESSAGE = Buffer.from('"payload":{"type":"message"');
const ASSISTANT = Buffer.from('"role":"assistant"');

/**
 * Where the lines end that a fork took from its parent, told by their times: copies are written in one go (formats/codex.md, 13.1). A fork
 * may go on at once with a turn of its own, so the beginning of that tells nothing; but then its model is waited for. The first
 * pause ends the copies: at the message of the person that waits for its answer, else where the pause is.
 *
 * @param meta the record of the parent that the copies follow.
 * @param stop as if the source ended there.
 * @returns number of the first line that is the fork's own; null: all are copies.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function firstLineAfterCopies({ source, offset, line }: TracePointer, stop?: number): number | null {
  const burst = new CopiedBurst();
  scanRecords(source, burst, { start: offset, line, stop: stop ?? Number.POSITIVE_INFINITY });
  return burst.firstOwn;
}

class CopiedBurst implements RecordVisitor {
  firstOwn: number | null = null;
  private lastTime: number | null = null;
  private hasPaused = false;
  /** Line of the person's message that nothing answered yet. */
  private unanswered: number | null = null;

  test(bytes: Buffer, start: number, end: number): Verdict {
    if (this.firstOwn !== null) {
      return 'skip';
    }
    const time = Date.parse(bytes.toString('latin1', start + TIME_AT, start + TIME_AT + TIME_LENGTH));
    if (Number.isNaN(time)) {
      return 'skip';
    }
    this.hasPaused ||= this.lastTime !== null && time - this.lastTime > PAUSE;
    this.lastTime = time;
    if (this.hasPaused && this.unanswered !== null) {
      this.firstOwn = this.unanswered;
      return 'skip';
    }
    const head = bytes.subarray(start, Math.min(end, start + HEAD));
    if (this.hasPaused || head.includes(USER_MESSAGE)) {
      return 'want';
    }
    if (head.includes(MESSAGE) ? head.includes(ASSISTANT) : !BEGINNING.has(readHeader(bytes, start, end))) {
      this.unanswered = null;
    }
    return 'skip';
  }

  record({ line }: ScannedRecord): void {
    if (this.hasPaused) {
      this.firstOwn = line;
    } else {
      this.unanswered = line;
    }
  }
}

/** What is written of a turn before its model answers; messages may be what is given along with the person's. */
const BEGINNING: ReadonlySet<string | null> = new Set(['meta', 'context', 'ghost']);
