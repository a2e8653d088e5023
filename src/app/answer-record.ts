import { isUtf8 } from 'node:buffer';
import { lineText } from '../blame/join-lines.js';
import { splitLines } from '../diff/lines.js';
import type {
  BlameLine,
  BlameReport,
  BlameResult,
  CommitDetails,
  GitSettings,
  LineCommit,
  Origin,
} from '../model/blame-result.js';
import type { EditRecord } from '../model/edit-record.js';

/**
 * An answer of `blame` as it is kept: without the file's text, which is read again, and with one entry for each run of lines
 * that have everything in common. `-1` stands for null.
 */
interface AnswerRecord extends Pick<BlameResult, 'repository' | 'path' | 'commits' | 'summary' | 'warnings'> {
  readonly edits: readonly EditRecord[];
  /** Of each run: number of lines, place in `ORIGINS`, place in `edits`, place in `ids`. One after the other, as in those below. */
  readonly runs: readonly number[];
  /** Number of lines, the first one's number in the file. */
  readonly places: readonly number[];
  /** Number of lines, place in `ids`, place in `paths`, the first one's number there, and what else is told of them (place in `MARKS`). */
  readonly lineCommits: readonly number[];
  /** Commits that lines name. */
  readonly ids: readonly string[];
  readonly paths: readonly string[];
  readonly details: readonly (readonly [string, CommitDetails])[];
  readonly settings: GitSettings;
}

const ORIGINS: readonly Origin[] = ['agent', 'commit', 'preexisting', 'untraced'];

type Marks = Pick<LineCommit, 'ignored' | 'unblamable' | 'cr'>;

const LOOKS: readonly Marks[] = [{}, { ignored: true }, { unblamable: true }, { ignored: true, unblamable: true }];
const MARKS: readonly Marks[] = [...LOOKS, ...LOOKS.map((marks): Marks => ({ ...marks, cr: true }))];

function isSameMarks(a: Marks, b: Marks): boolean {
  return a.ignored === b.ignored && a.unblamable === b.unblamable && a.cr === b.cr;
}

/** @param report of the work tree's file: that of a revision names an object, whose text is not kept either. */
export function packAnswer({ result, lineCommits, details, settings }: BlameReport): string {
  const { repository, path, commits, summary, warnings } = result;
  const edits = Object.values(result.edits);
  const editPlaces = new Map(edits.map(({ id }, place) => [id, place]));
  const ids = new Places();
  const paths = new Places();
  const runs: [number, Origin, number, number][] = [];
  const places: [number, number][] = [];
  for (const { line, origin, edit, commit } of result.lines) {
    const editPlace = edit === null ? -1 : (editPlaces.get(edit) ?? -1);
    const commitPlace = ids.of(commit);
    const run = runs.at(-1);
    if (run !== undefined && run[1] === origin && run[2] === editPlace && run[3] === commitPlace) run[0]++;
    else runs.push([1, origin, editPlace, commitPlace]);
    const place = places.at(-1);
    if (place !== undefined && place[0] + place[1] === line) place[0]++;
    else places.push([1, line]);
  }
  const committed: [number, number, number, number, number][] = [];
  for (const { commit, path: name, line, ...marks } of lineCommits) {
    const [id, where, mark] = [ids.of(commit), paths.of(name), MARKS.findIndex((known) => isSameMarks(known, marks))];
    const run = committed.at(-1);
    const isNext =
      run !== undefined && run[1] === id && run[2] === where && run[3] + run[0] === line && run[4] === mark;
    if (isNext) run[0]++;
    else committed.push([1, id, where, line, mark]);
  }
  const record: AnswerRecord = {
    repository,
    path,
    commits,
    summary,
    warnings,
    edits,
    runs: runs.flatMap(([count, origin, ...more]) => [count, ORIGINS.indexOf(origin), ...more]),
    places: places.flat(),
    lineCommits: committed.flat(),
    ids: ids.all,
    paths: paths.all,
    details: [...details],
    settings,
  };
  return JSON.stringify(record);
}

/** @param contentOf reads the file, which is what it was when the answer was packed. */
export function unpackAnswer(
  packed: string,
  contentOf: (file: Pick<BlameResult, 'repository' | 'path'>) => Buffer,
): BlameReport {
  const record = JSON.parse(packed) as AnswerRecord;
  const { repository, path, commits, summary, warnings, ids } = record;
  const lineOf = linesOf(contentOf(record));
  const numbers: number[] = [];
  for (const [count = 0, first = 0] of inTurn(record.places, 2))
    for (let n = 0; n < count; n++) numbers.push(first + n);
  const told: BlameLine[] = [];
  for (const [count = 0, originPlace = 0, editPlace = -1, commitPlace = -1] of inTurn(record.runs, 4)) {
    const origin = ORIGINS[originPlace] ?? 'untraced';
    const edit = record.edits[editPlace]?.id ?? null;
    const commit = ids[commitPlace] ?? null;
    for (let n = 0; n < count; n++) {
      const line = numbers[told.length] ?? 0;
      told.push(lineOf(line, origin, edit, commit));
    }
  }
  let lineCommits: readonly LineCommit[] | null = null;
  return {
    result: {
      schema: 'ai-blame/blame@1',
      repository,
      path,
      revision: null,
      lines: told,
      edits: Object.fromEntries(record.edits.map((edit) => [edit.id, edit])),
      commits,
      summary,
      warnings,
    },
    // Most formats tell nothing of them.
    get lineCommits() {
      lineCommits ??= lineCommitsOf(record);
      return lineCommits;
    },
    details: new Map(record.details),
    settings: record.settings,
  };
}

function lineCommitsOf({ path, ids, paths, lineCommits }: AnswerRecord): LineCommit[] {
  const all: LineCommit[] = [];
  for (const [count = 0, id = -1, where = -1, first = 0, mark = 0] of inTurn(lineCommits, 5)) {
    const commit = ids[id] ?? null;
    const named = paths[where] ?? path;
    for (let n = 0; n < count; n++) all.push({ commit, path: named, line: first + n, ...MARKS[mark] });
  }
  return all;
}

/** Numbers that stand one after the other, so many at a time: a list of lists takes longer to read, and to keep in memory. */
function* inTurn(numbers: readonly number[], size: number): Generator<readonly number[]> {
  for (let at = 0; at < numbers.length; at += size) yield numbers.slice(at, at + size);
}

/** Gives a line its text. Of a file that is all UTF-8 the texts are made of all lines at once. */
function linesOf(
  content: Buffer,
): (line: number, origin: Origin, edit: string | null, commit: string | null) => BlameLine {
  if (isUtf8(content)) {
    const text = content.toString('utf8');
    const texts = text.split(text.includes('\r') ? /\r?\n/ : '\n');
    return (line, origin, edit, commit) => ({ line, text: texts[line - 1] ?? '', origin, edit, commit });
  }
  const lines = splitLines(content);
  return (line, origin, edit, commit) => ({ line, ...lineText(lines.contentOf(line - 1)), origin, edit, commit });
}

/** Texts, each once, by the place of the first time that it was given. */
class Places {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  of(text: string | null): number {
    if (text === null) return -1;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}
