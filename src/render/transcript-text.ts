import type { FoldedText, TranscriptEntry, TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import { visible } from './control-characters.js';
import { dateTime } from './dates.js';
import { factLines } from './fitting-table.js';
import type { TextOptions } from './text-options.js';
import {
  callWords,
  editWords,
  foldWords,
  isShown,
  noticeWords,
  resultWords,
  speakerOf,
  turnWords,
} from './transcript-words.js';

/** A transcript for people. What a terminal would obey is shown. */
export function transcriptText(result: TranscriptResult, options: TextOptions): string {
  const { session, turns } = result;
  const facts = factLines(
    [
      ['session', session.id],
      ['title', session.title],
      ['agent', [session.agent, session.agentVersion].filter((word) => word !== null).join(' ')],
      ['model', session.model ?? '(model unknown)'],
      ['folder', session.cwd],
      ['forked from', session.forkedFrom],
      ['turns', turns.length < result.totalTurns ? `${turns.length} of ${result.totalTurns}` : null],
    ],
    options.width,
  );
  return [facts, ...turns.map((turn) => turnText(turn, result, options))].join('\n');
}

function turnText(turn: TranscriptTurn, result: TranscriptResult, options: TextOptions): string {
  const { style, zone } = options;
  const head = [turnWords(turn), style.quiet(`${dateTime(turn.startedAt, zone)} ${turn.status}`.trim())].join(' ');
  const entries = turn.entries.filter((entry) => isShown(entry, result));
  const lines = entries.flatMap((entry) => entryLines(entry, result, options));
  const left = editLines(turn.edits, result, '');
  return [head, ...lines, ...(left.length === 0 ? [] : ['also changed in this turn', ...indented(left)]), '']
    .map((line) => line.trimEnd())
    .join('\n');
}

function entryLines(entry: TranscriptEntry, result: TranscriptResult, { style, zone }: TextOptions): string[] {
  const time = style.quiet(dateTime(entry.time, zone).slice(-5));
  const headed = (words: string): string => `${words} ${time}`.trimEnd();
  switch (entry.kind) {
    case 'call':
      return [headed(`call ${callWords(entry)}`), ...foldedLines(entry), ...editLines(entry.edits, result, '  ')];
    case 'result': {
      const of = entry.tool === null ? (entry.call ?? '') : callWords({ tool: entry.tool, call: entry.call });
      const words = `result ${visible(of)}: ${resultWords(entry)}`;
      return [headed(words), ...foldedLines(entry), ...editLines(entry.edits, result, '  ')];
    }
    case 'notice':
      return [headed(`note: ${noticeWords(entry)}`)];
    default: {
      const paint = style.palette([entry.model ?? result.session.agent]);
      const speaker = speakerOf(entry, result.session.agent);
      const name = entry.kind === 'message' ? speaker : paint(entry.model ?? result.session.agent, speaker);
      return [headed(name), ...indented(shownLines(entry.text))];
    }
  }
}

function foldedLines({ text, folded }: FoldedText): string[] {
  const fold = foldWords(folded);
  return indented([...(text === '' ? [] : shownLines(text)), ...(fold === null ? [] : [fold])]);
}

function editLines(ids: readonly string[], { edits }: TranscriptResult, indent: string): string[] {
  return ids.flatMap((id) => {
    const edit = edits[id];
    return edit === undefined ? [] : [`${indent}edit ${id} ${editWords(edit)}`];
  });
}

/** Lines of a text of unknown origin, safe to print. */
function shownLines(text: string): string[] {
  return text.split(/\r?\n/).map(visible);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
