import { canonicalJson } from './canonical-json.js';

/** A place where two values differ. */
export interface JsonDifference {
  /** `lines[3].edit` */
  readonly place: string;
  /** undefined: it is not there. */
  readonly told: unknown;
  readonly derived: unknown;
}

/** Every place where two values differ, in order of the first one's keys. @param place of the values themselves. */
export function* compareJson(told: unknown, derived: unknown, place: string): Generator<JsonDifference> {
  if (Array.isArray(told) && Array.isArray(derived)) {
    for (let i = 0; i < Math.max(told.length, derived.length); i++) {
      yield* compareJson(told[i], derived[i], `${place}[${i}]`);
    }
    return;
  }
  if (isObject(told) && isObject(derived)) {
    const keys = new Set([...Object.keys(told), ...Object.keys(derived)]);
    for (const key of keys) yield* compareJson(told[key], derived[key], place === '' ? key : `${place}.${key}`);
    return;
  }
  if (told === undefined && derived === undefined) return;
  if (told === undefined || derived === undefined || canonicalJson(told) !== canonicalJson(derived)) {
    yield { place, told, derived };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
