import type { Options } from 'yargs';
import type { SessionsRequest } from '../app/list-sessions.js';
import type { TranscriptRequest } from '../app/transcribe-session.js';
import type { Env } from '../env.js';
import { counted } from '../render/counted.js';
import { sessionJson, sessionsJson, sessionsNdjson } from '../render/sessions-json.js';
import { sessionsText, sessionText } from '../render/sessions-text.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { SessionsInvocation } from './invocation.js';
import { archivedOf, foldersOf, limitOf, nothingElse, onlyOperand, spanOf, subcommandOf } from './list-options.js';
import { choice, flag, onlyOne, type RawOptions, text, texts } from './option-values.js';
import { printTranscript } from './print-transcript.js';
import { withProgress } from './progress-line.js';
import { summaryWanted, textOptions, warn } from './terminal.js';
import { turnsOf } from './turn-option.js';
import type { UseCases } from './use-cases.js';

const WORDS = ['list', 'show', 'transcript'] as const;
const OUTPUTS = ['json', 'ndjson', 'markdown'] as const;
const SORTS = ['created', 'updated'] as const;

const USUAL_LIMIT = 50;
const WHICH = 'Which sessions (list):';
const ORDER = 'Order and pages (list):';

/** What only `list` takes. */
const LIST_OPTIONS = {
  archived: { ...FLAG, describe: 'Only archived ones; otherwise they are left out', group: WHICH },
  all: { ...FLAG, describe: 'Archived ones, too', group: WHICH },
  agent: agentOption('Only of', WHICH),
  project: {
    ...VALUE,
    describe: 'Only those that worked in the repository that holds this folder, or below the folder (repeatable)',
    group: WHICH,
  },
  cwd: { ...VALUE, describe: 'Only those that were started in exactly this folder (repeatable)', group: WHICH },
  source: { ...VALUE, describe: 'Only those started from this: cli, exec, vscode, … (repeatable)', group: WHICH },
  model: { ...VALUE, describe: 'Only with this model; unknown where no trace tells it (repeatable)', group: WHICH },
  search: { ...VALUE, describe: 'Only with this in the title or the first message', group: WHICH },
  since: { ...VALUE, describe: 'Not before this ISO date or time, of what is sorted by', group: WHICH },
  until: { ...VALUE, describe: 'Not after it; a date alone: up to its end', group: WHICH },
  'include-empty': { ...FLAG, describe: 'Also those in which no person said anything', group: WHICH },
  sort: { ...VALUE, describe: `By which time: ${SORTS.join(' or ')} (created)`, group: ORDER },
  asc: { ...FLAG, describe: 'The oldest first', group: ORDER },
  limit: { ...VALUE, describe: `At most so many, 1 to 1000 (${USUAL_LIMIT})`, group: ORDER },
  cursor: { ...VALUE, describe: 'Go on behind the page that ended with this', group: ORDER },
  tree: { ...FLAG, describe: 'Children and forks below what they come from', group: ORDER },
  ndjson: { ...FLAG, describe: 'Print one JSON record a line (list)', group: 'Output:' },
} satisfies Record<string, Options>;

const SHOWN = 'What is shown (transcript):';

/** What only `transcript` takes. */
const TRANSCRIPT_OPTIONS = {
  turn: { ...VALUE, describe: 'Only the turn with this number, from 1 (repeatable)', group: SHOWN },
  full: { ...FLAG, describe: 'What tools were given and gave back is not folded', group: SHOWN },
  reasoning: { ...FLAG, describe: 'Also what the model told of its thoughts', group: SHOWN },
  redact: {
    ...FLAG,
    describe: 'Take keys, tokens and passwords out of texts, which is usual; --no-redact leaves them in',
    group: SHOWN,
  },
  markdown: { ...FLAG, describe: 'Print Markdown (transcript)', group: 'Output:' },
} satisfies Record<string, Options>;

export const SESSIONS_OPTIONS = {
  ...LIST_OPTIONS,
  ...TRANSCRIPT_OPTIONS,
  json: {
    ...FLAG,
    describe: 'Print JSON (schema ai-blame/sessions@1, ai-blame/session@1, ai-blame/transcript@1)',
    group: 'Output:',
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readSessions(options: RawOptions, operands: readonly string[], env: Env): SessionsInvocation {
  const word = subcommandOf('sessions', operands, WORDS);
  const place = placeOf(options, env);
  const shared = {
    command: 'sessions',
    output: onlyOne(options, OUTPUTS) ?? 'text',
    color: colorChoiceOf(options),
  } as const;
  if (word === 'show') {
    const session = onlyOperand('sessions show', operands, 'session');
    nothingElse('sessions show', options, [], [...Object.keys(LIST_OPTIONS), ...Object.keys(TRANSCRIPT_OPTIONS)]);
    return { ...shared, request: { what: 'show', place, session } };
  }
  if (word === 'transcript') {
    const session = onlyOperand('sessions transcript', operands, 'session');
    nothingElse('sessions transcript', options, [], Object.keys(LIST_OPTIONS));
    return { ...shared, request: { what: 'transcript', place, session, ...formOf(options) } };
  }
  nothingElse('sessions list', options, operands.slice(1), Object.keys(TRANSCRIPT_OPTIONS));
  return { ...shared, request: { what: 'list', ...listRequest(options, place) } };
}

function formOf(options: RawOptions): Omit<TranscriptRequest, 'place' | 'session'> {
  return {
    turns: turnsOf(options),
    full: flag(options, 'full'),
    reasoning: flag(options, 'reasoning'),
    redacted: options.redact !== false,
  };
}

function listRequest(options: RawOptions, place: SessionsRequest['place']): SessionsRequest {
  return {
    place,
    filter: {
      archived: archivedOf(options),
      agents: agentsOf(options),
      projects: foldersOf(options, 'project', place.directory),
      cwds: foldersOf(options, 'cwd', place.directory),
      sources: texts(options, 'source'),
      models: texts(options, 'model'),
      search: text(options, 'search'),
      ...spanOf(options),
    },
    includeEmpty: flag(options, 'include-empty'),
    sort: choice(text(options, 'sort') ?? 'created', 'sort', SORTS),
    ascending: flag(options, 'asc'),
    limit: limitOf(options, USUAL_LIMIT),
    cursor: text(options, 'cursor'),
    tree: flag(options, 'tree'),
  };
}

export async function runSessions(invocation: SessionsInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, color } = invocation;
  if (request.what === 'show') {
    const result = await withProgress(env, (progress) => useCases.showSession(request, env, progress));
    if (output === 'json') {
      await env.stdout.write(sessionJson(result));
      return;
    }
    await env.stdout.write(sessionText(result, await textOptions(color, env)));
    await warn(result.warnings, env);
    return;
  }
  if (request.what === 'transcript') {
    const result = await withProgress(env, (progress) => useCases.transcribeSession(request, env, progress));
    await printTranscript(result, invocation, env);
    return;
  }
  const result = await withProgress(env, (progress) => useCases.listSessions(request, env, progress));
  if (output === 'text') {
    await env.stdout.write(sessionsText(result.sessions, await textOptions(color, env)));
  } else {
    await env.stdout.write(output === 'json' ? sessionsJson(result) : sessionsNdjson(result));
  }
  if (output === 'json') {
    return;
  }
  await warn(result.warnings, env);
  if (result.nextCursor !== null) {
    await env.stderr.write(`There is more: --cursor ${result.nextCursor}\n`);
  }
  const { withoutMessage } = result.summary;
  if (output === 'text' && withoutMessage > 0 && summaryWanted(env)) {
    await env.stderr.write(
      `${counted(withoutMessage, 'session', 'sessions')} without a message: --include-empty shows them too\n`,
    );
  }
}
