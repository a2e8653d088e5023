import type { Warning } from '../model/diagnostic.js';
import type { Timelines } from './load-timelines.js';

/** One note where no session belongs to the repository: what was searched (case F5). */
export function noSessions({ searched }: Timelines): Warning[] {
  if (searched.selected > 0) return [];
  const withTraces = searched.homes.filter(({ traces }) => traces > 0);
  // Where there are traces, agents that were never used need not be named.
  const homes = (withTraces.length > 0 ? withTraces : searched.homes).map(({ path }) => path);
  const where = homes.length === 0 ? 'no home of an agent was found' : `searched ${homes.join(', ')}`;
  return [
    {
      code: 'no_sessions',
      message: `No session of an agent belongs to this repository (${where}: ${searched.sources} traces)`,
      count: 1,
      subject: null,
    },
  ];
}
