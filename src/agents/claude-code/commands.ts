import type { CommandTarget } from '../../model/agent-event.js';
import { effectOf } from '../command-effects.js';
import { detached, type JsonObject, objectOf, objectsOf, textOf, textsOf } from '../json-values.js';
import { resolvePath } from '../paths.js';

/** What a call of a shell ran. */
export interface ShellCommand {
  /** A script for a shell of POSIX, or the words that run one of PowerShell. */
  readonly command: string | readonly string[];
  readonly script: string;
}

/** Null for other tools. */
export function shellCommandOf(tool: string, input: JsonObject): ShellCommand | null {
  const script = textOf(input.command);
  if (script === null) return null;
  if (tool === 'Bash') return { command: script, script };
  return tool === 'PowerShell' ? { command: ['powershell', '-Command', script], script } : null;
}

export interface TouchedFiles {
  readonly writes: 'none' | 'named' | 'any';
  readonly targets: readonly CommandTarget[];
}

/**
 * What a command may have written: by its text, and by the list of changed files that newer releases keep. Hunks of that list are
 * text for display, and files that others changed meanwhile may be in it: it names files, and tells no content (formats/claude-code.md, 5).
 */
export function touchedBy({ command }: ShellCommand, cwd: string | null, told: JsonObject | null): TouchedFiles {
  const { writes, targets } = effectOf(command, cwd);
  const listed = listedIn(objectOf(told?.bashEditDiff), cwd).filter(
    ({ path }) => !targets.some((known) => known.path === path),
  );
  return { writes: writes === 'none' && listed.length > 0 ? 'named' : writes, targets: [...targets, ...listed] };
}

function listedIn(diff: JsonObject | null, cwd: string | null): CommandTarget[] {
  if (diff === null || diff.shared === true || diff.unavailable === true) return [];
  const files = objectsOf(diff.files);
  const gone = new Set(files.flatMap(({ filePath, deleted }) => (deleted === true ? (textOf(filePath) ?? []) : [])));
  const paths = new Set([...files.flatMap(({ filePath }) => textOf(filePath) ?? []), ...textsOf(diff.changedFiles)]);
  return [...paths].map((path) => ({ path: resolvePath(cwd, path), op: gone.has(path) ? 'delete' : 'edit' }));
}

/** The command as it is shown: one line, 200 characters. */
export function commandLine(script: string): string {
  return detached(script.slice(0, 4_000).replace(/\s+/g, ' ').trim().slice(0, 200));
}
