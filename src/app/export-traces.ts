import type { Env } from '../env.js';
import { instantOf, readCommit } from '../git/commits.js';
import { commitsOfRange } from '../git/revision-range.js';
import type { Warning } from '../model/diagnostic.js';
import type { Evidence } from '../model/evidence.js';
import { loadSecrets } from '../secrets/redactor.js';
import { type AgentTraceRecord, agentTraceRecord } from '../sharing/agent-trace.js';
import { attestCommit } from './attest-commit.js';
import { deletedLines } from './deleted-lines.js';
import { openTraces } from './indexed-traces.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { mergeWarnings } from './warnings.js';

export interface ExportTracesRequest {
  /** `REV` or `A..B`. */
  readonly range: string;
  /** Lines of weaker evidence are not told. */
  readonly minEvidence: Evidence;
  readonly place: Place;
}

export interface ExportedTraces {
  readonly records: readonly AgentTraceRecord[];
  /** How many secrets were taken out. */
  readonly redacted: number;
  readonly warnings: readonly Warning[];
}

/**
 * What agents wrote of commits, and of what these delete, as records of Agent Trace: one for each commit that there is something to tell of.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, USAGE, OBJECT_MISSING …
 */
export async function exportTraces(
  request: ExportTracesRequest,
  env: Env,
  progress: Progress,
): Promise<ExportedTraces> {
  const redactor = (await loadSecrets())();
  const repository = openPlace(request.place, env);
  const reader = openTraces(request.place, env);
  try {
    const place = { ...request.place, directory: repository.root };
    const commits = commitsOfRange(repository, request.range);
    const records: AgentTraceRecord[] = [];
    const warnings: Warning[] = [];
    for (const [n, commit] of commits.entries()) {
      progress.update('Reading commits', n, commits.length);
      if (repository.shallow.has(commit)) {
        const message = 'What a commit changed is not known where the history is cut off (shallow clone)';
        warnings.push({ code: 'history_missing', message, count: 1, subject: commit });
        continue;
      }
      const found = attestCommit(repository, commit, request.minEvidence, place, env, progress, reader, redactor);
      warnings.push(...found.warnings);
      const time = readCommit(repository.objects, commit)?.committer.time ?? 0;
      const gone = deletedLines(repository, commit, request.minEvidence, place, env, progress, redactor);
      const record = agentTraceRecord(commit, instantOf(time), found.attested, gone);
      if (record !== null) records.push(record);
    }
    return { records, redacted: redactor.replaced, warnings: mergeWarnings(warnings) };
  } finally {
    progress.end();
    reader.close();
    repository.close();
  }
}
