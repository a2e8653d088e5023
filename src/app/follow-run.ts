import type { Env } from '../env.js';
import type { RunEvent } from '../model/run.js';
import type { Progress } from './progress.js';
import type { RunArchive } from './run-archive.js';
import { queryOf, type RunEventsRequest } from './run-details.js';
import { findRun, openRuns } from './run-query.js';

export interface FollowRequest extends RunEventsRequest {
  readonly pollMs: number;
}

/**
 * The events of a run, and those that come, as they come. Ends where the run is over and nothing new came, or the person asks for
 * it. Each event is told once: who stops may go on behind the last `seq`.
 *
 * @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS, UNREADABLE (also where it goes away meanwhile).
 */
export async function* followRun(request: FollowRequest, env: Env, progress: Progress): AsyncGenerator<RunEvent, void> {
  const patience = env.patience();
  let archive: RunArchive = openRuns(request, env, progress);
  try {
    let listed = findRun(archive, request);
    const { id } = listed.run;
    let { afterSeq } = request;
    for (;;) {
      progress.end();
      const events = archive.events(listed, { ...queryOf(request, archive, listed), afterSeq });
      yield* events;
      afterSeq = events.at(-1)?.seq ?? afterSeq;
      for (let hasChanged = archive.hasChanged(listed); !hasChanged; hasChanged = archive.hasChanged(listed)) {
        if (archive.isOver(listed) || !(await patience.wait(request.pollMs))) return;
      }
      // A writer that never rests is not asked more often than a quiet one.
      if (!(await patience.wait(request.pollMs))) return;
      archive.close();
      archive = openRuns(request, env, progress);
      listed = findRun(archive, { ...request, run: id });
    }
  } finally {
    patience.end();
    archive.close();
  }
}
