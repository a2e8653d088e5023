/** An edit as a row of a table: every row has the same columns, each of one type. The order of the keys is that of the columns. */
export interface FlatEdit {
  readonly id: string;
  readonly agent: string;
  readonly agent_version: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly session: string;
  readonly parent_session: string | null;
  readonly turn: number | null;
  readonly turn_started_at: string | null;
  readonly timestamp: string | null;
  readonly path: string;
  readonly previous_path: string | null;
  readonly action: string;
  readonly evidence: string;
  readonly tool: string | null;
  readonly added: number;
  readonly removed: number;
  readonly before_blob: string | null;
  readonly after_blob: string | null;
  /** Codes, with a blank in between. */
  readonly caveats: string;
  /** null where it was not asked for. */
  readonly prompt: string | null;
}

export const FLAT_EDIT_COLUMNS = [
  'id',
  'agent',
  'agent_version',
  'model',
  'provider',
  'session',
  'parent_session',
  'turn',
  'turn_started_at',
  'timestamp',
  'path',
  'previous_path',
  'action',
  'evidence',
  'tool',
  'added',
  'removed',
  'before_blob',
  'after_blob',
  'caveats',
  'prompt',
] as const satisfies readonly (keyof FlatEdit)[];
