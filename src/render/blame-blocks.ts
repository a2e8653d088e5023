import type { BlameLine, BlameResult, Origin } from '../model/blame-result.js';
import { visibleCell } from './control-characters.js';
import { agentAndModel, modelOrAgent, sessionAndTurn, turnNumber } from './edit-words.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import { shortIds } from './short-ids.js';

/** Neighbouring lines of one origin, and what to say of them. Every text is safe to print. */
export interface BlameBlock {
  /** Places in `result.lines`, from 0, half-open. */
  readonly start: number;
  readonly end: number;
  readonly origin: Origin;
  /** Short id of the edit or commit; a mere dot where there is neither. */
  readonly id: string;
  readonly who: string;
  readonly shortWho: string;
  readonly sessionAndTurn: string;
  readonly turn: string;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  /** Of the evidence; a blank where no agent wrote the lines. */
  readonly mark: string;
  /** What the colour is chosen by; null: none. */
  readonly paintKey: string | null;
}

type Words = Omit<BlameBlock, 'start' | 'end' | 'origin'>;

/** Cuts the lines into blocks; lines that `-L` left out end a block too. */
export function blocksOf(result: BlameResult): BlameBlock[] {
  const words = wordsOf(result);
  const { lines } = result;
  const blocks: BlameBlock[] = [];
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next === undefined || next.line !== line.line + 1 || originKey(next) !== originKey(line)) {
      blocks.push({ start, end: index + 1, origin: line.origin, ...words(line) });
      start = index + 1;
    }
  }
  return blocks;
}

function originKey(line: BlameLine): string {
  return `${line.origin} ${line.origin === 'agent' ? line.edit : line.origin === 'commit' ? line.commit : ''}`;
}

function wordsOf(result: BlameResult): (line: BlameLine) => Words {
  const shortEdit = shortIds(Object.keys(result.edits));
  const shortCommit = shortIds(Object.keys(result.commits));
  const shortSession = shortIds(Object.values(result.edits).map((edit) => edit.session));
  return (line) => {
    const edit = line.edit === null ? undefined : result.edits[line.edit];
    if (line.origin === 'agent' && edit !== undefined) {
      return {
        id: shortEdit(edit.id),
        who: agentAndModel(edit),
        shortWho: modelOrAgent(edit),
        sessionAndTurn: sessionAndTurn(edit, shortSession),
        turn: turnNumber(edit),
        time: edit.timestamp,
        mark: EVIDENCE_MARKS[edit.evidence],
        paintKey: modelOrAgent(edit),
      };
    }
    const noEdit = { sessionAndTurn: '', turn: '', mark: ' ', paintKey: null };
    const commit = line.commit === null ? undefined : result.commits[line.commit];
    if (line.origin === 'commit' && line.commit !== null && commit !== undefined) {
      const author = visibleCell(commit.author);
      return { ...noEdit, id: shortCommit(line.commit), who: author, shortWho: author, time: commit.time };
    }
    return { ...noEdit, id: '·', who: line.origin, shortWho: line.origin, time: null };
  };
}
