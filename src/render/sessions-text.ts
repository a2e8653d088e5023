import type { SessionResult, SessionRow } from '../model/session-list.js';
import { dateTime } from './dates.js';
import { factLines, fittingTable } from './fitting-table.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

/** Sessions for people: one line each, in the order given. */
export function sessionsText(sessions: readonly SessionRow[], { width, style, zone }: TextOptions): string {
  const short = shortIds(sessions.map(({ id }) => id));
  const modelOf = ({ model, agent }: SessionRow): string => model ?? agent;
  const paint = style.palette(sessions.map(modelOf));
  const byModel = (text: string, row: number): string => paint(modelOf(sessions[row] as SessionRow), text);
  const cells = (tell: (session: SessionRow) => string): string[] => sessions.map(tell);
  return fittingTable(
    [
      { cells: cells(({ id }) => short(id)), paint: byModel },
      { cells: cells(({ updatedAt }) => dateTime(updatedAt, zone)), paint: style.quiet, leaves: 4 },
      { cells: cells(({ agent, model }) => `${agent} ${model ?? '(model unknown)'}`), paint: byModel, leaves: 3 },
      { cells: cells(({ source }) => source ?? ''), paint: style.quiet, leaves: 1 },
      { cells: cells(({ turns }) => `#${turns}`), align: 'end', paint: style.quiet, leaves: 2 },
      { cells: cells(({ archived }) => (archived ? 'archived' : '')), paint: style.quiet, leaves: 5 },
      { cells: cells(({ title, depth }) => `${'  '.repeat(depth)}${title ?? '(no message)'}`) },
    ],
    width,
  );
}

/** One session for people: what is known of it, then its turns. */
export function sessionText({ session, children, forks, turns }: SessionResult, options: TextOptions): string {
  const { width, style, zone } = options;
  const { git } = session;
  const facts = factLines(
    [
      ['session', session.id],
      ['title', session.title],
      ['agent', [session.agent, session.agentVersion].filter((word) => word !== null).join(' ')],
      ['model', session.model ?? '(model unknown)'],
      ['started from', session.source],
      ['created', dateTime(session.createdAt, zone)],
      ['updated', dateTime(session.updatedAt, zone)],
      ['folder', session.cwd],
      ['git', git && [git.branch, git.commit, git.remote].filter((word) => word !== null).join(' ')],
      ['parent', session.parentSession],
      ['forked from', session.forkedFrom],
      ['children', children.join(', ')],
      ['forks', forks.join(', ')],
      ['tokens', session.tokens === null ? null : String(session.tokens)],
      ['archived', session.archived ? 'yes' : null],
      ['trace', `${session.trace.home}/${session.trace.path}`],
    ],
    width,
  );
  const list = fittingTable(
    [
      { cells: turns.map(({ index }) => `#${index}`), align: 'end' },
      { cells: turns.map(({ startedAt }) => dateTime(startedAt, zone)), paint: style.quiet, leaves: 1 },
      { cells: turns.map(({ prompt }) => prompt) },
    ],
    width,
  );
  return list === '' ? facts : `${facts}\n${list}`;
}
