import type { CommitInfo } from '../../model/blame-result.js';
import type { EditRecord } from '../../model/edit-record.js';
import type { Block, Written } from './blocks.js';

/** Pixels; as `.row` has it in the style sheet. */
export const ROW_HEIGHT = 22;

/** The lines of a file and who wrote them. */
export interface Code {
  readonly path: string;
  /** Without line ends. */
  readonly texts: readonly string[];
  /** One for each text. */
  readonly written: readonly Written[];
  readonly blocks: readonly Block[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly commits: Readonly<Record<string, CommitInfo>>;
}
