import type { Warning } from '../model/diagnostic.js';

/** Adds up warnings that tell the same of the same subject; the order is that of the first of each. */
export function mergeWarnings(warnings: readonly Warning[]): Warning[] {
  const merged = new Map<string, Warning>();
  for (const warning of warnings) {
    const key = warningKey(warning);
    const known = merged.get(key);
    merged.set(key, known === undefined ? warning : { ...known, count: known.count + warning.count });
  }
  return [...merged.values()];
}

/** The same for warnings that tell the same of the same subject. */
export function warningKey({ code, subject }: Warning): string {
  return `${code}\0${subject ?? ''}`;
}
