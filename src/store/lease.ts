import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { SqlDatabase } from '../sql/database.js';
import { asBytes, asNumber } from './sums.js';

/** How long one may index without a sign of life (formats/state-index.md, "What ours must do" 13). */
const LEASE_MS = 120_000;

/** The right to index: one process at a time has it. */
export interface Lease {
  /**
   * To be called within each transaction that writes.
   * @returns false: another process has taken it over; nothing may be written any more.
   */
  renew(now: number): boolean;
  release(): void;
}

/** Who holds the lease. */
export interface LeaseHolder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Takes the lease, if it is free, stale, or its holder's process is gone.
 * @returns it, or who has it.
 * @throws SqlError `busy`.
 */
export function takeLease(database: SqlDatabase, now: number): Lease | LeaseHolder {
  const owner = [hostname(), process.pid, randomBytes(4).toString('hex')].join(' ');
  const holder = database.transaction(() => {
    const current = leaseHolder(database, now);
    if (current !== null) return current;
    database.prepare('UPDATE backfill_state SET owner = ?, lease_until = ? WHERE id = 1').run([owner, now + LEASE_MS]);
    return null;
  });
  if (holder !== null) return holder;
  const renew = database.prepare('UPDATE backfill_state SET lease_until = ? WHERE id = 1 AND owner = ?');
  const release = database.prepare(
    'UPDATE backfill_state SET owner = NULL, lease_until = NULL WHERE id = 1 AND owner = ?',
  );
  return {
    renew: (at) => renew.run([at + LEASE_MS, owner]) === 1,
    release: () => {
      release.run([owner]);
    },
  };
}

/**
 * Within a transaction that takes the ground from under a pass that may be under way: whoever has the lease finds that it is his no
 * more, and writes nothing.
 */
export function endLease(database: SqlDatabase): void {
  database.exec('UPDATE backfill_state SET owner = NULL, lease_until = NULL');
}

/** The process that is indexing now, or null. */
export function leaseHolder(database: SqlDatabase, now: number): LeaseHolder | null {
  const [owner, until] =
    database
      .prepare(`SELECT ${asBytes('owner')}, ${asNumber('lease_until')} FROM backfill_state WHERE id = 1`)
      .get([]) ?? [];
  const holder = holderOf(String(owner ?? ''));
  return holder !== null && isInForce(Number(until), now) && isAlive(holder) ? holder : null;
}

/**
 * A lease that ends later than any can was given by a clock that has been set back since: it is not waited for. Whoever asks may
 * have looked at the clock some time ago: he waited for the database, or looked at many files.
 */
function isInForce(until: number, now: number): boolean {
  return until > now && until <= now + 2 * LEASE_MS;
}

function holderOf(owner: string): LeaseHolder | null {
  const [, host = '', pid = ''] = /^(.*) (\d+) [0-9a-f]+$/s.exec(owner) ?? [];
  return pid === '' ? null : { host, pid: Number(pid) };
}

/** Of processes on other machines nothing can be seen: their time has to run out. */
function isAlive({ host, pid }: LeaseHolder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
