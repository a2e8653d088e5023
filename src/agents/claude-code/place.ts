import type { Session, TracePointer } from '../../model/session.js';
import type { JsonObject } from '../json-values.js';

/** A record, and what all that it tells is told with. */
export interface Place {
  readonly record: JsonObject;
  /** The record's bytes; not to be kept. */
  readonly bytes: Buffer;
  readonly pointer: TracePointer;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  /** The session that it was copied from; null: it is the transcript's own. */
  readonly origin: Session | null;
}
