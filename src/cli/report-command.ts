import { resolve } from 'node:path';
import type { Options } from 'yargs';
import { parseCondition } from '../app/report-policy.js';
import type { Env } from '../env.js';
import { AiBlameError, EXIT } from '../errors.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { ReportResult } from '../model/report-result.js';
import { visibleCell } from '../render/control-characters.js';
import { reportAnnotations } from '../render/report-github.js';
import { reportHtml } from '../render/report-html.js';
import { reportJson } from '../render/report-json.js';
import { reportMarkdown } from '../render/report-markdown.js';
import { reportSarif } from '../render/report-sarif.js';
import { reportText } from '../render/report-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import {
  COMMON_OPTIONS,
  colorChoiceOf,
  FLAG,
  MIN_EVIDENCE_OPTION,
  NOTES_OPTION,
  placeOf,
  VALUE,
} from './common-options.js';
import type { ReportFormat, ReportInvocation } from './invocation.js';
import { choice, flag, onlyOne, type RawOptions, text, texts } from './option-values.js';
import { withProgress } from './progress-line.js';
import { tellReplaced, textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const FORMATS = ['text', 'json', 'markdown', 'github', 'sarif', 'html'] as const satisfies readonly ReportFormat[];
/** Formats that have an option of their own name. */
const NAMED_FORMATS = ['json', 'markdown', 'html'] as const;

export const REPORT_OPTIONS = {
  staged: { ...FLAG, describe: 'What is staged, against HEAD: the usual', group: 'What:' },
  worktree: { ...FLAG, describe: 'The work tree with its untracked files, against HEAD', group: 'What:' },
  agent: agentOption('Name only edits of', 'What:'),
  'min-evidence': MIN_EVIDENCE_OPTION,
  notes: NOTES_OPTION,
  exclude: { ...VALUE, describe: 'Leave out files, by a pattern as in .gitignore (repeatable)', group: 'What:' },
  'exclude-lock-files': {
    ...FLAG,
    describe: 'Leave out what package managers write, as package-lock.json',
    group: 'What:',
  },
  'all-files': {
    ...FLAG,
    describe: 'Also files that the configuration or .gitattributes leave out',
    group: 'What:',
  },
  'fail-on': { ...VALUE, describe: 'Exit with 1 where this is so, as agent>80% (repeatable)', group: 'Policy:' },
  config: { ...FLAG, describe: 'Read .ai-blame.json, which is usual; --no-config does not', group: 'Policy:' },
  'config-from': {
    ...VALUE,
    describe: 'Read it as in a revision, or worktree; usual: of commits as on the old side, else of the work tree',
    group: 'Policy:',
  },
  format: { ...VALUE, describe: FORMATS.join(', '), group: 'Output:' },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/report@1)', group: 'Output:' },
  digest: {
    ...FLAG,
    describe: 'With --json: also what the report rests on, and a SHA-256 of both, for ai-blame verify',
    group: 'Output:',
  },
  markdown: { ...FLAG, describe: 'Print Markdown, for a comment on a pull request', group: 'Output:' },
  // A flag, or followed by a folder: without a type the parser takes it either way.
  html: {
    describe: 'Print one page that needs no other file; --html DIR writes the pages of the viewer to a folder',
    group: 'Output:',
  },
  'with-private': {
    ...FLAG,
    describe: 'Also tell what was asked (json, html), and where the repository lies',
    group: 'Output:',
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readReport(options: RawOptions, operands: readonly string[], env: Env): ReportInvocation {
  const dashed = options['--'];
  const behind = Array.isArray(dashed) ? dashed.length : 0;
  const minEvidence = text(options, 'min-evidence');
  const output = formatOf(options);
  const isSealed = flag(options, 'digest');
  if (isSealed && output !== 'json') throw new AiBlameError('USAGE', '--digest is a part of the JSON: it needs --json');
  return {
    command: 'report',
    request: {
      compared: {
        kind: onlyOne(options, ['staged', 'worktree']),
        words: operands.slice(0, operands.length - behind),
        paths: operands.slice(operands.length - behind),
        ...(Array.isArray(dashed) ? { hasDashes: true } : {}),
        indexFile: indexFileOf(options, env),
      },
      place: placeOf(options, env),
      agents: agentsOf(options),
      minEvidence: minEvidence === null ? null : choice(minEvidence, 'min-evidence', EVIDENCE_LEVELS),
      notes: options.notes !== false,
      exclude: texts(options, 'exclude'),
      excludeLockFiles: flag(options, 'exclude-lock-files'),
      allFiles: flag(options, 'all-files'),
      failOn: texts(options, 'fail-on').map((given) => parseCondition(given, { source: 'option', where: '--fail-on' })),
      isConfigured: options.config !== false,
      configFrom: configFromOf(options),
      withPrivate: flag(options, 'with-private'),
      ...(isSealed ? { isSealed } : {}),
    },
    output,
    color: colorChoiceOf(options),
  };
}

function configFromOf(options: RawOptions): string | null {
  const from = text(options, 'config-from');
  if (from === null || options.config !== false) return from;
  throw new AiBlameError('USAGE', '--no-config and --config-from exclude each other');
}

/** The index that git gives to a hook: a relative path starts where the hook runs. With `-C` another repository may be meant. */
function indexFileOf(options: RawOptions, env: Env): string | null {
  const { GIT_INDEX_FILE: file = '' } = env.variables;
  return file === '' || texts(options, 'C').length > 0 ? null : resolve(env.cwd, file);
}

function formatOf(options: RawOptions): ReportFormat {
  const named = onlyOne(options, NAMED_FORMATS);
  const given = text(options, 'format');
  const format = given === null ? null : choice(given, 'format', FORMATS);
  if (named !== null && format !== null && named !== format) {
    throw new AiBlameError('USAGE', `--${named} and --format ${format} exclude each other`);
  }
  return format ?? named ?? 'text';
}

/** @returns the exit code: 1 where a condition of the policy is met. */
export async function runReport(
  { request, output, color }: ReportInvocation,
  env: Env,
  useCases: UseCases,
  version: string,
): Promise<number> {
  const result = await withProgress(env, (progress) => useCases.gatherReport(request, env, progress));
  if (output === 'text') await env.stdout.write(reportText(result, await textOptions(color, env)));
  else await env.stdout.write(await rendered(result, output, env, useCases, version));
  if (output !== 'json') {
    await tellReplaced(result.redacted, env);
    await warn(result.warnings, env);
  }
  await tellFailures(result, env);
  return result.policy.passed ? EXIT.ok : EXIT.no;
}

async function rendered(
  result: ReportResult,
  output: Exclude<ReportFormat, 'text'>,
  env: Env,
  useCases: UseCases,
  version: string,
): Promise<string> {
  switch (output) {
    case 'json':
      return reportJson(result);
    case 'markdown':
      return reportMarkdown(result);
    case 'sarif':
      return reportSarif(result, version);
    case 'html':
      return reportHtml(result);
    case 'github': {
      const summary = reportMarkdown(result);
      // On a machine that is none of GitHub's both are shown.
      const isKept = await useCases.appendSummary(summary, env);
      return isKept ? reportAnnotations(result) : `${reportAnnotations(result)}${summary}`;
    }
  }
}

async function tellFailures({ policy }: ReportResult, env: Env): Promise<void> {
  for (const { sentence } of policy.conditions.filter(({ failed }) => failed)) {
    await env.stderr.write(`policy: ${visibleCell(sentence)}\n`);
  }
}
