import type { ChangeTelling, FileChangeBody } from '../../model/agent-event.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { resultText } from './result-text.js';
import { fileDiffOf, isCreated } from './tool-call.js';

type Amended = NonNullable<FileChangeBody['amended']>;

/** Stands where bytes were no UTF-8: the text is not what the file held. */
const REPLACED = '\ufffd';

/** What a call did to its file (formats/gemini-cli.md, 3). @param call as in `toolCalls`. */
export function editBody(call: JsonObject): FileChangeBody {
  const telling = tellingOf(call);
  const before = beforeOf(call);
  const amended = amendmentOf(call);
  return {
    tellings: telling === null ? [] : [telling],
    ...(before === undefined ? {} : { before }),
    ...(amended === null ? {} : { amended }),
  };
}

/** What the call says that it wrote is believed more than its arguments: a loose match replaces what these do not quote. */
function tellingOf(call: JsonObject): ChangeTelling | null {
  const args = objectOf(call.args) ?? {};
  const diff = fileDiffOf(call);
  if (diff !== null) return { kind: 'content', text: diff.after };
  if (call.name === 'write_file')
    return typeof args.content === 'string' ? { kind: 'content', text: args.content } : null;
  const { old_string: old, new_string: text } = args;
  if (typeof old !== 'string' || typeof text !== 'string') return null;
  if (old === '' || args.modified_by_user === true) return { kind: 'content', text };
  return { kind: 'replacements', steps: [{ old, text, all: replacesAll(call, args), takesLineEnd: false }] };
}

function replacesAll(call: JsonObject, args: JsonObject): boolean {
  const done = /^Successfully modified file: .* \((\d+) replacements\)/.exec(resultText(call) ?? '')?.[1];
  if (done !== undefined) return Number(done) > 1;
  return args.allow_multiple === true || (numberOf(args.expected_replacements) ?? 1) > 1;
}

/** undefined: not told, or not to the letter. */
function beforeOf(call: JsonObject): string | null | undefined {
  const created = isCreated(call);
  if (created === true) return null;
  const args = objectOf(call.args) ?? {};
  const diff = fileDiffOf(call);
  // Once the person has changed a proposal, the arguments name whole files.
  const whole = call.name === 'replace' && args.modified_by_user === true ? textOf(args.old_string) : null;
  const text = diff === null ? whole : diff.before;
  // Empty stands also for a file that was not there.
  if (text === null || text.includes(REPLACED) || (text === '' && created === null)) return undefined;
  return text;
}

function amendmentOf(call: JsonObject): Amended | null {
  const args = objectOf(call.args) ?? {};
  if (args.modified_by_user === true) {
    // `replace` keeps of the proposal only what it would have put in, not where.
    const proposed = call.name === 'write_file' ? args.ai_proposed_content : null;
    return { proposed: typeof proposed === 'string' ? proposed : null };
  }
  const stat = objectOf(objectOf(call.resultDisplay)?.diffStat);
  const byPerson = (numberOf(stat?.user_added_lines) ?? 0) + (numberOf(stat?.user_removed_lines) ?? 0);
  return byPerson > 0 ? { proposed: null } : null;
}
