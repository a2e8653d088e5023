import { instantOf } from '../git/commits.js';
import type { Commit } from '../git/git-objects.js';
import type { CommitInfo } from '../model/blame-result.js';

/** What is told of a commit beside a line. The summary is the first line of its message that is not blank, as in git's blame. */
export function commitInfo({ author, message }: Pick<Commit, 'author' | 'message'>): CommitInfo {
  return {
    author: author.name,
    email: author.email,
    time: instantOf(author.time),
    summary: message.replace(/^\n+/, '').split('\n', 1)[0] ?? '',
  };
}
