import type { Env } from '../env.js';
import type { BlameReport } from '../model/blame-result.js';
import { blameSummary } from '../render/blame-summary.js';
import { blameText } from '../render/blame-text.js';
import { PLAIN } from '../render/style.js';
import { walkStats } from '../render/walk-stats.js';
import { columnsWith, NO_COLUMNS } from './blame-columns.js';
import { linksOf } from './blame-links.js';
import { type AskedReports, syntaxOf } from './blame-syntax.js';
import type { BlameInvocation } from './invocation.js';
import { summaryWanted, textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';
import { widthOf } from './width.js';

/**
 * Blame for people: the text, then what is to be known of it, then its sum.
 * @param pager the command of the one that shows it; null: none.
 */
export async function tellBlame(
  invocation: BlameInvocation,
  reports: AskedReports,
  pager: string | null,
  env: Env,
  useCases: UseCases,
): Promise<void> {
  const { color, width = null, highlight = false } = invocation;
  const { report } = reports;
  const options = await textOptions(color, env, width);
  const syntax = highlight && options.style !== PLAIN ? await syntaxOf(reports) : null;
  const link = await linksOf(invocation, report.result, pager, env, useCases);
  const more = { ...columnsOf(invocation, report, env), ...(link === null ? {} : { link }) };
  const text = blameText(report.result, { ...options, ...more, syntax: syntax?.lines ?? null });
  await env.stdout.write(invocation.showStats === true ? text + walkStats(report) : text);
  if (syntax !== null && syntax.note !== '') await env.stderr.write(syntax.note);
  await warn(report.result.warnings, env);
  if (summaryWanted(env)) await env.stderr.write(blameSummary(report.result.summary, width ?? widthOf(env)));
}

function columnsOf({ columns }: BlameInvocation, { lineCommits, details, settings }: BlameReport, env: Env) {
  if (columns === undefined && settings.date === null && !settings.showEmail) return {};
  const shown = columnsWith(columns ?? NO_COLUMNS, settings, env.stdout.isTTY);
  return { wanted: { columns: shown, lineCommits, details, now: env.now() } };
}
