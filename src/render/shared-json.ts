import type { RepositoryRef } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';

/** Two blanks of indentation, a newline at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function orderedRepository({ root, head }: RepositoryRef): RepositoryRef {
  return { root, head };
}

export function orderedWarnings(warnings: readonly Warning[]): Warning[] {
  return warnings.map(({ code, message, count, subject }) => ({ code, message, count, subject }));
}

/** The same map, keys in order of their characters: equal answers are equal texts. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
