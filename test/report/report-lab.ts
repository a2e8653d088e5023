import { makeReport, type ReportRequest } from '../../src/app/gather-report.js';
import { parseCondition } from '../../src/app/report-policy.js';
import type { LineSpan, LineTally, ReportResult } from '../../src/model/report-result.js';
import { loadSecrets } from '../../src/secrets/redactor.js';
import type { CodexWorld } from '../support/codex-world.js';

export const SECRETS = await loadSecrets();
const QUIET = { update: () => {}, end: () => {} };

interface ReportOptions extends Partial<Omit<ReportRequest, 'compared' | 'failOn'>> {
  readonly kind?: 'staged' | 'worktree';
  readonly words?: readonly string[];
  readonly paths?: readonly string[];
  readonly failOn?: readonly string[];
  readonly indexFile?: string;
}

/** The report as the command line asks for it. */
export function requestOf(directory: string, options: ReportOptions = {}): ReportRequest {
  const { kind = null, words = [], paths = [], failOn = [], indexFile = null, ...rest } = options;
  return {
    compared: { kind, words, paths, indexFile },
    place: { directory, homes: {}, movedFrom: [] },
    agents: [],
    minEvidence: null,
    notes: true,
    exclude: [],
    excludeLockFiles: false,
    allFiles: false,
    isConfigured: true,
    withPrivate: false,
    failOn: failOn.map((text) => parseCondition(text, { source: 'option', where: '--fail-on' })),
    ...rest,
  };
}

export function report(world: CodexWorld, options: ReportOptions = {}): ReportResult {
  return makeReport(requestOf(world.repo.dir, options), SECRETS, world.env(), QUIET);
}

/** Spans as `+2-3 agent gpt-demo exact`, by file. */
export function spans(result: ReportResult): Record<string, string[]> {
  return Object.fromEntries(
    result.files.map(({ path, previousPath, spans: own }) => [
      previousPath === null ? path : `${previousPath} → ${path}`,
      own.map(spanText),
    ]),
  );
}

function spanText({ change, start, end, origin, model, evidence }: LineSpan): string {
  const sign = change === 'added' ? '+' : '-';
  return [`${sign}${start}${end === start ? '' : `-${end}`}`, origin, model, evidence].filter((word) => word).join(' ');
}

/** A tally with nothing in it. */
export const NOTHING: LineTally = {
  lines: 0,
  origins: { agent: 0, commit: 0, preexisting: 0, untraced: 0 },
  percent: { agent: 0, commit: 0, preexisting: 0, untraced: 0 },
  evidence: { exact: 0, fragment: 0, snapshot: 0, inferred: 0 },
  byNote: 0,
  agents: [],
  models: [],
  sessions: [],
};
