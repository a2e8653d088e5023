import type { FoldedText, TranscriptEntry, TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import { visible, visibleCell } from './control-characters.js';
import { callWords, editWords, foldWords, isShown, noticeWords, resultWords, speakerOf } from './transcript-words.js';

/**
 * A transcript as Markdown. Every text of the trace stands in a fence that is longer than any within it, in a code span, or escaped in
 * HTML, so that none is taken for Markdown.
 */
export function transcriptMarkdown(result: TranscriptResult): string {
  const { session } = result;
  const facts = [
    ['Session', session.id],
    ['Title', session.title],
    ['Agent', [session.agent, session.agentVersion].filter((word) => word !== null).join(' ')],
    ['Model', session.model],
    ['Folder', session.cwd],
    ['Forked from', session.forkedFrom],
  ].flatMap(([name, value]) => (value === null || value === undefined ? [] : [`- ${name}: ${span(value)}`]));
  const parts = ['# Transcript', facts.join('\n'), ...result.turns.flatMap((turn) => turnParts(turn, result))];
  return `${parts.join('\n\n')}\n`;
}

function turnParts(turn: TranscriptTurn, result: TranscriptResult): string[] {
  const { index, startedAt, status } = turn;
  const name = index === null ? 'Before the first message' : `Turn ${index}`;
  const left = editList(turn.edits, result);
  return [
    `## ${name}`,
    [startedAt, status].filter((word) => word !== null).join(', '),
    ...turn.entries.filter((entry) => isShown(entry, result)).flatMap((entry) => entryParts(entry, result)),
    ...(left.length === 0 ? [] : ['Also changed in this turn:', ...left]),
  ];
}

function entryParts(entry: TranscriptEntry, result: TranscriptResult): string[] {
  switch (entry.kind) {
    case 'call':
      return [...details(`Call ${callWords(entry)}`, entry), ...editList(entry.edits, result)];
    case 'result': {
      const of = entry.tool === null ? (entry.call ?? '') : callWords({ tool: entry.tool, call: entry.call });
      return [...details(`Result ${of}: ${resultWords(entry)}`, entry), ...editList(entry.edits, result)];
    }
    case 'notice':
      return [`Note: ${span(noticeWords(entry))}`];
    default: {
      const speaker = entry.kind === 'message' ? '**Person**' : `**${span(speakerOf(entry, result.session.agent))}**`;
      return [speaker, fenced(entry.text)];
    }
  }
}

/** Folded until somebody opens it. */
function details(summary: string, { text, folded }: FoldedText): string[] {
  const head = `<details><summary>${escaped(visibleCell(summary))}</summary>`;
  const fold = foldWords(folded);
  return [head, ...(text === '' ? [] : [fenced(text)]), ...(fold === null ? [] : [fold]), '</details>'];
}

function editList(ids: readonly string[], { edits }: TranscriptResult): string[] {
  const lines = ids.flatMap((id) => {
    const edit = edits[id];
    return edit === undefined ? [] : [`- Edit ${span(id)}: ${span(editWords(edit))}`];
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** A fence that nothing in the text ends. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text.split(/\r?\n/).map(visible).join('\n')}\n${fence}`;
}

/** A code span: one line, whatever the text. */
function span(text: string): string {
  const safe = visibleCell(text);
  const ticks = '`'.repeat(longestRun(safe) + 1);
  // Blanks at both ends are taken off again; backticks at an end need them.
  return safe.trim() === '' ? '(empty)' : `${ticks} ${safe} ${ticks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
