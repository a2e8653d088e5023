import { basename } from 'node:path';
import { diffLines } from '../diff/diff-lines.js';
import { splitLines } from '../diff/lines.js';
import { seal } from '../digest/seal.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid, TreeChange } from '../git/git-objects.js';
import { isLossyName } from '../git/lossy-names.js';
import { type FileChange, type FileOfSide, pairRenames } from '../git/pair-renames.js';
import type { Repository } from '../git/repository.js';
import type { Warning } from '../model/diagnostic.js';
import type { EditRecord } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';
import type {
  ExclusionReason,
  LineSpan,
  ReportedFile,
  ReportedPrompt,
  ReportResult,
  SkipReason,
} from '../model/report-result.js';
import { loadSecrets, type NewRedactor, type Redactor } from '../secrets/redactor.js';
import { CONFIGURATION_FILE } from './configuration.js';
import { exclusionsIn } from './excluded-paths.js';
import { storedContent } from './file-content.js';
import { type TalliedLine, tallyOf } from './line-tally.js';
import { isAtOrBelow } from './list-edits.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type ComparedSides, type ComparisonRequest, compareSides } from './report-comparison.js';
import { readReportConfiguration, UNCONFIGURED, WORK_TREE } from './report-configuration.js';
import { type Condition, checkPolicy } from './report-policy.js';
import { type PrivateOf, privateOf } from './report-privacy.js';
import { reportQuestion } from './report-question.js';
import { type SideBlame, sideBlames } from './side-blame.js';
import { UsedInputs } from './used-inputs.js';
import { mergeWarnings } from './warnings.js';

export interface ReportRequest {
  readonly compared: Omit<ComparisonRequest, 'directory'>;
  readonly place: Place;
  /** Only edits of these agents are named; none: of all. */
  readonly agents: readonly string[];
  /** null: what the configuration says, else the weakest. */
  readonly minEvidence: Evidence | null;
  /** As for blame. */
  readonly notes: boolean;
  readonly exclude: readonly string[];
  readonly excludeLockFiles: boolean;
  /** Also files that the configuration or `.gitattributes` leave out. */
  readonly allFiles: boolean;
  readonly failOn: readonly Condition[];
  /** Whether `.ai-blame.json` is read. */
  readonly isConfigured: boolean;
  /** The revision that it is read from, or `WORK_TREE`; null: as `readReportConfiguration` has it. */
  readonly configFrom?: string | null;
  /** Whether prompts, and where the repository lies, are told. */
  readonly withPrivate: boolean;
  /** Whether the report is sealed with the digest of its evidence. All of that is then read itself, and no index of it. */
  readonly isSealed?: boolean;
}

/** The most prompts that are told. */
const MOST_PROMPTS = 100;

/**
 * What agents wrote of a change, and what was theirs of what it removes: every line counts as `blame` tells it of its side.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_REVISION, NO_SUCH_FILE, OUTSIDE_REPOSITORY, USAGE, OBJECT_MISSING …
 */
export async function gatherReport(request: ReportRequest, env: Env, progress: Progress): Promise<ReportResult> {
  return makeReport(request, await loadSecrets(), env, progress);
}

/** As `gatherReport`, where what finds secrets is loaded already. */
export function makeReport(
  request: ReportRequest,
  newRedactor: NewRedactor,
  env: Env,
  progress: Progress,
): ReportResult {
  const repository = openPlace(request.place, env);
  try {
    return reportOn(repository, request, env, progress, newRedactor());
  } finally {
    progress.end();
    repository.close();
  }
}

function reportOn(
  repository: Repository,
  request: ReportRequest,
  env: Env,
  progress: Progress,
  redactor: Redactor,
): ReportResult {
  const sides = compareSides(repository, { ...request.compared, directory: request.place.directory });
  const { comparison } = sides;
  const trusted = comparison.kind === 'commit' || comparison.kind === 'range' ? sides.base : null;
  const configuration = request.isConfigured
    ? readReportConfiguration(repository, request.configFrom ?? null, trusted)
    : UNCONFIGURED;
  const { report: configured } = configuration;
  const minEvidence = request.minEvidence ?? configured.minEvidence ?? 'inferred';
  const inScope = (path: string): boolean =>
    comparison.paths.length === 0 || comparison.paths.some((name) => isAtOrBelow(path, name));
  const exclusion = exclusionsIn(repository, {
    byOption: request.exclude,
    byConfiguration: configured.exclude,
    lockFiles: request.excludeLockFiles || configured.excludeLockFiles,
    allFiles: request.allFiles,
  });
  const contents = contentsOf(repository, sides);
  const place = { ...request.place, directory: repository.root };
  const inputs = request.isSealed === true ? new UsedInputs(repository, request.withPrivate) : null;
  if (configuration.content !== null) {
    inputs?.addFile(CONFIGURATION_FILE, configuration.commit ?? 'work-tree', configuration.content);
  }
  const asked = { place, agents: request.agents, minEvidence, notes: request.notes, inputs };
  const blames = sideBlames(repository, sides, asked, env, progress);
  const counter = new FileCounter(blames, contents, redactor);
  const excluded: { path: string; reason: ExclusionReason }[] = [];
  const skipped: { path: string; reason: SkipReason }[] = sides.unmerged
    .filter(inScope)
    .map((path) => ({ path, reason: 'unmerged' }));
  try {
    const trees = [sides.base, sides.target].map((commit) => treeOf(repository, commit));
    const isLossy = ({ path }: TreeChange): boolean => isLossyName(repository, trees, path);
    const lossy = sides.changes.filter(isLossy).map(({ path }) => path);
    skipped.push(...lossy.filter(inScope).map((path) => ({ path, reason: 'name-not-utf-8' as const })));
    const whole = lossy.length === 0 ? sides.changes : sides.changes.filter((change) => !isLossy(change));
    const changes = pairRenames(whole, contents).filter((change) => inScope(pathOf(change)));
    for (const [n, change] of changes.entries()) {
      progress.update('Counting lines', n, changes.length);
      const path = pathOf(change);
      const reason = exclusion(path);
      if (reason !== null) {
        excluded.push({ path, reason });
        continue;
      }
      const why = counter.count(change);
      if (why !== null) skipped.push({ path, reason: why });
    }
  } finally {
    blames.close();
  }
  const known = privateOf(repository, place, env, blames.homes(), request.withPrivate, redactor);
  const result: ReportResult = {
    schema: 'ai-blame/report@1',
    repository: {
      name: basename(repository.root),
      root: request.withPrivate ? repository.root : null,
      head: repository.head().commit,
    },
    comparison,
    minEvidence,
    added: tallyOf(counter.added),
    deleted: tallyOf(counter.deleted),
    files: counter.files,
    excluded,
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    policy: checkPolicy([...request.failOn, ...configured.failOn], counter.files),
    prompts: promptsOf(counter, known, request.withPrivate),
    redacted: redactor.replaced,
    warnings: mergeWarnings([...configuration.warnings, ...sides.warnings, ...blames.warnings()]).map(
      (warning): Warning => ({
        ...warning,
        message: known.withoutPlaces(warning.message),
        subject: warning.subject === null ? null : known.withoutPlaces(warning.subject),
      }),
    ),
  };
  if (inputs === null) return result;
  const configFrom = configuration.commit ?? (request.configFrom == null ? null : WORK_TREE);
  const question = reportQuestion({ ...request, configFrom });
  return { ...result, digest: seal({ ...result }, question, inputs.all()) };
}

function promptsOf({ added, deleted }: FileCounter, known: PrivateOf, wanted: boolean): ReportedPrompt[] {
  if (!wanted) return [];
  const edits = [...added, ...deleted].flatMap(({ edit }) => (edit === null ? [] : [edit]));
  return known.promptsOf(edits).slice(0, MOST_PROMPTS);
}

type Contents = (file: FileOfSide, side: 'before' | 'after') => Buffer | null;

/** The content of each file of both sides, in the form that git stores; of binary files, too. */
function contentsOf(repository: Repository, { comparison: { kind } }: ComparedSides): Contents {
  return ({ path, entry }, side) => {
    if (side === 'after' && (kind === 'worktree' || kind === 'files')) return storedContent(repository, path);
    return repository.objects.read(entry.oid)?.data ?? null;
  };
}

function treeOf({ objects }: Repository, commit: Oid | null): Oid | null {
  return commit === null ? null : (readCommit(objects, commit)?.tree ?? null);
}

function pathOf({ before, after }: FileChange): string {
  return (after ?? before)?.path ?? '';
}

/** Counts the lines that differ, file by file. */
class FileCounter {
  readonly files: ReportedFile[] = [];
  readonly added: TalliedLine[] = [];
  readonly deleted: TalliedLine[] = [];
  readonly #blames: SideBlame;
  readonly #contents: Contents;
  readonly #redactor: Redactor;
  readonly #cleaned = new Map<EditRecord, EditRecord>();

  constructor(blames: SideBlame, contents: Contents, redactor: Redactor) {
    this.#blames = blames;
    this.#contents = contents;
    this.#redactor = redactor;
  }

  /** @returns why it cannot be counted; null: it was. */
  count(change: FileChange): SkipReason | null {
    try {
      return this.#count(change);
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      if (error.code === 'IS_BINARY') return 'binary';
      if (error.code === 'UNREADABLE' || error.code === 'TOO_LARGE') return 'unreadable';
      throw error;
    }
  }

  #count(change: FileChange): SkipReason | null {
    const { before, after } = change;
    const [old, now] = [this.#linesOf(before, 'before'), this.#linesOf(after, 'after')];
    if (isBinary(old) || isBinary(now)) return 'binary';
    const hunks = diffLines(splitLines(old), splitLines(now));
    const newer = placesOf(hunks.map(({ afterStart, afterEnd }) => [afterStart, afterEnd]));
    const older = placesOf(hunks.map(({ beforeStart, beforeEnd }) => [beforeStart, beforeEnd]));
    const added = newer.length === 0 || after === null ? [] : this.#pick(this.#blames.ofNew(after), newer);
    const deleted = older.length === 0 || before === null ? [] : this.#pick(this.#blames.ofOld(before), older);
    const path = pathOf(change);
    const previousPath = before !== null && after !== null && before.path !== after.path ? before.path : null;
    this.files.push({
      path,
      previousPath,
      status: before === null ? 'added' : after === null ? 'deleted' : previousPath !== null ? 'renamed' : 'modified',
      added: tallyOf(added),
      deleted: tallyOf(deleted),
      spans: [...spansOf('added', newer, added), ...spansOf('deleted', older, deleted)],
    });
    for (const line of added) this.added.push(line);
    for (const line of deleted) this.deleted.push(line);
    return null;
  }

  #pick(lines: readonly TalliedLine[], places: readonly number[]): TalliedLine[] {
    return places.map((place) => {
      const line = lines[place] ?? { origin: 'untraced', edit: null };
      return line.edit === null ? line : { ...line, edit: this.#clean(line.edit) };
    });
  }

  /** A model's name may be an address with a password in it. */
  #clean(edit: EditRecord): EditRecord {
    let cleaned = this.#cleaned.get(edit);
    if (cleaned === undefined) {
      cleaned = { ...edit, model: edit.model === null ? null : this.#redactor.clean(edit.model) };
      this.#cleaned.set(edit, cleaned);
    }
    return cleaned;
  }

  #linesOf(file: FileOfSide | null, side: 'before' | 'after'): Buffer {
    if (file === null) return Buffer.alloc(0);
    const content = this.#contents(file, side);
    if (content !== null) return content;
    throw new AiBlameError(
      'OBJECT_MISSING',
      `The content of ${file.path}, ${file.entry.oid}, is not in the repository`,
    );
  }
}

/** git's rule (`xdiff-interface.c`, `buffer_is_binary`), as blame follows it. */
function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** Places of lines, from 0. */
function placesOf(ranges: readonly (readonly [from: number, to: number])[]): number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, n) => from + n));
}

function spansOf(change: 'added' | 'deleted', places: readonly number[], lines: readonly TalliedLine[]): LineSpan[] {
  const spans: LineSpan[] = [];
  for (const [n, { origin, edit }] of lines.entries()) {
    const line = (places[n] ?? 0) + 1;
    const last = spans.at(-1);
    if (last !== undefined && last.end === line - 1 && last.origin === origin && last.edit === (edit?.id ?? null)) {
      spans[spans.length - 1] = { ...last, end: line };
    } else spans.push({ change, start: line, end: line, origin, ...writerOf(edit) });
  }
  return spans;
}

function writerOf(
  edit: EditRecord | null,
): Pick<LineSpan, 'agent' | 'model' | 'session' | 'evidence' | 'edit' | 'byNote' | 'byRecord'> {
  return {
    agent: edit?.agent ?? null,
    model: edit?.model ?? null,
    session: edit?.session ?? null,
    evidence: edit?.evidence ?? null,
    edit: edit?.id ?? null,
    byNote: edit?.note !== undefined,
    ...(edit?.record === undefined ? {} : { byRecord: true }),
  };
}
