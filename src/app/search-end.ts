import type { Station } from '../blame/life/line-life.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { SearchEnd, SearchEndCode } from '../model/why-result.js';
import { addedLines } from '../reconcile/added-lines.js';
import type { FloatingChange } from '../reconcile/floating-change.js';
import type { ReconciledPath } from '../reconcile/reconcile-path.js';
import type { CommandEntry, SnapshotEntry, TimelineEntry } from '../reconcile/timeline.js';
import { findWindowOwner } from '../reconcile/window-owner.js';

export interface LineWithoutAgent {
  /** How many traces bear on the repository. */
  readonly sessions: number;
  /** The timeline of the work tree that is asked about, and what it makes of the file. */
  readonly entries: readonly TimelineEntry[];
  readonly file: ReconciledPath;
  /** Where it was written, as far as the traces tell. */
  readonly station: Station | undefined;
  /** Only these agents are named; none: all. */
  readonly agents: readonly string[];
  /** The commit that introduced the line, and its time (seconds), if one did. */
  readonly commit: { readonly id: string; readonly time: number } | null;
}

/** Which step ended the search for the agent that wrote a line. */
export function searchEnd(line: LineWithoutAgent): SearchEnd {
  const { sessions, station, commit, entries } = line;
  if (sessions === 0) return end('no_session', 'No session of an agent belongs to this repository');
  const { step } = station ?? {};
  const other = step?.kind === 'agent' ? step.edit.event.session.agent : null;
  if (other !== null && !isAgentAsked(line.agents, other)) {
    return end('other_agent', `An edit of ${other} wrote it, which is not asked about`, [other]);
  }
  const brought = step?.kind === 'git' ? step.commit : null;
  if (brought !== null) return cameWith(commit?.id ?? brought);
  const isOlder = commit !== null && commit.time < firstTime(entries);
  if (isOlder && step?.kind !== 'untraced') return olderThanTraces();
  const change = station === undefined ? undefined : line.file.unplaced.find((float) => holds(float, station.text));
  if (change !== undefined) return patchNotMatched(change);
  return step?.kind === 'untraced' && station?.isFirst === false
    ? changed(line, station)
    : firstSeen(line, station?.place ?? entries.length, isOlder);
}

/** The line was in the first content that is known of the file. */
function firstSeen({ entries, file, commit, station }: LineWithoutAgent, place: number, isOlder: boolean): SearchEnd {
  if (isOlder) return olderThanTraces();
  const lost = lostSnapshots(entries, file, -1, place);
  const since = lost[0] === undefined ? place : entries.indexOf(lost[0]);
  const didAnything = entries.slice(since, place).some(({ kind }) => kind === 'command' || kind === 'change');
  if (lost.length > 0 && didAnything) return snapshotLost(lost);
  if (station?.step?.kind === 'base') return olderThanTraces();
  return commit === null ? betweenTurns() : cameWith(commit.id);
}

/** The line came between two sights of the file. */
function changed({ entries, file }: LineWithoutAgent, { place }: Station): SearchEnd {
  const { plan } = file;
  const last = entries.findLastIndex((entry, at) => {
    if (at >= place) return false;
    if (entry.kind === 'read') return entry.event.whole && entry.path === plan.before(at);
    const sight = entry.kind === 'snapshot' ? plan.sight(at)?.kind : undefined;
    return sight === 'present' || sight === 'absent';
  });
  const commands = entries.slice(last + 1, place).filter((entry): entry is CommandEntry => entry.kind === 'command');
  const names = [last === -1 ? plan.last : plan.before(last), place === 0 ? plan.last : plan.after(place - 1)];
  const owner = findWindowOwner(commands, names, false);
  if (owner.kind !== 'undecided') return betweenTurns();
  const lost = lostSnapshots(entries, file, last, place);
  if (lost.length > 0) return snapshotLost(lost);
  const turns = owner.turns.map(({ session, index }) => `${session.id} turn ${index}`);
  return end('undecided', 'It changed while several turns ran that can have written it', turns);
}

function lostSnapshots(
  entries: readonly TimelineEntry[],
  { plan }: ReconciledPath,
  from: number,
  to: number,
): SnapshotEntry[] {
  return entries.filter(
    (entry, at): entry is SnapshotEntry =>
      entry.kind === 'snapshot' && at > from && at < to && plan.sight(at)?.kind === 'lost',
  );
}

/** Whether a recorded change adds a line with this text. Braces and blank lines stand in every change. */
function holds({ body }: FloatingChange, text: Buffer): boolean {
  const wanted = text.toString('utf8').trimEnd();
  if (!/[\p{L}\p{N}]/u.test(wanted)) return false;
  return body.tellings.some((telling) => addedLines(telling).some((line) => line.trimEnd() === wanted));
}

/** Seconds since 1970 of the first thing that a trace tells; infinity where none has a time. */
function firstTime(entries: readonly TimelineEntry[]): number {
  const times = entries.flatMap((entry) => (entry.kind === 'head' ? [] : Date.parse(entry.event.time ?? '')));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY) / 1000;
}

function olderThanTraces(): SearchEnd {
  return end('older_than_traces', 'It was there before the first trace that tells of the file');
}

function betweenTurns(): SearchEnd {
  return end('changed_between_turns', 'It came when no turn ran that can have written it');
}

function cameWith(commit: string): SearchEnd {
  return end('came_with_commit', `It came with the commit ${commit}`, [commit]);
}

function patchNotMatched({ entry, why }: FloatingChange): SearchEnd {
  const { source, line } = entry.event.trace;
  const but = why === 'not_confirmed' ? 'nothing confirms that it was carried out' : 'it fits no content that is known';
  return end('patch_not_matched', `A recorded change of ${entry.path} holds this text, but ${but}`, [
    `${source.path}:${line}`,
  ]);
}

function snapshotLost(lost: readonly SnapshotEntry[]): SearchEnd {
  const ids = lost.map(({ event }) => event.commit);
  const what = ids.length === 1 ? `The snapshot ${ids[0]}` : `${ids.length} snapshots`;
  return end(
    'snapshot_lost',
    `${what} would tell who wrote it, and ${ids.length === 1 ? 'is' : 'are'} not stored any more`,
    ids,
  );
}

function end(code: SearchEndCode, message: string, subjects: readonly string[] = []): SearchEnd {
  return { code, message, subjects };
}
