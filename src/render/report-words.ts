import type { Origin } from '../model/blame-result.js';
import type { Comparison, ExclusionReason, ReportResult, SkipReason } from '../model/report-result.js';

export const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const satisfies readonly Origin[];

/** What is reported, as the beginning of a sentence. */
export function subjectOf({ kind, base, target, paths }: Comparison): string {
  const within = paths.length === 0 ? '' : ` in ${paths.join(', ')}`;
  switch (kind) {
    case 'staged':
      return `Staged${within}`;
    case 'worktree':
      return `Not committed${within}`;
    case 'commit':
      return `Commit ${target?.revision}${shortOf(target)}${within}`;
    case 'range':
      return base?.revision.includes('...') === true
        ? `Range ${base.revision}${within}`
        : `Range ${base?.revision}..${target?.revision}${within}`;
    case 'files':
      return `Files${within}`;
  }
}

/** The short id, where the name that was given is none itself. */
function shortOf(target: Comparison['target']): string {
  const short = target?.commit.slice(0, 8) ?? '';
  return target === null || target.commit.startsWith(target.revision) ? '' : ` (${short})`;
}

/** One digit after the point: they add up to 100. */
export function percentText(percent: number): string {
  return `${percent.toFixed(1)} %`;
}

const LEFT_OUT: Readonly<Record<ExclusionReason | SkipReason, string>> = {
  option: 'excluded',
  configuration: 'excluded by .ai-blame.json',
  generated: 'generated',
  vendored: 'vendored',
  'lock-file': 'a lock file',
  binary: 'binary',
  unreadable: 'not readable',
  unmerged: 'in conflict',
  'name-not-utf-8': 'its name is not UTF-8',
};

/** Files that are not counted, with why, as `path (why)`. */
export function leftOut({ excluded, skipped }: ReportResult): { path: string; why: string }[] {
  return [...excluded, ...skipped].map(({ path, reason }) => ({ path, why: LEFT_OUT[reason] }));
}
