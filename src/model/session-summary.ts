/** What a list of sessions tells of one, without its events. */
export interface SessionSummary {
  /**
   * The name that its own records give it, else the beginning of the first human text; 120 characters at most, without controls. A name in
   * the adapter's `names` wins over it: that may change while the trace does not.
   */
  readonly title: string | null;
  /** Beginning of the first human text, 200 characters at most, in one line, without controls and known forms of secrets. */
  readonly firstMessage: string | null;
  /** Turns of its own; those of copied history do not count. */
  readonly turns: number;
  /** Whether its file lies where the agent puts archived sessions. */
  readonly archived: boolean;
  /** ISO 8601 UTC, or null where the trace has no usable time. */
  readonly createdAt: string | null;
  /** Time of the last record that has one. */
  readonly updatedAt: string | null;
  /** The last one in force. */
  readonly model: string | null;
  /** All tokens of the session, as the agent counted them last. */
  readonly tokens: number | null;
  /** What it was started from: `cli`, `exec`, `vscode`, `mcp`, `subagent`, … as recorded. */
  readonly source: string | null;
  /** `open`: no record tells that it ended. */
  readonly lastTurn: 'none' | 'open' | 'completed' | 'aborted' | 'failed';
}
