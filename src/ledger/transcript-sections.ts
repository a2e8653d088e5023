/** The parts of a turn's block, trimmed. */
export interface Sections {
  readonly user: string;
  readonly assistant: string;
  readonly actions: string;
  /** A heading stands there twice: a message that held one was cut. */
  readonly isCut: boolean;
}

const USER = '### User\n\n';
const ASSISTANT = '\n\n### Assistant\n\n';
const ACTIONS = '\n\n### Actions\n\n';

/** Nothing is escaped in a transcript: the first heading of each kind counts (formats/ledger.md, 1.7). */
export function sectionsOf(body: string): Sections {
  const [, said = ''] = cutAt(body, USER);
  // A message that is empty leaves the heading behind it without lines of its own before.
  const [user, answered] = cutAt(`\n\n${said}`, ASSISTANT);
  const [assistant, actions] = cutAt(`\n\n${answered ?? ''}`, ACTIONS);
  const rest = actions ?? '';
  const isCut = [user, assistant, rest].some((part) => /(?:^|\n)### (?:User|Assistant|Actions)\n/.test(part));
  return { user: user.trim(), assistant: assistant.trim(), actions: rest.trim(), isCut };
}

/** @returns what stands before and behind the first `mark`; all of it, and null, where there is none. */
function cutAt(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + mark.length)];
}
