import { IGNORED, UNBLAMABLE } from '../blame/history/blame-history.js';
import type { JoinedLine } from '../blame/join-lines.js';
import { splitLines } from '../diff/lines.js';
import { usualDigits } from '../git/abbreviation.js';
import type { Repository } from '../git/repository.js';
import type { BlameReport, BlameResult, LineCommit } from '../model/blame-result.js';
import type { BlameRequest } from './blame-request.js';
import type { FileEvidence } from './examine-file.js';
import { gitSettings } from './git-settings.js';
import { namedCommits, namedEdits, summarise } from './named-origins.js';
import { repositoryRef } from './open-place.js';
import { sealBlame } from './seal-blame.js';
import type { History } from './told-history.js';

/** What blame tells of a file that was examined. */
export function blameReport(repository: Repository, request: BlameRequest, evidence: FileEvidence): BlameReport {
  const { path, revision, wanted, history, shown, records, details, warnings } = evidence;
  const joined = (shown === history ? evidence.joined : showing(evidence.joined, shown)).filter((_, line) =>
    wanted(line),
  );
  const stored = splitLines(evidence.stored);
  const endsInCr = (line: number): boolean => {
    const behind = stored.starts[line + 1] ?? 0;
    return stored.bytes.toString('latin1', Math.max(0, behind - 2), behind) === '\r\n';
  };
  const lineCommits = shown.lines
    .map(
      (line, i): LineCommit => ({
        commit: line.commit,
        path: line.commit === null ? path : line.path,
        line: line.line + 1,
        ...marksOf(shown.marks[i] ?? 0),
        ...(endsInCr(i) ? { cr: true } : {}),
      }),
    )
    .filter((_, line) => wanted(line));
  const result: BlameResult = {
    schema: 'ai-blame/blame@1',
    repository: repositoryRef(repository),
    path,
    revision,
    lines: joined.map(({ line }) => line),
    edits: namedEdits(joined, records),
    commits: namedCommits(joined, details),
    summary: summarise(joined),
    warnings,
  };
  const digest = request.isSealed === true ? sealBlame(repository, request, evidence, result) : undefined;
  return {
    result: digest === undefined ? result : { ...result, digest },
    lineCommits,
    details,
    settings: gitSettings(repository),
    ...(request.asGit === true ? asGit(repository, shown, lineCommits) : {}),
  };
}

function asGit(
  { objects, config }: Repository,
  { walk }: History,
  lines: readonly LineCommit[],
): Pick<BlameReport, 'walk' | 'digits'> {
  const commits = new Set(lines.flatMap(({ commit }) => commit ?? []));
  return { walk, digits: usualDigits(objects, config, commits) };
}

function marksOf(mark: number): Pick<LineCommit, 'ignored' | 'unblamable'> {
  return {
    ...((mark & IGNORED) === 0 ? {} : { ignored: true }),
    ...((mark & UNBLAMABLE) === 0 ? {} : { unblamable: true }),
  };
}

/** Committed lines with the commits that are shown. */
function showing(joined: readonly JoinedLine[], { lines }: History): JoinedLine[] {
  return joined.map((each, i) => {
    const commit = lines[i]?.commit ?? null;
    return each.line.commit === null || commit === null ? each : { ...each, line: { ...each.line, commit } };
  });
}
