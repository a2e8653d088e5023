import type { AgentAdapter, SessionTrace } from '../agents/agent-adapter.js';
import type { RecordedPath } from '../reconcile/recorded-path.js';
import type { SelectedSource } from './select-sessions.js';

/** A trace that was read, and why. */
export interface SessionReading {
  readonly adapter: AgentAdapter;
  readonly source: SelectedSource;
  readonly trace: SessionTrace;
  /** Folders that stood for the repository's root, as recorded. */
  readonly roots: readonly RecordedPath[];
}
