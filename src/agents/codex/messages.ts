import { objectOf, textOf } from '../json-values.js';
import { firstLineOf } from '../plain-line.js';

/** Texts that Codex itself puts into messages of the role `user` (formats/codex.md, 6). */
const WRAPPED =
  /^\s*(?:# AGENTS\.md instructions|<(?:environment_context|user_instructions|permissions|user_shell_command|turn_aborted|subagent_notification|skill|user_action|collaboration_mode|personality_spec|model_switch|INSTRUCTIONS|apps_instructions|hook_prompt|goal_context|system_reminder)\b)/;

/** IDE extensions put the open files before what the person wrote. */
const REQUEST = '## My request for Codex:';

/** Whether a message of the role `user` was written by the person. */
export function isPersons(text: string): boolean {
  return !WRAPPED.test(text);
}

/** What the person wrote, without what an IDE put before it. */
export function requestOf(text: string): string {
  const request = text.lastIndexOf(REQUEST);
  return request === -1 ? text : text.slice(request + REQUEST.length);
}

/** First line of what the person wrote, without terminal controls, 120 characters at most. */
export function promptOf(text: string): string {
  return firstLineOf(requestOf(text));
}

/** The texts of a message's content, joined. Images and the like have none. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') {
    return content;
  }
  if (!Array.isArray(content)) {
    return '';
  }
  return content
    .map((item) => textOf(objectOf(item)?.text))
    .filter((text) => text !== null)
    .join('\n');
}

/** The directory that an `<environment_context>` message names, in the words of its eras, or null (formats/codex.md, 3). */
export function environmentCwd(text: string): string | null {
  const match =
    /<environment_context>[\s\S]*?(?:<cwd>([^<]+)<\/cwd>|^\s*(?:- )?Current working directory: *(.+)$)/m.exec(text);
  return textOf((match?.[1] ?? match?.[2] ?? '').trim());
}
