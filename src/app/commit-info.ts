import { instantOf } from '../git/commits.js';
import type { Commit } from '../git/git-objects.js';
import type { Mailmap } from '../git/mailmap.js';
import type { CommitInfo } from '../model/blame-result.js';

/** What is told of a commit beside a line, with the names that the mailmap gives. */
export function commitInfo({ author, message }: Pick<Commit, 'author' | 'message'>, mailmap: Mailmap): CommitInfo {
  const { name, email } = mailmap.personOf(author);
  return { author: name, email, time: instantOf(author.time), summary: summaryOf(message) };
}

/** The first line of a message that is not blank (git 2.39, commit.c, find_commit_subject); empty where there is none. */
export function summaryOf(message: string): string {
  return message.replace(/^(?:[ \t\r]*\n)+|^[ \t\r]+$/g, '').split('\n', 1)[0] ?? '';
}
