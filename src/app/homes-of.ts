import type { AgentAdapter } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { Place } from './place.js';
import { homesFor } from './searched-homes.js';

/** Every agent, and its homes in the order in which they count. */
export function homesOf(
  place: Place,
  env: Env,
): { readonly adapter: AgentAdapter; readonly homes: readonly string[] }[] {
  return adapters().map((adapter) => ({ adapter, homes: homesFor(adapter, place, env) }));
}
