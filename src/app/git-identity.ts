import type { Env } from '../env.js';
import type { Repository } from '../git/repository.js';

/** What stands in a commit where the person told git no name. */
const NOBODY = { name: 'ai-blame', email: 'ai-blame@localhost' };

/** The person as git would write them into a commit: `Ada <ada@example.org>`. */
export function identityOf({ config }: Repository, { variables }: Env): string {
  const name = variables.GIT_COMMITTER_NAME ?? config.get('committer.name') ?? config.get('user.name');
  const email = variables.GIT_COMMITTER_EMAIL ?? config.get('committer.email') ?? config.get('user.email');
  return `${cleaned(name) || NOBODY.name} <${cleaned(email) || NOBODY.email}>`;
}

/** git leaves out what would end a name. */
function cleaned(text: string | null): string {
  return (text ?? '').replace(/[<>\p{Cc}]/gu, '').trim();
}
