import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Turn } from '../model/session.js';
import type { DiffResult, FileDiff, StateRecord } from '../model/time-travel.js';
import type { TimelineEntry } from '../reconcile/timeline.js';
import { fileDiff } from '../time-travel/file-diff.js';
import type { FileState } from '../time-travel/file-states.js';
import { turnNamed } from '../time-travel/resolve-name.js';
import { StateContents } from '../time-travel/state-contents.js';
import { diffedEdits } from './diff-lines-edits.js';
import { type FileHistory, type OpenHistory, statesOf, turnsOf, withHistory } from './file-history.js';
import { type FollowedPath, followPaths } from './follow-paths.js';
import type { WorkTreeTimeline } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { countCaveats, stateRecords } from './state-records.js';
import { touchedPaths } from './touched-paths.js';
import { StatsCounter } from './travel-stats.js';
import { turnSides } from './turn-sides.js';
import { mergeWarnings } from './warnings.js';

export interface TurnRequest {
  /** Its id, or how it begins. */
  readonly session: string;
  /** From 1. */
  readonly turn: number;
  readonly place: Place;
  /** Also what is over 4 MB. */
  readonly force: boolean;
}

/**
 * What one turn did to all files, from before its first edit of each to after its last.
 * @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS, NO_REPOSITORY.
 */
export function diffTurn(request: TurnRequest, env: Env, progress: Progress): DiffResult {
  const { place, force } = request;
  return withHistory('.', place, env, progress, (open) => {
    const turn = turnNamed(request, turnsOf(open.timelines), (hint) => {
      return new AiBlameError('NO_SUCH_SESSION', `There is no turn ${request.session}:${request.turn}`, { hint });
    });
    return turnDiff(open, turn, force);
  });
}

/** As `diffTurn`, in a repository whose timelines are known. */
export function turnDiff(open: OpenHistory, turn: Turn, force: boolean): DiffResult {
  const { timelines, repository } = open;
  const timeline = timelines.all.find(({ entries }) => entries.some((entry) => isOf(entry, turn))) ?? timelines.all[0];
  const work = new TurnWork(open, turn, force);
  if (timeline !== undefined) work.follow(timeline);
  return {
    schema: 'ai-blame/diff@1',
    repository: repositoryRef(repository),
    range: null,
    turn: { session: turn.session.id, turn: turn.index },
    files: work.files,
    edits: work.edits,
    caveats: countCaveats(work.records.flatMap(({ caveats }) => caveats)),
    stats: work.counter.stats,
    warnings: mergeWarnings([...timelines.warnings, ...noSessions(timelines), ...work.warnings]),
  };
}

function isOf(entry: TimelineEntry, { session, index }: Turn): boolean {
  return entry.kind !== 'head' && entry.event.session.id === session.id && entry.event.turn?.index === index;
}

/** Gathers what a turn did, file by file; nothing of a file is held but what it lost and got. */
class TurnWork {
  readonly files: FileDiff[] = [];
  readonly records: StateRecord[] = [];
  readonly warnings: Warning[] = [];
  readonly counter: StatsCounter;
  readonly edits: Record<string, EditRecord> = {};
  readonly #open: OpenHistory;
  readonly #turn: Turn;
  readonly #force: boolean;

  constructor(open: OpenHistory, turn: Turn, force: boolean) {
    this.#open = open;
    this.#turn = turn;
    this.#force = force;
    this.counter = new StatsCounter(open);
  }

  follow(timeline: WorkTreeTimeline): void {
    const { repository, timelines, progress } = this.#open;
    const paths = touchedPaths(repository, around(timeline.entries, this.#turn));
    const renamed = new Set<string>();
    const diffs: { readonly own: readonly FileState[]; readonly add: () => void }[] = [];
    for (const followed of followPaths(repository, timelines, timeline, paths, progress)) {
      const states = statesOf(this.#open, followed);
      const own = states.filter(({ edit }) => edit !== null && this.#isOwn(edit));
      if (own.length === 0) continue;
      for (const { edit } of own) {
        if (edit?.action === 'rename' && edit.previousPath !== null) renamed.add(placeOf(edit.previousPath, edit));
      }
      const found = this.#diff(followed, states, own);
      diffs.push({ own, add: () => this.#add(found) });
    }
    const told = new Set<string>();
    // A file that went on under another name is told by that one.
    const isTold = ({ edit }: FileState): boolean =>
      edit !== null && (told.has(edit.id) || (edit.action === 'delete' && renamed.has(placeOf(edit.path, edit))));
    const isRename = ({ own }: { readonly own: readonly FileState[] }): boolean =>
      own.some(({ edit }) => edit?.action === 'rename');
    for (const { own, add } of [...diffs.filter(isRename), ...diffs.filter((one) => !isRename(one))]) {
      if (own.every(isTold)) continue;
      add();
      for (const { edit } of own) if (edit !== null) told.add(edit.id);
    }
    this.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #isOwn({ agent, session, turn }: EditRecord): boolean {
    return agent === this.#turn.session.agent && session === this.#turn.session.id && turn?.index === this.#turn.index;
  }

  #diff(followed: FollowedPath, states: readonly FileState[], own: readonly FileState[]): Found {
    const [first, last] = [own[0] as FileState, own.at(-1) as FileState];
    const history: FileHistory = {
      ...this.#open,
      path: followed.path,
      states,
      entries: followed.timeline.entries,
      turns: [],
      followed,
      contents: new StateContents(followed.path, followed.file.chain, this.#open.cache),
      warnings: [],
    };
    const records = stateRecords(history, states.slice(first.number, last.number + 1));
    try {
      const { from, to, removedBy, others } = turnSides(history, own);
      const diff = fileDiff(from, to, this.#open.repository.objects.hash, {
        force: this.#force,
        wholeBinaries: true,
        removedBy,
      });
      const files = diff === null ? [] : [diff];
      const edits = diffedEdits(
        files,
        own.flatMap(({ edit }) => edit?.id ?? []),
        states,
      );
      const meanwhile = others.length === 0 ? [] : [othersMeanwhile(to.path, others)];
      return { files, records, edits, warnings: [...followed.file.warnings, ...meanwhile] };
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      const warning: Warning = {
        code: 'content_unknown',
        message: `What the turn did to ${followed.path} is left out: ${error.message}`,
        count: 1,
        subject: followed.path,
      };
      return { files: [], records, edits: {}, warnings: [...followed.file.warnings, warning] };
    }
  }

  #add({ files, records, edits, warnings }: Found): void {
    this.files.push(...files);
    this.records.push(...records);
    this.warnings.push(...warnings);
    this.counter.addFile(records);
    Object.assign(this.edits, edits);
  }
}

/** @param others as they are to be named. */
function othersMeanwhile(path: string, others: readonly string[]): Warning {
  const message = `${others.join(' and ')} changed ${path} between the turn's edits of it: that is left out`;
  return { code: 'others_meanwhile', message, count: 1, subject: path };
}

interface Found {
  readonly files: readonly FileDiff[];
  readonly records: readonly StateRecord[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly warnings: readonly Warning[];
}

function placeOf(path: string, { trace }: EditRecord): string {
  return `${path}\0${trace.path}\0${trace.line}`;
}

/** The entries of a turn, from the last snapshot before it to the first one after it; all that it did shows there. */
function around(entries: readonly TimelineEntry[], turn: Turn): TimelineEntry[] {
  const first = entries.findIndex((entry) => isOf(entry, turn));
  if (first === -1) return [];
  const last = entries.findLastIndex((entry) => isOf(entry, turn));
  const isSnapshot = (entry: TimelineEntry): boolean => entry.kind === 'snapshot' && entry.tree !== null;
  const from = Math.max(0, entries.slice(0, first + 1).findLastIndex(isSnapshot));
  const next = entries.slice(last + 1).findIndex(isSnapshot);
  const head = entries.slice(0, from).findLast((entry) => entry.kind === 'head');
  return [...(head === undefined ? [] : [head]), ...entries.slice(from, next === -1 ? undefined : last + 2 + next)];
}
