import type { CommitInfo, RepositoryRef } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';

/** Two blanks of indentation, a newline at the end. `T` is told by the caller: what is printed is what `schemas/` is made of. */
export function jsonText<T = never>(value: NoInfer<T>): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function orderedRepository({ root, head }: RepositoryRef): RepositoryRef {
  return { root, head };
}

export function orderedCommit({ author, email, time, summary }: CommitInfo): CommitInfo {
  return { author, email, time, summary };
}

export function orderedWarnings(warnings: readonly Warning[]): Warning[] {
  return warnings.map(({ code, message, count, subject }) => ({ code, message, count, subject }));
}

export function mapValues<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** The same map, keys in order of their characters: equal answers are equal texts. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
