import type { JsonValue } from '../model/json-value.js';

/** A text that may be JSON, without secrets: the texts within it are looked at as they are, too, since escapes hide the form of a secret. */
export function cleanDetail(text: string, clean: (text: string) => string): string {
  const told = clean(text);
  if (!/^[[{]/.test(text)) return told;
  try {
    const value: JsonValue = JSON.parse(text);
    const inner = cleanValue(value, clean);
    return JSON.stringify(inner) === JSON.stringify(value) ? told : clean(JSON.stringify(inner));
  } catch {
    return told;
  }
}

/** The same value without secrets: each text is looked at by itself, and with the name that it bears. */
export function cleanJson(value: JsonValue, clean: (text: string) => string): JsonValue {
  const text = JSON.stringify(value);
  try {
    return JSON.parse(cleanDetail(text, clean));
  } catch {
    return clean(text);
  }
}

function cleanValue(value: JsonValue, clean: (text: string) => string): JsonValue {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => cleanValue(member, clean));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleanValue(member, clean)]));
}
