export const REPORT_EXAMPLES: [string, string][] = [
  ['$0 report', 'what is staged, as before a commit'],
  ['$0 report --worktree', 'all that is not committed'],
  ['$0 report HEAD', 'one commit'],
  ['$0 report main...HEAD --markdown', 'a branch, for a pull request'],
  ['$0 report src', 'all lines of a folder, as they are now'],
  ['$0 report --html pages', 'the viewer of the whole repository, as files'],
  ['$0 report --html pages main..HEAD', 'of what a branch changed'],
  ["$0 report --fail-on 'agent>80%'", 'exit code 1 where agents wrote more'],
];

export const REPORT_USAGE = `ai-blame report [--staged | --worktree | COMMIT | A..B | A...B] [--] [PATH...]
ai-blame report --html DIR [--worktree | COMMIT | A..B | A...B] [--] [PATH...]

Who wrote what a change adds, and who had written what it deletes: by origin,
agent, model, session and evidence. Every line counts as ai-blame FILE tells it.
A...B is what B has since it left A. Paths limit it; paths alone: all their lines.`;

export const REPORT_NOTES = `Conditions of --fail-on, and of report.failOn in .ai-blame.json:
  agent>80%               the share of the added lines that agents wrote
  inferred>0              so many lines; also: lines, commit, preexisting,
                          untraced, exact, fragment, snapshot
  model=gpt-*             any line of such a model; also agent=, session=, and !=
  deleted.agent>100       of the deleted lines
  agent>0 in src/auth/**  only in such files
Where one is met, the exit code is 1, and a sentence for each goes to stderr.
Commits are held against .ai-blame.json as it is on their old side, so that who
sends them does not choose; all else against the one of the work tree.

--format github prints annotations, and adds the Markdown to the job's summary
where GITHUB_STEP_SUMMARY names one; sarif is for code scanning.

Files that .gitattributes marks linguist-generated or linguist-vendored are left
out, and named. No format tells prompts, or where the repository or an agent's
home lies, unless --with-private is given.

--html DIR writes what ai-blame serve shows as files, which any browser opens and
any web server gives out: the whole repository, or the files that a range
changed, as they are at its end. These pages do tell prompts and conversations.
What looks like a secret is taken out of all that they tell, and ~ stands for the
home. DIR is new, or empty, or holds pages of an earlier run, which are replaced.
What is left out, as it would be too much, is told there and here.`;
