import type { JsonValue } from '../model/json-value.js';

/** So deep members are laid out; what is deeper stands as JSON. */
const MOST_LEVELS = 4;

/** What a tool was given, for people: `name: value` lines, texts of several lines below their name. */
export function inputText(input: JsonValue): string {
  return laidOut(input, 0);
}

function laidOut(value: JsonValue, level: number): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || level >= MOST_LEVELS) return JSON.stringify(value);
  const members: [string, JsonValue][] = Array.isArray(value)
    ? value.map((member) => ['-', member])
    : Object.entries(value).map(([name, member]) => [`${name}:`, member]);
  return members.map(([name, member]) => named(name, laidOut(member, level + 1))).join('\n');
}

function named(name: string, text: string): string {
  if (!text.includes('\n')) return `${name} ${text}`.trimEnd();
  return `${name}\n${text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}`;
}
