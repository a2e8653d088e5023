import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Env } from '../env.js';
import { ledgerFolder } from '../store/ledger-files.js';
import { ARCHIVE, type LedgerThread } from './ledger-thread.js';

/** The folder of our own that a thread's ledger goes to: two agents, or two projects, may have the same id. */
export function ownFolderOf({ agent, projectPath }: LedgerThread, env: Env): string {
  const digest = createHash('sha256').update(projectPath).digest('hex').slice(0, 8);
  return join(ledgerFolder(env), agent === ARCHIVE ? `${agent}-${digest}` : agent);
}
