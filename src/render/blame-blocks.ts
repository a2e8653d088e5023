import type { BlameLine, BlameResult, Origin } from '../model/blame-result.js';
import { visibleCell } from './control-characters.js';
import { agentAndModel, modelOrAgent, sessionAndTurn, turnNumber } from './edit-words.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import { shortIds } from './short-ids.js';

/** Neighbouring lines of one origin. */
export interface BlameBlock {
  /** Places in `result.lines`, from 0, half-open. */
  readonly start: number;
  readonly end: number;
  /** The same object for all blocks of one origin. */
  readonly words: OriginWords;
}

/** What to say of lines of one origin. Every text is safe to print. */
export interface OriginWords {
  readonly origin: Origin;
  /** Short id of the edit or commit; a mere dot where there is neither. */
  readonly id: string;
  readonly who: string;
  readonly shortWho: string;
  readonly sessionAndTurn: string;
  readonly turn: string;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  /** The edit; null where the words are not of one. */
  readonly edit: string | null;
  /** The commit; null where the words are not of one. */
  readonly commit: string | null;
  /** Of the commit's author. */
  readonly email: string;
  /** Of the evidence; a blank where no agent wrote the lines. */
  readonly mark: string;
  /** What the colour is chosen by; null: none. */
  readonly paintKey: string | null;
}

type Blamed = Pick<BlameResult, 'lines' | 'edits' | 'commits'>;

/**
 * Cuts the lines into blocks; lines that `-L` left out end a block too.
 * @param digits of ids; null: as many as tell them apart.
 */
export function blocksOf(result: Blamed, digits: number | null = null): BlameBlock[] {
  const wordsOfLine = wordsOf(result, digits);
  const known = new Map<string, OriginWords>();
  const { lines } = result;
  const blocks: BlameBlock[] = [];
  let start = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as BlameLine;
    const next = lines[index + 1];
    if (next !== undefined && next.line === line.line + 1 && isOneOrigin(next, line)) continue;
    const key = `${line.origin} ${namedBy(line)}`;
    const words = known.get(key) ?? wordsOfLine(line);
    known.set(key, words);
    blocks.push({ start, end: index + 1, words });
    start = index + 1;
  }
  return blocks;
}

function isOneOrigin(a: BlameLine, b: BlameLine): boolean {
  return a.origin === b.origin && namedBy(a) === namedBy(b);
}

function namedBy({ origin, edit, commit }: BlameLine): string | null {
  return origin === 'agent' ? edit : origin === 'commit' ? commit : null;
}

function wordsOf(result: Blamed, digits: number | null): (line: BlameLine) => OriginWords {
  const short = (ids: readonly string[]): ((id: string) => string) =>
    digits === null ? shortIds(ids) : (id) => id.slice(0, digits);
  const shortEdit = short(Object.keys(result.edits));
  const shortCommit = short(Object.keys(result.commits));
  const shortSession = shortIds(Object.values(result.edits).map((edit) => edit.session));
  return (line) => {
    const edit = line.edit === null ? undefined : result.edits[line.edit];
    if (line.origin === 'agent' && edit !== undefined) {
      return {
        origin: line.origin,
        id: shortEdit(edit.id),
        who: agentAndModel(edit),
        shortWho: modelOrAgent(edit),
        sessionAndTurn: sessionAndTurn(edit, shortSession),
        turn: turnNumber(edit),
        time: edit.timestamp,
        edit: edit.id,
        commit: null,
        email: '',
        mark: EVIDENCE_MARKS[edit.evidence],
        paintKey: modelOrAgent(edit),
      };
    }
    const noEdit = {
      origin: line.origin,
      sessionAndTurn: '',
      turn: '',
      edit: null,
      commit: null,
      email: '',
      mark: ' ',
      paintKey: null,
    };
    const commit = line.commit === null ? undefined : result.commits[line.commit];
    if (line.origin === 'commit' && line.commit !== null && commit !== undefined) {
      const author = visibleCell(commit.author);
      const email = visibleCell(commit.email);
      const id = shortCommit(line.commit);
      return { ...noEdit, id, who: author, shortWho: author, time: commit.time, commit: line.commit, email };
    }
    return { ...noEdit, id: '·', who: line.origin, shortWho: line.origin, time: null };
  };
}
