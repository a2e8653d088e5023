import { relative, resolve } from 'node:path';
import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { visibleCell } from '../render/control-characters.js';
import { counted } from '../render/counted.js';
import { FLAG } from './common-options.js';
import type { PagesInvocation, ReportInvocation } from './invocation.js';
import { type RawOptions, spelt } from './option-values.js';
import { withProgress } from './progress-line.js';
import { readReport } from './report-command.js';
import { tellReplaced } from './terminal.js';

/** What only prints, or checks, goes with no pages. */
const OF_REPORTS = ['staged', 'agent', 'min-evidence', 'fail-on', 'format', 'json', 'digest', 'markdown'] as const;

export const PAGES_OPTIONS = {
  redact: {
    ...FLAG,
    describe: 'Pages: take keys, tokens and passwords out of all texts, which is usual; --no-redact leaves them in',
    group: 'Output:',
  },
} satisfies Record<string, Options>;

/** A report, or, where `--html` is followed by a folder, the viewer's pages. @throws AiBlameError USAGE. */
export function readReportOrPages(
  options: RawOptions,
  operands: readonly string[],
  env: Env,
): ReportInvocation | PagesInvocation {
  const { html, redact, ...others } = options;
  if (Array.isArray(html)) throw new AiBlameError('USAGE', '--html was given more than once');
  if (typeof html !== 'string') {
    if (redact !== undefined) throw new AiBlameError('USAGE', '--no-redact is for pages: it needs --html DIR');
    return readReport(options, operands, env);
  }
  if (html === '') throw new AiBlameError('USAGE', '--html= needs the folder that pages are written to');
  const other = OF_REPORTS.find((name) => others[name] !== undefined && others[name] !== false);
  if (other !== undefined || others.notes === false) {
    const named = spelt(other ?? 'no-notes');
    throw new AiBlameError('USAGE', `--html ${html} writes pages: ${named} does not go with it`, {
      hint: 'One page on stdout: --html as the last word',
    });
  }
  const { request } = readReport(others, operands, env);
  const {
    place,
    compared,
    exclude,
    excludeLockFiles,
    allFiles,
    isConfigured,
    configFrom = null,
    withPrivate,
  } = request;
  return {
    command: 'pages',
    request: {
      compared,
      place,
      exclude,
      excludeLockFiles,
      allFiles,
      isConfigured,
      configFrom,
      folder: resolve(place.directory, html),
      named: html,
      isRedacted: redact !== false,
      withPlaces: withPrivate,
    },
  };
}

/** Writes pages, and says what and where. */
export async function runPages({ request }: PagesInvocation, env: Env, version: string): Promise<void> {
  const { writeSite } = await import('../site/write-site.js');
  const { folder, files, sessions, leftOut, redacted } = await withProgress(env, (progress) =>
    writeSite(request, { env, version }, progress),
  );
  const page = `${relative(env.cwd, folder) || '.'}/index.html`;
  const shown = page.startsWith('..') ? `${folder}/index.html` : page;
  const what = `${counted(files, 'file', 'files')}, ${counted(sessions, 'session', 'sessions')}`;
  await env.stdout.write(`${visibleCell(shown)}: ${what}\n`);
  await tellReplaced(redacted, env, request.isRedacted);
  for (const sentence of leftOut) await env.stderr.write(`note: ${sentence}\n`);
}
