import type { ChangeTelling, FileChangeBody } from '../../model/agent-event.js';
import type { JsonObject } from '../json-values.js';
import type { CallShape } from './calls.js';
import { linesAdded, tellsNew } from './results.js';

/**
 * The text of one change of a call.
 * @param result data of the record of the result; empty where there is none.
 */
export function bodyOf(shape: CallShape, place: number, result: JsonObject): FileChangeBody {
  switch (shape.kind) {
    case 'create': {
      const tellings: ChangeTelling[] = [{ kind: 'content', text: shape.text }];
      return tellsNew(result) ? { tellings, before: null } : { tellings };
    }
    case 'replace': {
      const { old, text, all } = shape;
      return { tellings: [{ kind: 'replacements', steps: [{ old, text, all, takesLineEnd: false }] }] };
    }
    case 'insert':
      return { tellings: [{ kind: 'insertion', line: shape.line, text: insertedText(shape.text, result) }] };
    case 'patch':
      return { tellings: patchTelling(shape, place) };
    default:
      return { tellings: [] };
  }
}

/** Some releases put the lines of the text in, also the empty one behind its last line end: the diff shows which did. */
function insertedText(text: string, result: JsonObject): string {
  const added = linesAdded(result);
  return added !== null && added.join('\n') === text ? `${text}\n` : text;
}

function patchTelling({ files }: Extract<CallShape, { kind: 'patch' }>, place: number): ChangeTelling[] {
  const file = files[place];
  switch (file?.op) {
    case 'add':
      return [{ kind: 'content', text: file.text }];
    case 'delete':
      return [{ kind: 'deleted', text: null }];
    case 'update':
      return [{ kind: 'apply_patch', chunks: file.chunks, dialect: 'keep-context' }];
    default:
      return [];
  }
}
