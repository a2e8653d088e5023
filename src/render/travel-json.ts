import { isUtf8 } from 'node:buffer';
import type {
  BisectResult,
  DiffHunk,
  DiffResult,
  FileDiff,
  LogResult,
  ShowResult,
  StateLines,
} from '../model/time-travel.js';
import type {
  BisectAnswer,
  DiffAnswer,
  DiffAnswerFile,
  DiffAnswerHunk,
  LogAnswer,
  ShowAnswer,
} from '../model/travel-answers.js';
import { orderedEdit } from './edit-json.js';
import { jsonText, mapValues, orderedCommit, orderedRepository, orderedWarnings, sortedMap } from './shared-json.js';
import { orderedAttribution, orderedCaveats, orderedState, orderedStats } from './state-json.js';

/** @param withStats also the counters. */
export function logJson(result: LogResult, withStats: boolean): string {
  return jsonText<LogAnswer>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    path: result.path,
    states: result.states.map(orderedState),
    edits: mapValues(result.edits, orderedEdit),
    caveats: orderedCaveats(result.caveats),
    ...(withStats ? { stats: orderedStats(result.stats) } : {}),
    warnings: orderedWarnings(result.warnings),
  });
}

/** One state a line. */
export function logNdjson(result: LogResult): string {
  return result.states.map((state) => `${JSON.stringify(orderedState(state))}\n`).join('');
}

export function showJson(result: ShowResult, withStats: boolean): string {
  const { content, record, edit, authors } = result;
  return jsonText<ShowAnswer>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    path: result.path,
    ref: result.ref,
    state: result.state,
    ...(isUtf8(content) ? { content: content.toString() } : { contentBase64: content.toString('base64') }),
    attribution: record && orderedAttribution(record.attribution),
    confidence: record?.confidence ?? 'none',
    edit: edit && orderedEdit(edit),
    ...(authors === undefined ? {} : orderedAuthors(authors)),
    caveats: orderedCaveats(result.caveats),
    ...(withStats ? { stats: orderedStats(result.stats) } : {}),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedAuthors({ lines, edits, commits }: StateLines): StateLines {
  return {
    lines: lines.map(({ start, count, origin, edit, commit }) => ({ start, count, origin, edit, commit })),
    edits: mapValues(sortedMap(edits), orderedEdit),
    commits: mapValues(sortedMap(commits), orderedCommit),
  };
}

export function diffJson(result: DiffResult, withStats: boolean): string {
  const { range, turn } = result;
  return jsonText<DiffAnswer>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    from: range && { ref: range.from.ref, state: range.from.state, path: range.from.path },
    to: range && { ref: range.to.ref, state: range.to.state, path: range.to.path },
    reversed: range?.reversed ?? false,
    turn: turn && { session: turn.session, turn: turn.turn },
    files: result.files.map(orderedFile),
    edits: mapValues(result.edits, orderedEdit),
    caveats: orderedCaveats(result.caveats),
    ...(withStats ? { stats: orderedStats(result.stats) } : {}),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedFile({
  path,
  previousPath,
  action,
  mode,
  before,
  after,
  bytes,
  added,
  removed,
  hunks,
}: FileDiff): DiffAnswerFile {
  return {
    path,
    previousPath,
    action,
    mode: mode.toString(8).padStart(6, '0'),
    before: { blob: before },
    after: { blob: after },
    added,
    removed,
    // Not told by lines: binary, or too large.
    isWhole: bytes !== null,
    hunks: hunks.map(orderedHunk),
  };
}

function orderedHunk({ beforeStart, beforeCount, afterStart, afterCount, lines }: DiffHunk): DiffAnswerHunk {
  return {
    before: { start: beforeStart, count: beforeCount },
    after: { start: afterStart, count: afterCount },
    lines: lines.map(({ op, bytes, edit, removedBy }) => {
      const text = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
      return {
        op,
        text: text.toString(),
        ...(isUtf8(text) ? {} : { textBase64: text.toString('base64') }),
        ...(text === bytes ? { noNewline: true as const } : {}),
        edit,
        ...(op === '-' ? { removedBy } : {}),
      };
    }),
  };
}

export function bisectJson(result: BisectResult, withStats: boolean): string {
  const { first, last, removed } = result;
  return jsonText<BisectAnswer>({
    schema: result.schema,
    repository: orderedRepository(result.repository),
    path: result.path,
    text: result.text,
    first: first && { line: first.line, state: orderedState(first.state) },
    last: last && { line: last.line, state: orderedState(last.state) },
    removed: removed && orderedState(removed),
    edits: mapValues(result.edits, orderedEdit),
    caveats: orderedCaveats(result.caveats),
    ...(withStats ? { stats: orderedStats(result.stats) } : {}),
    warnings: orderedWarnings(result.warnings),
  });
}
