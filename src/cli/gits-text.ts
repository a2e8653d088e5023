import type { Env } from '../env.js';
import type { BlameReport } from '../model/blame-result.js';
import { classic } from '../render/classic.js';
import { localZone } from '../render/dates.js';
import { porcelain } from '../render/porcelain.js';
import { walkStats } from '../render/walk-stats.js';
import { classicOptionsWith } from './classic-options.js';
import type { BlameInvocation } from './invocation.js';

/** Blame in one of git's own formats. @throws AiBlameError USAGE where the configuration of how it looks is none. */
export function gitsText(invocation: BlameInvocation, report: BlameReport, env: Env): string {
  const { request, output, columns, color, marks, modelAsAuthor = false, showStats = false } = invocation;
  const { contentsOf: contents } = request;
  const named = { modelAsAuthor, ...(contents === undefined ? {} : { contents }) };
  const stats = showStats ? walkStats(report) : '';
  if (marks !== undefined) {
    const options = classicOptionsWith(columns ?? null, marks, report.settings, color !== 'never', env);
    return classic(report, { ...options, ...named }) + stats;
  }
  if (output !== 'porcelain' && output !== 'line-porcelain' && output !== 'incremental') {
    throw new Error(`${output} is none of git's formats`);
  }
  return porcelain(report, { format: output, now: env.now(), zone: localZone, ...named }) + stats;
}
