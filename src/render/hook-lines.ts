import type { ReportResult } from '../model/report-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import { percentText } from './report-words.js';

/** What came of a hook, as `app/run-hook.ts` tells it. */
type Outcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reported'; readonly report: ReportResult }
  | { readonly kind: 'noted'; readonly lines: number; readonly files: number }
  | { readonly kind: 'late'; readonly milliseconds: number; readonly isRefused: boolean }
  | { readonly kind: 'trouble'; readonly message: string };

/** Of more models only so many are named. */
const MOST_MODELS = 3;
const GOES_ON = 'the commit goes on';

export function isRefused(outcome: Outcome): boolean {
  if (outcome.kind === 'late') return outcome.isRefused;
  return outcome.kind === 'reported' && !outcome.report.policy.passed;
}

/** What a hook says: a line, or none where there is nothing to say; one more for each condition that is met. */
export function hookLines(outcome: Outcome): string {
  return linesOf(outcome)
    .map((line) => `ai-blame: ${visibleCell(line)}\n`)
    .join('');
}

function linesOf(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'nothing':
      return [];
    case 'reported':
      return reportLines(outcome.report);
    case 'noted': {
      const size = `${counted(outcome.lines, 'line', 'lines')} in ${counted(outcome.files, 'file', 'files')}`;
      return [`noted in refs/notes/ai that agents wrote ${size}`];
    }
    case 'late': {
      const seconds = `not done within ${outcome.milliseconds / 1000} s`;
      return outcome.isRefused
        ? [
            `${seconds}, and hooks.onTimeout of .ai-blame.json asks for it: the commit is refused (--no-verify passes it by)`,
          ]
        : [`${seconds}: ${GOES_ON} (ai-blame index makes it quicker)`];
    }
    case 'trouble':
      return [`${outcome.message}: ${GOES_ON}`];
  }
}

function reportLines({ added, policy }: ReportResult): string[] {
  const { agent } = added.origins;
  const models = added.models.map(({ agent: name, model, lines }) => `${name} ${model ?? '(model unknown)'} ${lines}`);
  const more = models.length > MOST_MODELS ? [`${models.length - MOST_MODELS} more`] : [];
  const share = `${agent} of ${counted(added.lines, 'added line', 'added lines')} ${agent === 1 ? 'is' : 'are'} agents'`;
  const told = `${share} (${percentText(added.percent.agent)}): ${[...models.slice(0, MOST_MODELS), ...more].join(', ')}`;
  const failed = policy.conditions.filter(({ failed: isMet }) => isMet).map(({ sentence }) => `policy: ${sentence}`);
  return [
    ...(agent === 0 ? [] : [told]),
    ...failed,
    ...(failed.length === 0 ? [] : ['the commit is refused (git commit --no-verify passes it by)']),
  ];
}
