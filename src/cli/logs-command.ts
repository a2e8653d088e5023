import { resolve } from 'node:path';
import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { LOG_LEVELS, type LogFilter } from '../model/log-record.js';
import { logNdjson, logsJson } from '../render/logs-json.js';
import { logLine } from '../render/logs-text.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { LogsInvocation } from './invocation.js';
import { pollOf } from './list-options.js';
import { badValue, choice, flag, onlyOne, type RawOptions, text, texts } from './option-values.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

const USUAL_BACKFILL = 200;
const MOST_BACKFILL = 100_000;
const WHICH = 'Which records:';
const HOW = 'How many:';

const { C, index, color } = COMMON_OPTIONS;

export const LOGS_OPTIONS = {
  level: { ...VALUE, describe: `At least this level: ${LOG_LEVELS.join(', ')}; =warn is exactly it`, group: WHICH },
  from: { ...VALUE, describe: 'Not before this time: RFC 3339, or seconds since 1970', group: WHICH },
  to: { ...VALUE, describe: 'Not after it', group: WHICH },
  module: { ...VALUE, describe: "Only with this in the module's name (repeatable)", group: WHICH },
  file: { ...VALUE, describe: "Only with this in the file's name (repeatable)", group: WHICH },
  'thread-id': { ...VALUE, describe: 'Only about this session (repeatable)', group: WHICH },
  threadless: { ...FLAG, describe: 'Only about no session; with --thread-id: those, too', group: WHICH },
  search: { ...VALUE, describe: 'Only with this in the message', group: WHICH },
  backfill: { ...VALUE, describe: `So many of the past (${USUAL_BACKFILL}); 0: only what comes`, group: HOW },
  follow: { ...FLAG, describe: 'Go on with what comes; --no-follow ends with the past', group: HOW },
  'poll-ms': { ...VALUE, describe: 'Look every so many milliseconds (500)', group: HOW },
  db: { ...VALUE, describe: "Another database, as Codex's logs_2.sqlite; it is read from a copy", group: 'Where:' },
  json: {
    ...FLAG,
    describe: 'One JSON record a line; with --no-follow one document (ai-blame/logs@1)',
    group: 'Output:',
  },
  ndjson: { ...FLAG, describe: 'Always one JSON record a line', group: 'Output:' },
  C,
  index,
  color,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readLogs(options: RawOptions, operands: readonly string[], env: Env): LogsInvocation {
  const [word] = operands;
  if (word !== undefined) {
    throw new AiBlameError('USAGE', `ai-blame logs takes no ${word}`);
  }
  const place = placeOf(options, env);
  const database = text(options, 'db');
  const isFollowed = options.follow !== false;
  const output = onlyOne(options, ['json', 'ndjson']) ?? 'text';
  return {
    command: 'logs',
    request: {
      database: database === null ? null : resolve(place.directory, database),
      index: place.index?.file ?? null,
      filter: filterOf(options),
      backfill: backfillOf(options),
      pollMs: pollOf(options),
    },
    isFollowed,
    output: output === 'json' && isFollowed ? 'ndjson' : output,
    color: colorChoiceOf(options),
  };
}

function filterOf(options: RawOptions): LogFilter {
  const filter = {
    level: levelOf(text(options, 'level')),
    from: timeOf(options, 'from'),
    to: timeOf(options, 'to'),
    modules: texts(options, 'module'),
    files: texts(options, 'file'),
    threads: texts(options, 'thread-id'),
    threadless: flag(options, 'threadless'),
    search: text(options, 'search'),
  };
  if (filter.from !== null && filter.to !== null && filter.from > filter.to) {
    throw new AiBlameError('USAGE', `--from ${text(options, 'from')} is later than --to ${text(options, 'to')}`);
  }
  return filter;
}

function levelOf(given: string | null): LogFilter['level'] {
  if (given === null) return null;
  const exactly = given.startsWith('=');
  return { is: choice(given.slice(exactly ? 1 : 0).toLowerCase(), 'level', LOG_LEVELS), exactly };
}

/** Milliseconds since 1970. */
function timeOf(options: RawOptions, name: 'from' | 'to'): number | null {
  const given = text(options, name);
  if (given === null) return null;
  if (/^-?\d{1,12}$/.test(given)) return Number(given) * 1000;
  const isTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(given);
  const milliseconds = isTime ? Date.parse(given.toUpperCase().replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw badValue(name, given, 'a time as 2026-03-04T05:06:07Z, or seconds since 1970');
  }
  return milliseconds;
}

function backfillOf(options: RawOptions): number {
  const given = text(options, 'backfill') ?? String(USUAL_BACKFILL);
  if (!/^\d{1,6}$/.test(given) || Number(given) > MOST_BACKFILL) {
    throw badValue('backfill', given, `a number from 0 to ${MOST_BACKFILL}`);
  }
  return Number(given);
}

export async function runLogs(invocation: LogsInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, isFollowed, output, color } = invocation;
  const options = await textOptions(color, env);
  const lineOf = output === 'text' ? (record: Parameters<typeof logNdjson>[0]) => logLine(record, options) : logNdjson;
  if (isFollowed) {
    for await (const record of useCases.followLogs(request, env)) {
      await env.stdout.write(lineOf(record));
    }
    return;
  }
  const result = await useCases.readLogs(request, env);
  await env.stdout.write(output === 'json' ? logsJson(result) : result.logs.map(lineOf).join(''));
  if (output !== 'json') {
    await warn(result.warnings, env);
  }
}
