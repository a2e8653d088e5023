import type { Options } from 'yargs';
import type { RunEventsRequest } from '../app/run-details.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { EVENT_TYPES, RUN_STATUSES } from '../model/run.js';
import { agentOption, agentsOf } from './agent-option.js';
import { COMMON_OPTIONS, colorChoiceOf, FLAG, placeOf, VALUE } from './common-options.js';
import type { RunsInvocation } from './invocation.js';
import {
  archivedOf,
  foldersOf,
  limitOf,
  nothingElse,
  onlyOperand,
  pollOf,
  spanOf,
  subcommandOf,
} from './list-options.js';
import { badValue, chosen, flag, onlyOne, type RawOptions, text, texts } from './option-values.js';

const WORDS = ['list', 'show', 'events', 'artifacts'] as const;
type Word = (typeof WORDS)[number];

const USUAL_LIMIT = 50;

const WHICH_RUNS = 'Which runs (list):';
const WHICH_EVENTS = 'Which events (events):';
const WHICH_ARTIFACTS = 'Which artifacts (artifacts):';

const OWN_OPTIONS = {
  archived: { ...FLAG, describe: 'Only archived ones; otherwise they are left out', group: WHICH_RUNS },
  all: { ...FLAG, describe: 'Archived ones, too', group: WHICH_RUNS },
  agent: agentOption('Only of', WHICH_RUNS),
  status: { ...VALUE, describe: `Only in this status: ${RUN_STATUSES.join(', ')} (repeatable)`, group: WHICH_RUNS },
  project: {
    ...VALUE,
    describe: 'Only those that worked in the repository that holds this folder, or below the folder (repeatable)',
    group: WHICH_RUNS,
  },
  since: { ...VALUE, describe: 'Not created before this ISO date or time', group: WHICH_RUNS },
  until: { ...VALUE, describe: 'Not created after it; a date alone: up to its end', group: WHICH_RUNS },
  cursor: { ...VALUE, describe: 'Go on behind the page that ended with this', group: WHICH_RUNS },
  limit: { ...VALUE, describe: `list, events: at most so many, 1 to 1000 (list: ${USUAL_LIMIT})`, group: 'How many:' },
  'after-seq': { ...VALUE, describe: 'Only those with a greater seq', group: WHICH_EVENTS },
  type: { ...VALUE, describe: 'Only of this type, as tool_call (repeatable)', group: WHICH_EVENTS },
  step: { ...VALUE, describe: 'Only of this turn: its id, or its number', group: WHICH_EVENTS },
  'with-wire': {
    ...FLAG,
    describe: 'With --store: also what it keeps apart (telemetry, archives), by time',
    group: WHICH_EVENTS,
  },
  follow: { ...FLAG, describe: 'Go on with what comes, as NDJSON, until the run is over', group: WHICH_EVENTS },
  'poll-ms': {
    ...VALUE,
    describe: 'With --follow: look every so many milliseconds (500)',
    group: WHICH_EVENTS,
  },
  kind: { ...VALUE, describe: 'Only of this kind, as ghost_commit (repeatable)', group: WHICH_ARTIFACTS },
  check: { ...FLAG, describe: 'Look what became of each: present, missing or changed', group: WHICH_ARTIFACTS },
  ndjson: { ...FLAG, describe: 'Print one JSON record a line (not show)', group: 'Output:' },
} satisfies Record<string, Options>;

type OwnOption = keyof typeof OWN_OPTIONS;

/** Which of them each word takes. */
const TAKES: Readonly<Record<Word, readonly OwnOption[]>> = {
  list: ['archived', 'all', 'agent', 'status', 'project', 'since', 'until', 'cursor', 'limit', 'ndjson'],
  show: [],
  events: ['after-seq', 'type', 'step', 'limit', 'with-wire', 'follow', 'poll-ms', 'ndjson'],
  artifacts: ['kind', 'check', 'ndjson'],
};

export const RUNS_OPTIONS = {
  ...OWN_OPTIONS,
  store: {
    ...VALUE,
    describe: 'Read this run store of Codex Autorunner (flows.db) in place of traces',
    group: 'Where:',
  },
  json: {
    ...FLAG,
    describe: 'Print JSON (schemas ai-blame/runs@1, run@1, run-events@1, run-artifacts@1)',
    group: 'Output:',
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readRuns(options: RawOptions, operands: readonly string[], env: Env): RunsInvocation {
  const word = subcommandOf('runs', operands, WORDS);
  const foreign = (Object.keys(OWN_OPTIONS) as OwnOption[]).filter((name) => !TAKES[word].includes(name));
  nothingElse(`runs ${word}`, options, word === 'list' ? operands.slice(1) : [], foreign);
  const place = placeOf(options, env);
  const where = { place, store: foldersOf(options, 'store', place.directory).at(-1) ?? null };
  const isFollowed = flag(options, 'follow');
  const output = onlyOne(options, ['json', 'ndjson']) ?? (isFollowed ? 'ndjson' : 'text');
  const shared = { command: 'runs', output, color: colorChoiceOf(options) } as const;
  if (word === 'list') {
    const filter = {
      archived: archivedOf(options),
      // What ran in another program's store is that program's to name.
      agents: where.store === null ? agentsOf(options) : texts(options, 'agent'),
      statuses: chosen(options, 'status', RUN_STATUSES),
      projects: foldersOf(options, 'project', place.directory),
      ...spanOf(options),
    };
    const limit = limitOf(options, USUAL_LIMIT);
    return { ...shared, request: { what: 'list', ...where, filter, limit, cursor: text(options, 'cursor') } };
  }
  const run = onlyOperand(`runs ${word}`, operands, 'run');
  if (word === 'show') {
    return { ...shared, request: { what: 'show', ...where, run } };
  }
  if (word === 'artifacts') {
    const kinds = texts(options, 'kind');
    return { ...shared, request: { what: 'artifacts', ...where, run, kinds, check: flag(options, 'check') } };
  }
  const request = { ...where, run, ...eventsOf(options) };
  return isFollowed
    ? { ...shared, output: 'ndjson', request: { what: 'follow', ...request, pollMs: pollOf(options) } }
    : { ...shared, request: { what: 'events', ...request } };
}

function eventsOf(options: RawOptions): Pick<RunEventsRequest, 'afterSeq' | 'types' | 'step' | 'limit' | 'withWire'> {
  const afterSeq = text(options, 'after-seq');
  if (afterSeq !== null && !/^\d{1,15}$/.test(afterSeq)) {
    throw badValue('after-seq', afterSeq, 'a number from 0');
  }
  const exclude = (a: string, b: string): void => {
    if (options[a] !== undefined && options[b] !== undefined) {
      throw new AiBlameError('USAGE', `--${a} and --${b} exclude each other`);
    }
  };
  // What is kept apart has numbers of its own.
  exclude('with-wire', 'after-seq');
  exclude('with-wire', 'follow');
  exclude('follow', 'json');
  exclude('follow', 'limit');
  if (options.follow === undefined && options['poll-ms'] !== undefined) {
    throw new AiBlameError('USAGE', '--poll-ms goes with --follow only');
  }
  if (flag(options, 'with-wire') && options.store === undefined) {
    throw new AiBlameError('USAGE', '--with-wire goes with --store only');
  }
  return {
    afterSeq: afterSeq === null ? null : Number(afterSeq),
    types: chosen(options, 'type', EVENT_TYPES),
    step: text(options, 'step'),
    limit: limitOf(options, null),
    withWire: flag(options, 'with-wire'),
  };
}
