import { isAbsolute, join, relative } from 'node:path';
import type { Env } from '../env.js';
import { existsSync } from '../git/disk.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Place } from './place.js';
import { searchedHomes } from './searched-homes.js';

/** Where on this machine it stands what an edit rests on. */
export interface TracePlace {
  /** Absolute. */
  readonly path: string;
  /** From 1; null where records are not lines. */
  readonly line: number | null;
}

/**
 * The place of each edit's record, by the edit's id; only of traces that are texts and that are there now. Notes and imported records have
 * none: they lie in no agent's home.
 */
export function tracePlaces(edits: readonly EditRecord[], place: Place, env: Env): ReadonlyMap<string, TracePlace> {
  const homes = new Map(searchedHomes(place, env).map(({ finder, homes: found }) => [finder.id, found]));
  const known = new Map<string, string | null>();
  const places = new Map<string, TracePlace>();
  for (const { id, agent, trace, note, record } of edits) {
    if (note !== undefined || record !== undefined || !/\.jsonl?$/.test(trace.path)) continue;
    const key = `${agent} ${trace.path}`;
    const path = known.get(key) ?? fileIn(homes.get(agent.replace(/:.*$/s, '')) ?? [], trace.path);
    known.set(key, path);
    const isLine = trace.path.endsWith('.jsonl') && trace.line > 0;
    if (path !== null) places.set(id, { path, line: isLine ? trace.line : null });
  }
  return places;
}

/** The first that is there, and inside its home. */
function fileIn(homes: readonly string[], path: string): string | null {
  const files = homes.flatMap((home) => {
    const file = join(home, path);
    const inside = relative(home, file);
    return inside.startsWith('..') || isAbsolute(inside) ? [] : [file];
  });
  return files.find((file) => existsSync(file)) ?? null;
}
