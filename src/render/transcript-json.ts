import type { FoldedText, TranscriptEntry, TranscriptResult, TranscriptTurn } from '../model/transcript.js';
import { orderedEdit } from './edit-json.js';
import { orderedSession } from './sessions-json.js';
import { jsonText, mapValues, orderedRepository, orderedWarnings, sortedMap } from './shared-json.js';

/** A transcript as one document, keys in a fixed order. */
export function transcriptJson(result: TranscriptResult): string {
  return jsonText<TranscriptResult>({
    schema: result.schema,
    origin: result.origin,
    session: orderedSession(result.session),
    repository: result.repository && orderedRepository(result.repository),
    redacted: result.redacted,
    secretsReplaced: result.secretsReplaced,
    totalTurns: result.totalTurns,
    turns: result.turns.map(orderedTurn),
    edits: mapValues(sortedMap(result.edits), orderedEdit),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedTurn({ index, id, startedAt, status, entries, edits }: TranscriptTurn): TranscriptTurn {
  return { index, id, startedAt, status, entries: entries.map(orderedEntry), edits };
}

function orderedEntry(entry: TranscriptEntry): TranscriptEntry {
  const { record, time, model } = entry;
  const place = { record, time, model };
  switch (entry.kind) {
    case 'call': {
      const { kind, call, tool, isCommand, input, edits } = entry;
      return { kind, ...place, call, tool, isCommand, input, ...orderedText(entry), edits };
    }
    case 'result': {
      const { kind, call, tool, status, exitCode, edits } = entry;
      return { kind, ...place, call, tool, status, exitCode, ...orderedText(entry), edits };
    }
    case 'notice':
      return { kind: entry.kind, ...place, type: entry.type, data: entry.data };
    default:
      return { kind: entry.kind, ...place, text: entry.text };
  }
}

function orderedText({ text, lines, folded }: FoldedText): FoldedText {
  return { text, lines, folded };
}
