import { type JsonObject, objectOf, parsedObject } from '../json-values.js';

/** What a log comes to. */
export interface PlayedLog {
  readonly state: JsonObject | null;
  /** A line could not be carried out; what stands behind it, up to the next whole state, does not count. */
  readonly isDamaged: boolean;
}

type Container = Record<string | number, unknown>;

/** Names that lead out of the value. */
const NEVER = new Set<unknown>(['__proto__', 'constructor', 'prototype']);

/** Plays a log of changes of one value (formats/copilot.md, B.2). A last line that is cut off is not there yet. */
export function playLog(text: string): PlayedLog {
  let state: JsonObject | null = null;
  let isDamaged = false;
  let isLost = false;
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const entry = parsedObject(line);
    if (entry === null && at === lines.length - 1) break;
    if (entry?.kind === 0) {
      state = objectOf(entry.v);
      isLost = state === null;
    } else if (!isLost) {
      isLost = entry === null || state === null || !carryOut(state as Container, entry);
    }
    if (isLost) isDamaged = true;
  }
  return { state, isDamaged };
}

/** @returns false where the change does not fit the value. */
function carryOut(state: Container, { kind, k, v, i }: JsonObject): boolean {
  if (!Array.isArray(k) || k.length === 0) return false;
  let container: unknown = state;
  for (const name of k.slice(0, -1)) container = childOf(container, name);
  const last: unknown = k.at(-1);
  if (!isPlace(container, last)) return false;
  const holder = container as Container;
  const name = last as string | number;
  switch (kind) {
    case 1:
      holder[name] = v;
      return true;
    case 2:
      return append(holder, name, v, i);
    case 3:
      holder[name] = undefined;
      return true;
    default:
      return false;
  }
}

/** Cuts the list to `length`, where that is told, and puts values behind it. */
function append(holder: Container, name: string | number, values: unknown, length: unknown): boolean {
  const known = holder[name] ?? [];
  if (!Array.isArray(known) || !(values === undefined || values === null || Array.isArray(values))) return false;
  if (length !== undefined && length !== null) {
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || length > known.length) return false;
    known.length = length;
  }
  for (const value of (values as unknown[] | null | undefined) ?? []) known.push(value);
  holder[name] = known;
  return true;
}

function childOf(container: unknown, name: unknown): unknown {
  return isPlace(container, name) && Object.hasOwn(container as object, name as string)
    ? (container as Container)[name as string]
    : null;
}

/** Whether something can stand there: in a list at an index that is there or the next one, in an object under a name. */
function isPlace(container: unknown, name: unknown): boolean {
  if (Array.isArray(container))
    return typeof name === 'number' && Number.isInteger(name) && name >= 0 && name <= container.length;
  return objectOf(container) !== null && typeof name === 'string' && !NEVER.has(name);
}
