import type { ReadFile, ReadHistory } from '../app/pages-reader.js';
import { AiBlameError } from '../errors.js';
import {
  type FilePiece,
  type HistoryPiece,
  LIVES_A_PIECE,
  type LivesPiece,
  type PieceFailure,
  pieceKey,
} from '../model/page-pieces.js';
import type { ShowAnswer } from '../model/travel-answers.js';
import type { WhyResult } from '../model/why-result.js';
import { blameJson } from '../render/blame-json.js';
import { logJson, showJson } from '../render/travel-json.js';
import { whyJson } from '../render/why-json.js';
import type { Writing } from './writing.js';

/** Nothing is left out where there is no file: one that was deleted, and is in the index yet; another repository. */
const ABSENT = ['NO_SUCH_FILE', 'IS_DIRECTORY'];

/** How much was written until now. */
interface Amount {
  stateBytes: number;
  lives: number;
}

export interface WrittenFiles {
  readonly told: { readonly paths: readonly string[]; readonly truncated: number };
  readonly gone: readonly string[];
}

/** Writes what is told of each file: its lines, their lives, its states. */
export function writeFiles(writing: Writing): WrittenFiles {
  const { reader, cleaner, progress } = writing;
  const { chosen, truncated } = chosenFiles(writing);
  const amount: Amount = { stateBytes: 0, lives: 0 };
  for (const [n, path] of chosen.entries()) {
    progress.update('Writing files', n, chosen.length);
    // Its states first: what is a secret in one of them is none to be told of its lines either.
    writeHistory(writing, path, amount);
    writeLines(writing, path, amount);
  }
  for (const [n, path] of reader.gone.entries()) {
    progress.update('Writing files that are gone', n, reader.gone.length);
    writeHistory(writing, path, amount);
  }
  return {
    told: { paths: chosen.map((path) => cleaner.text(path)), truncated },
    gone: reader.gone.map((path) => cleaner.text(path)),
  };
}

/** Those that agents edited, and of the others as many as there is room for. */
function chosenFiles({ reader, limits, leftOut }: Writing): { readonly chosen: string[]; readonly truncated: number } {
  const edited = new Set(reader.edits.map(({ path }) => path));
  const first = reader.files.filter((path) => edited.has(path));
  const rest = reader.files.filter((path) => !edited.has(path));
  const kept = rest.slice(0, Math.max(0, limits.files - first.length));
  const truncated = rest.length - kept.length;
  leftOut.add('files', truncated);
  return { chosen: [...first, ...kept].sort(), truncated };
}

function writeLines(writing: Writing, path: string, amount: Amount): void {
  const { reader, folder, cleaner, leftOut } = writing;
  const name = cleaner.text(path);
  const put = (piece: FilePiece): void => folder.put(pieceKey.file(name), piece);
  try {
    const read = reader.file(path);
    const { lines, ...rest } = JSON.parse(blameJson(read.blame)) as FilePiece['blame'] & object;
    const texts = cleaner.content(lines.map(({ text }) => text).join('\n')).split('\n');
    const told = lines.map(({ line, origin, edit, commit }, n) => {
      return { line, text: texts[n] ?? '', origin, edit, commit };
    });
    const lives = writeLives(writing, name, read, texts, amount);
    put({ blame: { ...cleaner.value(rest), lines: told }, failure: null, lives });
  } catch (error) {
    const failure = failureOf(error, writing);
    if (!ABSENT.includes(failure.code)) leftOut.add('withoutLines');
    put({ blame: null, failure, lives: 0 });
  }
}

/** @returns of how many lines. */
function writeLives(
  { folder, cleaner, limits, leftOut }: Writing,
  name: string,
  { blame, why }: ReadFile,
  texts: readonly string[],
  amount: Amount,
): number {
  const total = blame.lines.length;
  const count = Math.max(0, Math.min(total, limits.livesOfFile, limits.lives - amount.lives));
  amount.lives += count;
  leftOut.add('lives', total - count);
  for (let from = 0; from < count; from += LIVES_A_PIECE) {
    const shared = { edits: {}, commits: {}, looks: {} };
    const lines: LivesPiece['lines'][number][] = [];
    for (let at = from; at < Math.min(count, from + LIVES_A_PIECE); at++) {
      const { edits, commits, looks, ...life }: WhyResult = JSON.parse(whyJson(why(at + 1)));
      Object.assign(shared.edits, edits);
      Object.assign(shared.commits, commits);
      Object.assign(shared.looks, looks);
      lines.push({ ...cleaner.value(life), text: texts[at] ?? '', looks: Object.keys(looks) });
    }
    folder.put(pieceKey.lives(name, from / LIVES_A_PIECE), { lines, ...cleaner.value(shared) });
  }
  return count;
}

function writeHistory(writing: Writing, path: string, amount: Amount): void {
  const { reader, folder, cleaner } = writing;
  const name = cleaner.text(path);
  const put = (piece: HistoryPiece): void => folder.put(pieceKey.history(name), piece);
  try {
    const history = reader.history(path);
    const held = writeStates(writing, name, history, amount);
    const log = cleaner.value(JSON.parse(logJson(history.log, false)));
    put({ log, failure: null, head: history.head, held });
  } catch (error) {
    put({ log: null, failure: failureOf(error, writing), head: null, held: [] });
  }
}

/** @returns numbers of those that were written. */
function writeStates(writing: Writing, name: string, history: ReadHistory, amount: Amount): number[] {
  const { folder, limits, leftOut } = writing;
  const { states } = history.log;
  const wanted = states.filter(({ state }) => state === 0 || state >= states.length - limits.states);
  const held: number[] = [];
  for (const { state, size } of wanted) {
    if (amount.stateBytes + (size ?? 0) > limits.stateBytes) continue;
    amount.stateBytes += size ?? 0;
    folder.put(pieceKey.state(name, state), stateOf(writing, history, state));
    held.push(state);
  }
  leftOut.add('states', states.length - held.length);
  return held;
}

/** What a state held and who wrote that; or why that is not told. Edits are those of the history. */
function stateOf(writing: Writing, history: ReadHistory, state: number): object {
  const { cleaner } = writing;
  try {
    const { content, edits: _, ...rest }: ShowAnswer = JSON.parse(showJson(history.show(state), false));
    return {
      show: { ...cleaner.value(rest), ...(content === undefined ? {} : { content: cleaner.content(content) }) },
    };
  } catch (error) {
    return { failure: failureOf(error, writing) };
  }
}

/** @throws what is no trouble that was expected. */
function failureOf(error: unknown, { cleaner }: Writing): PieceFailure {
  if (!(error instanceof AiBlameError)) throw error;
  const { code, message, hint } = error;
  return { code, message: cleaner.sentence(message), hint: hint === null ? null : cleaner.sentence(hint) };
}
