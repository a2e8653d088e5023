import type { Warning } from '../model/diagnostic.js';
import { visibleCell } from './control-characters.js';

/** `warning: …` lines for a person: one for each code and subject, with how often it happened. */
export function warningLines(warnings: readonly Warning[]): string {
  const merged = new Map<string, Warning>();
  for (const warning of warnings) {
    const key = JSON.stringify([warning.code, warning.subject]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? warning : { ...known, count: known.count + warning.count });
  }
  return [...merged.values()].map(line).join('');
}

function line({ message, count, subject }: Warning): string {
  const about = subject === null || message.includes(subject) ? '' : ` (${visibleCell(subject)})`;
  const times = count > 1 ? `, ${count} times` : '';
  return `warning: ${visibleCell(message)}${about}${times}\n`;
}
