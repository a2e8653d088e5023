import type { CommandEvent, FileChangeBody, FileChangeEvent } from '../model/agent-event.js';
import type { CommandEntry, ReadEntry } from './timeline.js';

/** A whole file that a command's text provably writes (formats/codex.md, 11.7). Path relative to the root. */
export interface WholeFileWrite {
  readonly path: string;
  readonly content: string;
  readonly op: 'write' | 'append';
  /** Nothing later in the same command may change the file again. */
  readonly last: boolean;
}

/** What a command provably replaces in a file that is there (formats/codex.md, 11.7). Path relative to the root. */
export interface TextSubstitution {
  readonly path: string;
  /** @returns null where the result is not worked out. */
  apply(content: Buffer): Buffer | null;
  /** Nothing else in the same command may change the file. */
  readonly last: boolean;
}

export interface CommandTexts {
  readonly writes: readonly WholeFileWrite[];
  readonly substitutions: readonly TextSubstitution[];
}

/** A file, or a folder, that a command names among what may change files. Path relative to the root, `''` for it. */
export interface NamedFile {
  readonly path: string;
  /** If it is a folder, what is below it is meant. */
  readonly below: boolean;
  /** With what: `heredoc`, `sed -i`, `mv` … */
  readonly means: string;
}

/** Loads the parts of a trace that events leave out. */
export interface TraceTexts {
  change(event: FileChangeEvent): FileChangeBody;
  command(entry: CommandEntry): CommandTexts;
  /** In the order of its text. */
  named(event: CommandEvent): readonly NamedFile[];
  /** What was read; null where the trace no longer tells it. */
  read(entry: ReadEntry): string | null;
}
