import { stringify } from 'ndjson';
import type { EditsResult } from '../model/blame-result.js';
import { orderedEdit } from './edit-json.js';

/** One record a line, made as they are asked for: what is written out is never one text as a whole. */
export async function* editsNdjson(result: EditsResult): AsyncGenerator<string, void, undefined> {
  const lines = stringify();
  for (const edit of result.edits) {
    lines.write(orderedEdit(edit));
  }
  lines.end();
  for await (const line of lines) {
    yield String(line);
  }
}
