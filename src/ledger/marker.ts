import type { LedgerHead, LedgerSource, LedgerSums } from '../model/ledger.js';
import { encodeLedger } from './encode.js';
import { SCHEMA_VERSION } from './ledger-writer.js';

/** What a marker says in place of a limit where there is none: the greatest integer of 64 bits. */
const NO_LIMIT = 9223372036854775807n;

/** What a backfill notes beside a ledger: what it was made of, and how. */
export interface LedgerMarker extends LedgerHead, LedgerSums {
  /** As it is written in the marker: relative to the folder of the ledger. */
  readonly ledgerPath: string;
  /** The last so many turns; null: all. */
  readonly turnLimit: number | null;
  readonly redacted: boolean;
  readonly text: boolean;
  readonly source: LedgerSource;
}

/** The marker of another program: enough to verify a digest, and not to pass by a thread. */
export type ReadMarker = Pick<LedgerMarker, 'threadID' | 'ledgerPath' | 'entryCount' | 'sha256'> &
  Partial<Omit<LedgerMarker, 'threadID' | 'ledgerPath' | 'entryCount' | 'sha256'>>;

/** The eight fields that CodexChat has, and ours (formats/ledger.md, "What ours must do" 12). In the layout of a ledger. */
export function encodeMarker({ turnLimit, source, ...marker }: LedgerMarker): string {
  return encodeLedger({
    ...marker,
    schemaVersion: SCHEMA_VERSION,
    turnLimit: turnLimit ?? NO_LIMIT,
    source: { ...source },
  });
}

/** @returns null where it is no marker; the version where it is one of another. */
export function readMarker(content: string): ReadMarker | { readonly version: unknown } | null {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return null;
  if (value.schemaVersion !== SCHEMA_VERSION) return { version: value.schemaVersion };
  const { threadID, ledgerPath, entryCount, sha256, turnLimit, source, ...rest } = value as Record<string, unknown>;
  const isWhole =
    typeof threadID === 'string' &&
    typeof ledgerPath === 'string' &&
    typeof entryCount === 'number' &&
    typeof sha256 === 'string';
  if (!isWhole) return null;
  return {
    threadID,
    ledgerPath,
    entryCount,
    sha256,
    ...(typeof rest.generatedAt === 'string' ? { generatedAt: rest.generatedAt } : {}),
    ...(typeof rest.projectPath === 'string' ? { projectPath: rest.projectPath } : {}),
    // More digits than a number can hold stand for no limit; so does none.
    turnLimit: typeof turnLimit === 'number' && Number.isSafeInteger(turnLimit) ? turnLimit : null,
    ...(typeof rest.contentSha256 === 'string' ? { contentSha256: rest.contentSha256 } : {}),
    ...(typeof rest.redacted === 'boolean' ? { redacted: rest.redacted } : {}),
    ...(typeof rest.text === 'boolean' ? { text: rest.text } : {}),
    ...(isSource(source) ? { source } : {}),
  };
}

/** Whether a marker's bytes are as `encodeMarker` lays them out; that of its limit has more digits than a number can hold. */
export function isAsWritten(content: string): boolean {
  const value = JSON.parse(content) as { turnLimit?: number };
  const hasLimit = typeof value.turnLimit === 'number' && Number.isSafeInteger(value.turnLimit);
  return encodeLedger({ ...value, turnLimit: hasLimit ? value.turnLimit : NO_LIMIT }) === content;
}

export function isMarker(value: ReturnType<typeof readMarker>): value is ReadMarker {
  return value !== null && 'threadID' in value;
}

function isSource(value: unknown): value is LedgerSource {
  if (typeof value !== 'object' || value === null) return false;
  const { agent, path, bytes, sha256 } = value as Record<string, unknown>;
  return (
    typeof agent === 'string' && typeof path === 'string' && typeof bytes === 'number' && typeof sha256 === 'string'
  );
}
