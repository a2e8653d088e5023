import type { LinkRequest } from '../app/link-anchor.js';
import type { Place } from '../app/place.js';
import type { Progress } from '../app/progress.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { blameJson } from '../render/blame-json.js';
import { doctorJson } from '../render/doctor-json.js';
import { editsJson } from '../render/edits-json.js';
import { linkJson } from '../render/link-json.js';
import { sessionJson, sessionsJson } from '../render/sessions-json.js';
import { statsJson } from '../render/stats-json.js';
import { traceJson } from '../render/trace-text.js';
import { transcriptJson } from '../render/transcript-json.js';
import { diffJson, logJson, showJson } from '../render/travel-json.js';
import { aboutJson, filesJson, searchJson } from '../render/viewer-json.js';
import { whyJson } from '../render/why-json.js';
import type { AskedUseCases } from './asked-use-cases.js';
import {
  type Asked,
  count,
  cursor,
  flag,
  moment,
  needed,
  oneOf,
  type Parameters,
  path,
  place,
  readParameters,
  text,
} from './parameters.js';

/** What an answer is worked out from. */
export interface Questioned {
  /** The folder is the root of the repository. */
  readonly place: Place;
  readonly useCases: AskedUseCases;
  readonly env: Env;
  readonly version: string;
  /** Hears how far the answer has come. */
  readonly progress: Progress;
}

/** What an answer takes: no trace; traces; or all of them, and every file or edit. */
export type Effort = 'none' | 'traces' | 'everything';

/** A question that was read: what it asks for is right in its form. */
export interface Question {
  /** In the words of the request. */
  readonly asked: { readonly name: string; readonly query: string };
  /** A file that it is about, which need not be one of the work tree; null: none. */
  readonly file: string | null;
  readonly effort: Effort;
  /** @returns JSON of the contract. @throws AiBlameError as the use case. */
  answer(from: Questioned): Promise<string>;
}

const MOST_EDITS = 1000;
const USUAL_SESSIONS = 50;
const MOST_SESSIONS = 1000;
const MOST_FOUND = 50;

const file = needed(path);
const ref = needed(text);
const session = needed(text);

function route<P extends Parameters>(
  parameters: P,
  answer: (asked: Asked<P>, from: Questioned) => Promise<string>,
  effort: Effort = 'traces',
): (query: string) => Omit<Question, 'asked'> {
  return (query) => {
    const asked = readParameters(parameters, query);
    const named = 'file' in asked ? (asked.file as string) : null;
    return { file: named, effort, answer: (from) => answer(asked, from) };
  };
}

/** What can be asked, by the name behind `/api/`. */
const ROUTES = {
  about: route(
    {},
    async (_, { useCases, place, env, version }) => {
      return aboutJson(await useCases.describeRepository({ place }, env), version);
    },
    'none',
  ),
  files: route({}, async (_, { useCases, place, env }) => filesJson(await useCases.listFiles({ place }, env)), 'none'),
  stats: route(
    { path },
    async ({ path: named }, { useCases, place, env, progress }) => {
      const paths = named === null ? [] : [named];
      const request = { paths, place, agents: [], minEvidence: 'inferred' } as const;
      return statsJson(await useCases.gatherStats(request, env, progress));
    },
    'everything',
  ),
  blame: route({ file, rev: text, from: place, to: place }, async (asked, { useCases, place, env, progress }) => {
    const { from, to } = asked;
    const ranges = from === null && to === null ? [] : [{ start: from ?? 1, end: to }];
    const request = { file: asked.file, revision: asked.rev, minEvidence: 'inferred', ranges, place } as const;
    return blameJson((await useCases.blameFile(request, env, progress)).result);
  }),
  why: route({ file, line: needed(place), rev: text }, async (asked, { useCases, place, env, progress }) => {
    const request = { file: asked.file, line: asked.line, revision: asked.rev, agents: [], place };
    return whyJson(await useCases.explainLine(request, env, progress));
  }),
  log: route({ file }, async (asked, { useCases, place, env, progress }) => {
    return logJson(await useCases.logFile({ file: asked.file, place, isRolledUp: false }, env, progress), false);
  }),
  show: route({ file, ref, lines: flag }, async (asked, { useCases, place, env, progress }) => {
    const request = { file: asked.file, ref: asked.ref, place, force: false, withLines: asked.lines };
    return showJson(await useCases.showState(request, env, progress), false);
  }),
  diff: route({ file, from: text, to: text }, async (asked, { useCases, place, env, progress }) => {
    const request = { file: asked.file, from: asked.from ?? '0', to: asked.to ?? 'worktree', place, force: false };
    return diffJson(await useCases.diffStates(request, env, progress), false);
  }),
  turn: route({ session, turn: needed(place) }, async (asked, { useCases, place, env, progress }) => {
    const request = { session: asked.session, turn: asked.turn, place, force: false };
    return diffJson(await useCases.diffTurn(request, env, progress), false);
  }),
  trace: route({ edit: needed(text) }, async (asked, { useCases, place, env, progress }) => {
    return traceJson(await useCases.traceEdit({ edit: asked.edit, place, isRedacted: true }, env, progress));
  }),
  sessions: route(
    {
      search: text,
      agent: text,
      model: text,
      limit: count(1, MOST_SESSIONS),
      cursor,
      sort: oneOf('created', 'updated'),
    },
    async (asked, { useCases, place, env, progress }) => {
      const filter = {
        archived: 'all',
        agents: listed(asked.agent),
        projects: [],
        cwds: [],
        sources: [],
        models: listed(asked.model),
        search: asked.search,
        since: null,
        until: null,
      } as const;
      const request = {
        place,
        filter,
        includeEmpty: false,
        sort: asked.sort ?? 'created',
        ascending: false,
        limit: asked.limit ?? USUAL_SESSIONS,
        cursor: asked.cursor,
        tree: false,
        ofRepository: true,
      };
      return sessionsJson(await useCases.listSessions(request, env, progress));
    },
  ),
  search: route({ q: needed(text) }, async ({ q: query }, { useCases, place, env, progress }) => {
    return searchJson(await useCases.searchSessions({ place, query, limit: MOST_FOUND }, env, progress));
  }),
  session: route({ session }, async (asked, { useCases, place, env, progress }) => {
    return sessionJson(await useCases.showSession({ session: asked.session, place }, env, progress));
  }),
  transcript: route({ session, turn: place, full: flag }, async (asked, { useCases, place, env, progress }) => {
    const { turn, full } = asked;
    const form = { turns: turn === null ? [] : [turn], full, reasoning: false, redacted: true };
    return transcriptJson(await useCases.transcribeSession({ session: asked.session, place, ...form }, env, progress));
  }),
  edits: route(
    {
      path,
      session: text,
      turn: place,
      agent: text,
      model: text,
      since: moment('since'),
      until: moment('until'),
      limit: count(1, MOST_EDITS),
    },
    async (asked, { useCases, place, env, progress }) => {
      const { since, until } = asked;
      const filter = {
        agents: listed(asked.agent),
        models: listed(asked.model),
        sessions: listed(asked.session),
        turns: asked.turn === null ? [] : [asked.turn],
        since,
        until,
        evidence: [],
        actions: [],
      };
      const result = await useCases.listEdits({ paths: listed(asked.path), place, filter }, env, progress);
      // The newest come last.
      const edits = result.edits.slice(-(asked.limit ?? MOST_EDITS));
      return editsJson({ ...result, edits, truncated: result.edits.length - edits.length });
    },
    'everything',
  ),
  link: route(
    {
      file: path,
      at: text,
      from: text,
      to: text,
      line: place,
      session: text,
      turn: place,
      edit: text,
    },
    async (asked, { useCases, place, env, progress }) => {
      return linkJson(await useCases.linkAnchor({ target: targetOf(asked), place }, env, progress));
    },
  ),
  doctor: route(
    {},
    async (_, { useCases, place, env, progress }) => {
      return doctorJson(await useCases.checkEvidence({ place, now: env.now(), agents: [] }, env, progress));
    },
    'everything',
  ),
};

/**
 * @param name what stands behind `/api/`.
 * @param query without `?`.
 * @returns null where there is no such question. @throws AiBlameError USAGE.
 */
export function readQuestion(name: string, query: string): Question | null {
  if (!Object.hasOwn(ROUTES, name)) return null;
  return { asked: { name, query }, ...ROUTES[name as keyof typeof ROUTES](query) };
}

function listed(value: string | null): string[] {
  return value === null ? [] : [value];
}

interface Linked {
  readonly file: string | null;
  readonly at: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly line: number | null;
  readonly session: string | null;
  readonly turn: number | null;
  readonly edit: string | null;
}

/** Which of its targets a link has follows from the parameters that are given, as with an anchor (formats/time-travel.md). */
function targetOf({ file, at, from, to, line, session, turn, edit }: Linked): LinkRequest['target'] {
  const given = Object.entries({ file, at, from, to, line, session, turn, edit }).flatMap(([name, value]) =>
    value === null ? [] : [name],
  );
  const only = (...names: readonly string[]): boolean => given.every((name) => names.includes(name));
  if (session !== null && turn !== null && only('session', 'turn', 'edit'))
    return { kind: 'turn', session, turn, edit };
  if (file !== null && at !== null && only('file', 'at', 'line')) return { kind: 'state', file, ref: at, line };
  if (file !== null && (from !== null || to !== null) && only('file', 'from', 'to', 'line')) {
    return { kind: 'range', file, from: from ?? '0', to: to ?? 'worktree', line };
  }
  if (file !== null && only('file', 'line')) return { kind: 'file', file, line };
  if (edit !== null && only('edit')) return { kind: 'edit', edit };
  throw new AiBlameError('USAGE', 'A link is to a file, a state, a range, a turn or an edit', {
    hint: 'file and line; file, at and line; file, from, to and line; session, turn and edit; edit',
  });
}
