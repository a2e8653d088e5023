import { isUtf8 } from 'node:buffer';
import { type FileRename, fileRenames } from '../blame/life/file-renames.js';
import { type LineCommit, lineCommits } from '../blame/life/line-commits.js';
import { lineLife, type Station } from '../blame/life/line-life.js';
import type { Env } from '../env.js';
import { instantOf, readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Mailmap } from '../git/mailmap.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { CommitInfo, Origin } from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { LifeStation, WhyResult } from '../model/why-result.js';
import type { DraftEdit, Step } from '../reconcile/draft-edit.js';
import { commitInfo } from './commit-info.js';
import { examineFile, type FileEvidence } from './examine-file.js';
import type { WorkTreeTimeline } from './load-timelines.js';
import { lookedAt } from './looked-at.js';
import { openRepositoryOf, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { searchEnd } from './search-end.js';

export interface WhyRequest {
  /** As the person named it, relative to `place.directory`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** A revision whose content is asked about; null: the work tree. */
  readonly revision: string | null;
  /** Only these agents are named; none: all. */
  readonly agents: readonly string[];
  /** As for blame. */
  readonly notes?: boolean;
  readonly place: Place;
}

/**
 * The whole life of a line, and what ended the search where no agent wrote it.
 * @throws AiBlameError as `blameFile`; USAGE where the file has no such line.
 */
export function explainLine(request: WhyRequest, env: Env, progress: Progress): WhyResult {
  const repository = openRepositoryOf(request.file, request.place, env);
  try {
    const { line, ...rest } = request;
    const ranges = [{ start: line, end: line }];
    const evidence = examineFile(repository, { ...rest, minEvidence: 'inferred', ranges }, env, progress);
    return explain(repository, evidence, line - 1, request.agents);
  } finally {
    progress.end();
    repository.close();
  }
}

/**
 * The life of one line of a file that was examined.
 * @param index from 0.
 */
export function explain(
  repository: Repository,
  evidence: FileEvidence,
  index: number,
  agents: readonly string[],
): WhyResult {
  const { reconciled, timelines, history, records, joined } = evidence;
  const here = reconciled[0].file;
  const { line, draft } = joinedAt(joined, index);
  const own = reconciled.find((each) => draft !== null && each.file.edits.includes(draft)) ?? reconciled[0];
  const { file } = own;
  const { entries } = own.timeline;
  // What another work tree has no more was never away here.
  const stations = lineLife(file, index, entries).filter(
    ({ role, place }) => own === reconciled[0] || role !== 'restorer' || place < entries.length,
  );
  const written = stations.at(-1)?.place ?? entries.length;
  const renames = fileRenames(file, evidence.path, entries, written, (commit, path) => {
    const tree = readCommit(repository.objects, commit)?.tree;
    return tree !== undefined && lookUp(repository.objects, tree, path) !== null;
  });
  const blamed = history.lines[index];
  const present = here.version === null ? evidence.lines : here.chain.weave.linesAt(here.version);
  const commits = blamed === undefined ? [] : lineCommits(repository.objects, blamed, present, repository.shallow);
  const isLeftOut = ({ edit }: LifeStation): boolean => edit !== null && !isAgentAsked(agents, agentOf(edit, records));
  const life = joinLife(
    toldInOrder(stations, renames, records),
    commits,
    (oid) => readCommit(repository.objects, oid)?.author.time ?? null,
    (oid) => {
      const made = readCommit(repository.objects, oid)?.committer.time;
      // To the end of its second: commits have no finer times.
      return made === undefined ? null : instantOf(made + 1);
    },
  )
    .filter((station) => !isLeftOut(station))
    // What a note tells is told of the commit that it is a note of.
    .map((station): LifeStation => {
      const isNoted = line.edit !== null && noteOf(line.edit, records) === station.commit && station.edit === null;
      return isNoted && station.commit !== null ? { ...station, origin: 'agent', edit: line.edit } : station;
    });
  const commit = line.commit === null ? null : readCommit(repository.objects, line.commit);
  const named = new Set([line, ...life].flatMap((station) => station.commit ?? []));
  const edits = new Set([line, ...life].flatMap((station) => station.edit ?? []));
  return {
    schema: 'ai-blame/why@1',
    repository: repositoryRef(repository),
    path: evidence.path,
    revision: evidence.revision,
    ...line,
    life,
    ended:
      line.origin === 'agent'
        ? null
        : searchEnd({
            sessions: timelines.searched.selected,
            entries: (timelines.all[0] as WorkTreeTimeline).entries,
            file: here,
            agents,
            station:
              stations.find(({ role, step }) => role === 'writer' && step === stations[0]?.writer) ?? stations[0],
            commit: commit === null ? null : { id: commit.oid, time: commit.committer.time },
          }),
    edits: Object.fromEntries([...records.values()].filter(({ id }) => edits.has(id)).map((edit) => [edit.id, edit])),
    commits: Object.fromEntries([...named].flatMap((oid) => entryOf(repository, oid, evidence.mailmap))),
    looks: Object.fromEntries(
      [...records].flatMap(([draft, { id }]) => (edits.has(id) ? [[id, lookedAt(draft, timelines)]] : [])),
    ),
    warnings: evidence.warnings,
  };
}

/** The commit that an edit is told of by a note or a record; null where a trace tells it. */
function noteOf(id: string, records: ReadonlyMap<DraftEdit, EditRecord>): Oid | null {
  const found = [...records.values()].find((record) => record.id === id);
  return found?.note?.commit ?? found?.record?.commit ?? null;
}

/** The agent of an edit by its id. */
function agentOf(id: string, records: ReadonlyMap<DraftEdit, EditRecord>): string {
  return [...records.values()].find((record) => record.id === id)?.agent ?? '';
}

function joinedAt(joined: FileEvidence['joined'], index: number): FileEvidence['joined'][number] {
  const found = joined[index];
  if (found === undefined) throw new RangeError(`no line ${index} of ${joined.length}`);
  return found;
}

function entryOf(repository: Repository, oid: Oid, mailmap: Mailmap): [string, CommitInfo][] {
  const commit = readCommit(repository.objects, oid);
  return commit === null ? [] : [[oid, commitInfo(commit, mailmap)]];
}

/**
 * Lays the commits that made a line beside the stations of its life: a commit belongs to the newest station, not older than the one
 * before took, with just its text. Commits of what no trace knows become stations of their own, by time.
 */
function joinLife(
  stations: readonly LifeStation[],
  commits: readonly LineCommit[],
  timeOf: (commit: Oid) => number | null,
  madeOf: (commit: Oid) => string | null,
): LifeStation[] {
  const life = stations.map((station) => {
    const seconds = station.role === 'renamer' && station.commit !== null ? timeOf(station.commit) : null;
    return seconds === null ? station : { ...station, time: instantOf(seconds) };
  });
  let from = 0;
  for (const { commit, text } of commits) {
    const seconds = timeOf(commit);
    const time = seconds === null ? null : instantOf(seconds);
    const words = textOf(text);
    const isOf = (station: LifeStation, n: number): boolean =>
      n >= from && station.role !== 'renamer' && isSameText(station, words);
    // What came after the commit only brought back what it had. Where clocks disagree the text alone tells.
    const made = madeOf(commit);
    const inTime = life.findIndex((station, n) => isOf(station, n) && !isLater(station.time, made));
    const at = inTime === -1 ? life.findIndex(isOf) : inTime;
    const known = life[at];
    if (known !== undefined) {
      const origin: Origin = known.edit === null ? 'commit' : known.origin;
      life[at] = { ...known, origin, commit, time: known.time ?? time };
      from = at + 1;
      continue;
    }
    while (from < life.length && isLater(life[from]?.time ?? null, time)) from++;
    life.splice(from++, 0, { role: 'writer', origin: 'commit', time, ...words, edit: null, commit });
  }
  return life;
}

/** The stations of the line and those of the file that it stands in, the newest first. */
function toldInOrder(
  stations: readonly Station[],
  renames: readonly FileRename[],
  records: ReadonlyMap<DraftEdit, EditRecord>,
): LifeStation[] {
  const rest = [...renames];
  return stations.flatMap((station) => {
    const later = rest.splice(0, rest.filter(({ place }) => place >= station.place).length);
    const names = later.map(({ from, to, step }) => ({
      ...told('renamer', step, station.text, records),
      renamed: { from, to },
    }));
    return [...names, told(station.role, station.step, station.text, records)];
  });
}

function told(
  role: LifeStation['role'],
  step: Step | undefined,
  text: Buffer,
  records: ReadonlyMap<DraftEdit, EditRecord>,
): LifeStation {
  const words = textOf(text);
  if (step?.kind === 'agent') {
    const edit = records.get(step.edit)?.id ?? null;
    return { role, origin: 'agent', time: step.edit.timestamp, ...words, edit, commit: null };
  }
  const origin = step?.kind === 'base' ? 'preexisting' : step?.kind === 'git' ? 'commit' : 'untraced';
  return { role, origin, time: null, ...words, edit: null, commit: step?.kind === 'git' ? step.commit : null };
}

function isSameText(a: Pick<LifeStation, 'text' | 'textBase64'>, b: Pick<LifeStation, 'text' | 'textBase64'>): boolean {
  return a.text === b.text && a.textBase64 === b.textBase64;
}

/** Times are ISO 8601 UTC, with or without milliseconds. */
function isLater(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && Date.parse(a) > Date.parse(b);
}

function textOf(content: Buffer): { text: string; textBase64?: string } {
  const text = content.toString('utf8');
  return isUtf8(content) ? { text } : { text, textBase64: content.toString('base64') };
}
