import { objectOf, textOf } from './json-values.js';

/** Texts that Codex itself puts into messages of the role `user` (formats/codex.md, 6). */
const WRAPPED =
  /^\s*(?:# AGENTS\.md instructions|<(?:environment_context|user_instructions|permissions|user_shell_command|turn_aborted|subagent_notification|skill|user_action|collaboration_mode|personality_spec|model_switch|INSTRUCTIONS|apps_instructions|hook_prompt|goal_context|system_reminder)\b)/;

/** IDE extensions put the open files before what the person wrote. */
const REQUEST = '## My request for Codex:';

/** biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for */
const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/** biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above */

const PROMPT_LENGTH = 120;

/** Whether a message of the role `user` was written by the person. */
export function isPersons(text: string): boolean {
  return !WRAPPED.test(text);
}

/**
 * The beginning of a text in one line, without terminal controls.
 * @param most characters.
 */
export function lineOf(text: string, most: number): string {
  const plain = text.slice(0, 4_000).replace(ESCAPE, '').replace(/\s+/g, ' ').replace(CONTROL, '').trim();
  return Array.from(plain).slice(0, most).join('');
}

/** What the person wrote, without what an IDE put before it. */
export function requestOf(text: string): string {
  const request = text.lastIndexOf(REQUEST);
  return request === -1 ? text : text.slice(request + REQUEST.length);
}

/** First line of what the person wrote, without terminal controls, 120 characters at most. */
export function promptOf(text: string): string {
  const line = /\S[^\n\r]*/.exec(requestOf(text))?.[0] ?? '';
  const plain = line.slice(0, 4_000).replace(ESCAPE, '').replace(/\t/g, ' ').replace(CONTROL, '').trim();
  return Array.from(plain).slice(0, PROMPT_LENGTH).join('');
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
