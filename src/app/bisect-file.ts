import type { Env } from '../env.js';
import type { BisectResult, FoundState } from '../model/time-travel.js';
import { fileHistory, withHistory } from './file-history.js';
import { editsOf } from './log-file.js';
import { repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { countCaveats, stateRecords } from './state-records.js';
import { StatsCounter } from './travel-stats.js';

export interface BisectRequest {
  readonly file: string;
  /** Literal, not empty; may span lines. */
  readonly text: string;
  readonly place: Place;
}

/**
 * The first state of a file that has a text, the last, and what took it away.
 * @throws AiBlameError as `logFile`.
 */
export function bisectFile({ file, text, place }: BisectRequest, env: Env, progress: Progress): BisectResult {
  return withHistory(file, place, env, progress, (open) => {
    const history = fileHistory(open, file, place);
    const records = stateRecords(history);
    const wanted = Buffer.from(text);
    let first: FoundState | null = null;
    let last: FoundState | null = null;
    for (const [n, state] of history.states.entries()) {
      const record = records[n];
      const content = history.contents.of(state);
      const at = content === null ? -1 : content.indexOf(wanted);
      if (content === null || at === -1 || record === undefined) continue;
      last = { line: lineAt(content, at), state: record };
      first ??= last;
    }
    const removed = last === null ? null : (records[last.state.state + 1] ?? null);
    const told = [first?.state, last?.state, removed].filter((record) => record != null);
    const named = new Set(told.map(({ state }) => state));
    const counter = new StatsCounter(open);
    counter.addFile(records.filter(({ state }) => named.has(state)));
    return {
      schema: 'ai-blame/bisect@1',
      repository: repositoryRef(open.repository),
      path: history.path,
      text,
      first,
      last,
      removed,
      edits: editsOf(history.states.filter(({ number }) => named.has(number))),
      // A state that is not known may have had it, too.
      caveats: countCaveats(
        records.flatMap(({ state, caveats }) =>
          named.has(state) ? caveats : caveats.filter(({ code }) => code === 'content_unknown'),
        ),
      ),
      stats: counter.stats,
      warnings: history.warnings,
    };
  });
}

/** Number of the line, from 1, that an offset is in. */
function lineAt(content: Buffer, offset: number): number {
  let line = 1;
  for (let at = content.indexOf(0x0a); at !== -1 && at < offset; at = content.indexOf(0x0a, at + 1)) line++;
  return line;
}
