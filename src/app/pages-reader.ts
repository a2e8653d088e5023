import { basename } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Oid } from '../git/git-objects.js';
import { readIndex } from '../git/index-file.js';
import type { Repository } from '../git/repository.js';
import { workTreeFiles } from '../git/side-files.js';
import type { BlameResult } from '../model/blame-result.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Turn } from '../model/session.js';
import type { SessionEntry, SessionResult } from '../model/session-list.js';
import type { StatsResult } from '../model/stats-result.js';
import type { DiffResult, LogResult, ShowResult } from '../model/time-travel.js';
import type { TranscriptResult } from '../model/transcript.js';
import type { RepositoryDescription } from '../model/viewer-result.js';
import type { WhyResult } from '../model/why-result.js';
import type { Redactor } from '../secrets/redactor.js';
import { ContentCache } from '../time-travel/content-cache.js';
import { blameReport } from './blame-report.js';
import { turnDiff } from './diff-turn.js';
import { destinationOf, examineFile } from './examine-file.js';
import { exclusionsIn } from './excluded-paths.js';
import { explain } from './explain-line.js';
import { type FileHistory, fileHistory, type OpenHistory, turnsOf } from './file-history.js';
import { addLines, sharesOf } from './gather-stats.js';
import { homesOf } from './homes-of.js';
import { openTraces } from './indexed-traces.js';
import { EVERY_EDIT, editsFrom, isAtOrBelow } from './list-edits.js';
import { sessionEntry } from './list-sessions.js';
import { loadTimelines, type Timelines } from './load-timelines.js';
import { logOf } from './log-file.js';
import { noSessions } from './no-sessions.js';
import { openCatalog } from './open-catalog.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { readState } from './read-state.js';
import { normaliseRemote } from './remote-url.js';
import { type ComparisonRequest, compareSides, namesRevisions } from './report-comparison.js';
import { readReportConfiguration, UNCONFIGURED } from './report-configuration.js';
import { adapterOf, type Catalog, type CatalogEntry } from './run-catalog.js';
import { sessionOf } from './show-session.js';
import { showIn } from './show-state.js';
import { sourcesHere } from './sources-here.js';
import { statsSums } from './stats-sums.js';
import type { TraceReader } from './trace-reader.js';
import { editsNamed, withoutSecretsIn } from './transcribe-session.js';
import { TranscriptGatherer } from './transcript-gatherer.js';
import { mergeWarnings, warningKey } from './warnings.js';

export interface PagesRequest {
  /** Which files: as for a report; where nothing is named, all of the work tree. */
  readonly compared: Omit<ComparisonRequest, 'directory'>;
  readonly place: Place;
  readonly exclude: readonly string[];
  readonly excludeLockFiles: boolean;
  readonly allFiles: boolean;
  /** Whether `.ai-blame.json` is read. */
  readonly isConfigured: boolean;
  readonly configFrom: string | null;
  /** Name of a file that marks folders with pages: none of them is told of. */
  readonly marker: string;
}

/** One file as it is told. */
export interface ReadFile {
  readonly blame: BlameResult;
  /** @param line from 1. */
  why(line: number): WhyResult;
}

/** Every state of one file. */
export interface ReadHistory {
  readonly log: LogResult;
  /** Number of the state that HEAD has; null: none, or HEAD has no such file. */
  readonly head: number | null;
  /** @throws AiBlameError as `showState`. */
  show(state: number): ShowResult;
}

/** A conversation that is told. */
export interface ReadSession {
  readonly entry: SessionEntry;
  /** Whether lists have it: those in which no person said anything are left out there. */
  readonly isListed: boolean;
  readonly result: SessionResult;
  /** All turns. */
  transcript(redactor: Redactor | null): TranscriptResult;
  /** null: nothing in the repository. */
  turn(index: number): DiffResult | null;
}

/**
 * Reads all that pages about a repository, or about what a range changed, are made of. The traces are read once: it answers as the
 * commands do, from what is open.
 */
export class PagesReader {
  readonly repository: RepositoryDescription;
  /** What is compared, in words; null: the whole repository. */
  readonly scope: string | null;
  /** Paths of the files, sorted. */
  readonly files: readonly string[];
  /** Files of which only the history is told: they are gone. */
  readonly gone: readonly string[];
  /** Folders of this machine that traces were looked for in, absolute. */
  readonly homes: readonly string[];
  readonly #env: Env;
  readonly #place: Place;
  readonly #open: OpenHistory;
  readonly #reader: TraceReader;
  /** As of the revision that is told. */
  readonly #timelines: Timelines;
  readonly #revision: Oid | null;
  readonly #sums = statsSums();
  readonly #skipped: { path: string; reason: 'binary' | 'unreadable' }[] = [];
  readonly #warnings: Warning[] = [];
  /** Those that touch what is told. */
  readonly edits: readonly EditRecord[];
  #catalog: Catalog | null = null;

  /** @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, NO_SUCH_FILE, USAGE, OBJECT_MISSING … */
  constructor(request: PagesRequest, env: Env, progress: Progress) {
    const repository = openPlace(request.place, env);
    const place = { ...request.place, directory: repository.root };
    const reader = openTraces(place, env);
    try {
      const scope = scopeOf(repository, request);
      const head = repository.head().commit;
      const timelines = loadTimelines(repository, destinationOf(repository, head, null), place, env, progress, reader);
      this.#env = env;
      this.#place = place;
      this.#reader = reader;
      this.#open = { repository, timelines, cache: new ContentCache(), progress };
      this.#revision = scope.revision;
      this.#timelines =
        scope.revision === null
          ? timelines
          : loadTimelines(
              repository,
              destinationOf(repository, scope.revision, scope.revision),
              place,
              env,
              progress,
              reader,
            );
      const told = editsFrom(repository, timelines, [], EVERY_EDIT, progress);
      const held = new Set(scope.paths);
      const bears = (edit: EditRecord): boolean =>
        scope.isWhole || held.has(edit.path) || (edit.previousPath !== null && held.has(edit.previousPath));
      this.edits = told.edits.filter(bears);
      this.repository = { ...repositoryRef(repository), name: nameOf(repository) };
      this.scope = scope.words;
      this.files = scope.paths;
      this.gone = scope.isWhole
        ? [...new Set(this.edits.map(({ path }) => path).filter((path) => !held.has(path)))].sort()
        : [];
      this.homes = homesOf(place, env).flatMap(({ homes }) => homes);
      this.#warnings.push(...timelines.warnings, ...noSessions(timelines), ...told.warnings);
    } catch (error) {
      reader.close();
      repository.close();
      throw error;
    }
  }

  /** Folders that are git's own, absolute. */
  get gitFolders(): string[] {
    const { gitDir, commonDir } = this.#open.repository;
    return [gitDir, commonDir];
  }

  /**
   * A folder that is named as a revision is was hardly meant as one.
   * @throws AiBlameError USAGE.
   */
  refuseRevision(named: string): void {
    if (/^(\.{0,2}[\\/]|[A-Za-z]:)/.test(named) || !namesRevisions(this.#open.repository, named)) return;
    throw new AiBlameError(
      'USAGE',
      `--html is followed by the folder that pages are written to, and ${named} is a revision`,
      {
        hint: `One page of it: ai-blame report ${named} --html; a folder of that name: ./${named}`,
      },
    );
  }

  /** @throws AiBlameError IS_BINARY, TOO_LARGE, UNREADABLE, NO_SUCH_FILE … */
  file(path: string): ReadFile {
    const { repository, progress } = this.#open;
    const request = {
      file: path,
      revision: this.#revision,
      ranges: [],
      minEvidence: 'inferred',
      place: this.#place,
    } as const;
    try {
      const evidence = examineFile(repository, request, this.#env, progress, this.#reader, this.#timelines, null, true);
      this.#sums.addFile(path, sharesOf(evidence.joined));
      addLines(this.#sums, evidence);
      const known = new Set(this.#timelines.warnings.map(warningKey));
      this.#warnings.push(...evidence.warnings.filter((one) => !known.has(warningKey(one))));
      return {
        blame: blameReport(repository, request, evidence).result,
        why: (line) => explain(repository, evidence, line - 1, []),
      };
    } catch (error) {
      // What is in the index alone is no file, nor is another repository.
      const code = error instanceof AiBlameError ? error.code : null;
      if (code === 'IS_BINARY') this.#skipped.push({ path, reason: 'binary' });
      else if (code === 'UNREADABLE') this.#skipped.push({ path, reason: 'unreadable' });
      throw error;
    }
  }

  /** @throws AiBlameError NOT_TRACED, IS_DIRECTORY, NO_SUCH_FILE. */
  history(path: string): ReadHistory {
    const history = fileHistory(this.#open, path, this.#place);
    return {
      log: logOf(history, false),
      head: stateOfHead(history),
      show: (state) => {
        const request = { file: path, ref: String(state), place: this.#place, force: false, withLines: true };
        return showIn(history, request, this.#env);
      },
    };
  }

  /** Of the files that were read until now, and of all edits. */
  stats(): StatsResult {
    for (const edit of this.edits) this.#sums.addEdit(edit);
    return {
      schema: 'ai-blame/stats@1',
      repository: repositoryRef(this.#open.repository),
      ...this.#sums.result(),
      skipped: this.#skipped,
      warnings: mergeWarnings(this.#warnings),
    };
  }

  /** The conversations, the newest first: all of the repository, or those that edited what is told. */
  *sessions(): Generator<ReadSession> {
    const { progress } = this.#open;
    const isHere = sourcesHere(this.#place, this.#env, progress);
    const catalog = openCatalog(this.#place, this.#env, progress);
    this.#catalog = catalog;
    const all = catalog.entries.filter((entry) => !entry.isSuperseded);
    const own = new Map<string, EditRecord[]>();
    for (const edit of this.edits) own.set(keyOf(edit), [...(own.get(keyOf(edit)) ?? []), edit]);
    const editsOf = ({ session }: CatalogEntry): readonly EditRecord[] =>
      own.get(keyOf({ agent: session.agent, session: session.id })) ?? [];
    const found = all.filter((entry) => (this.scope === null ? isHere(entry) : editsOf(entry).length > 0));
    for (const entry of found.sort(newestFirst)) yield this.#session(catalog, all, entry, editsOf(entry));
  }

  close(): void {
    this.#open.progress.end();
    this.#catalog?.close();
    this.#reader.close();
    this.#open.repository.close();
  }

  #session(
    catalog: Catalog,
    all: readonly CatalogEntry[],
    found: CatalogEntry,
    edits: readonly EditRecord[],
  ): ReadSession {
    const { session, summary } = found;
    const trace = catalog.trace(found);
    const turns = trace.turns.filter((turn) => turn.session.id === session.id);
    const inTimelines = (index: number): Turn | undefined =>
      turnsOf(this.#open.timelines).find(
        (turn) => turn.index === index && turn.session.id === session.id && turn.session.agent === session.agent,
      );
    return {
      entry: sessionEntry(found),
      isListed: summary.firstMessage !== null,
      result: sessionOf(catalog, all, found, turns),
      transcript: (redactor) => {
        const gatherer = new TranscriptGatherer({ turns: [], isFull: false, withReasoning: false, redactor });
        adapterOf(found.source).transcript(found.source, (item) => gatherer.take(item));
        const known = edits.map(({ id, call, turn }) => ({ id, call, turn: turn?.index ?? null }));
        const told = gatherer.end(turns, known);
        const named = new Set(told.flatMap(editsNamed));
        return {
          schema: 'ai-blame/transcript@1',
          origin: catalog.origin,
          session: redactor === null ? sessionEntry(found) : withoutSecretsIn(sessionEntry(found), redactor),
          repository: repositoryRef(this.#open.repository),
          redacted: redactor !== null,
          secretsReplaced: redactor?.replaced ?? 0,
          totalTurns: turns.length,
          turns: told,
          edits: Object.fromEntries(edits.filter(({ id }) => named.has(id)).map((edit) => [edit.id, edit])),
          warnings: [...catalog.warnings, ...trace.warnings],
        };
      },
      turn: (index) => {
        const turn = edits.some((edit) => edit.turn?.index === index) ? inTimelines(index) : undefined;
        return turn === undefined ? null : turnDiff(this.#open, turn, false);
      },
    };
  }
}

interface Scope {
  readonly words: string | null;
  readonly isWhole: boolean;
  readonly paths: readonly string[];
  /** null: the work tree. */
  readonly revision: Oid | null;
}

function scopeOf(repository: Repository, request: PagesRequest): Scope {
  const { compared, place, marker } = request;
  const isWhole = compared.kind === null && compared.words.length === 0 && compared.paths.length === 0;
  const sides = isWhole ? null : compareSides(repository, { ...compared, directory: place.directory });
  const comparison = sides?.comparison ?? null;
  const isCommitted = comparison?.kind === 'commit' || comparison?.kind === 'range';
  const { report: configured } = request.isConfigured
    ? readReportConfiguration(repository, request.configFrom, isCommitted ? (sides?.base ?? null) : null)
    : UNCONFIGURED;
  const exclusion = exclusionsIn(repository, {
    byOption: request.exclude,
    byConfiguration: configured.exclude,
    lockFiles: request.excludeLockFiles || configured.excludeLockFiles,
    allFiles: request.allFiles,
  });
  const inScope = (path: string): boolean =>
    (comparison === null ||
      comparison.paths.length === 0 ||
      comparison.paths.some((name) => isAtOrBelow(path, name))) &&
    exclusion(path) === null;
  const all =
    sides === null
      ? workTreeFiles(repository, readIndex(repository.gitDir, repository.objects.hash))
      : sides.changes.flatMap(({ path, after }) => (after === null ? [] : [path]));
  const words = [
    ...(comparison?.kind === 'worktree' ? ['what is not committed'] : []),
    ...compared.words,
    ...compared.paths,
  ];
  return {
    words: isWhole ? null : words.join(' '),
    isWhole,
    paths: withoutPages(all, marker).filter(inScope).sort(),
    revision: sides?.target ?? null,
  };
}

/** Pages that were written into the repository before are no files of it. */
function withoutPages(paths: readonly string[], marker: string): readonly string[] {
  const folders = paths.flatMap((path) => (path.endsWith(`/${marker}`) ? [path.slice(0, -marker.length - 1)] : []));
  return paths.filter((path) => !folders.some((folder) => isAtOrBelow(path, folder)));
}

/** What the repository is called wherever it was cloned to; where it has no remote, the name of its folder. */
function nameOf(repository: Repository): string {
  const [remote] = repository.remotes();
  const name = remote === undefined ? '' : basename(normaliseRemote(remote));
  return name === '' ? basename(repository.root) : name;
}

function stateOfHead(history: FileHistory): number | null {
  try {
    return readState(history, 'HEAD').state?.number ?? null;
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}

function keyOf({ agent, session }: Pick<EditRecord, 'agent' | 'session'>): string {
  return `${agent}\0${session}`;
}

/** As lists of sessions are ordered. */
function newestFirst(a: CatalogEntry, b: CatalogEntry): number {
  const [of, other] = [rankOf(a), rankOf(b)];
  return of > other ? -1 : of < other ? 1 : 0;
}

function rankOf({ session, summary }: CatalogEntry): string {
  return `${summary.createdAt ?? ''} ${session.agent} ${session.id}`;
}
