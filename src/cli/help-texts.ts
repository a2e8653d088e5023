import { EVIDENCE_MARKS } from '../render/evidence-marks.js';
import { TEMPLATE_FIELDS } from '../render/line-template.js';
import { wrapWords } from '../render/wrap-words.js';

export const BLAME_EXAMPLES: [string, string][] = [
  ['$0 src/app.ts', 'who wrote each line'],
  ['$0 -L 10,20 src/app.ts', 'only lines 10 to 20'],
  ['$0 -L :parse -L /END/,+3 a.c', 'a function, and where a pattern first matches'],
  ['$0 HEAD~1 src/app.ts', 'as of an older commit'],
  ['$0 v1.0.. -- src/app.ts', 'commits since v1.0 only'],
  ['$0 --reverse v1.0.. src/app.ts', 'how long the lines of v1.0 lasted'],
  ['$0 -w -M src/app.ts', 'see through indenting and moving'],
  ['$0 --ignore-turn 019b2c3d:4 a.ts', 'see through what a turn formatted'],
  ["$0 --format '%(origin)' a.c", 'each line as a script wants it'],
  ['$0 --json src/app.ts', 'for scripts'],
  ['$0 --json --digest src/app.ts', 'for ai-blame verify'],
  ['$0 -- -odd-name.ts', 'a name that looks like an option'],
];

export const BLAME_NOTES = `Marks before the line number tell how an agent's edit is known:
  ${EVIDENCE_MARKS.exact} exact     recorded by the agent, and agrees with the file before and after
  ${EVIDENCE_MARKS.fragment} fragment  recorded as a piece of text, whose place was found by search
  ${EVIDENCE_MARKS.snapshot} snapshot  the difference of two snapshots around a turn that ran commands
  ${EVIDENCE_MARKS.inferred} inferred  the difference between the last snapshot and what came later
Lines without a mark come from commits; · preexisting: there before the first
trace; · untraced: by a person or a tool between the traces.

An agent with (note) is named by a git note of a commit that was made elsewhere;
no trace found here shows it.

A range, --since, --first-parent and --reverse say which commits are told. Whose
a line is follows from its whole history all the same. :name is a function for
paths with the attribute diff=NAME, for the names that git 2.39 knows (bash,
cpp, java, rust …) or a pattern in diff.NAME.xfuncname; else a line that begins
with a letter, _ or $.

--format fills in %(FIELD) for each line: %(A|B) is the first of both that is
known, %(A:20) has 20 columns, %(A:-20) too, to the right; %% is a percent sign,
and \\n, \\t, \\0 and \\\\ are what they are in C. Fields are those of --json:
  ${wrapWords(TEMPLATE_FIELDS.join(', '), 0, 76).join('\n  ')}
What is not known is empty; controls in names and texts are shown, as in --json
they are not.

What is seen through does not count as writing: its lines are told as what they
were before. -C behind the word blame asks for copies, as with git; without it,
-C with a folder and a file behind it is the folder to start from.

A file named like a command: ai-blame ./edits, or ai-blame blame edits.`;

export const EDITS_EXAMPLES: [string, string][] = [
  ['$0 edits', 'all edits in this repository'],
  ['$0 edits src --since 2026-03-01', 'below src, since that day (UTC)'],
  ['$0 edits --action delete', 'what agents deleted'],
  ['$0 edits --ndjson', 'one record a line, for scripts'],
];

export const BLAME_USAGE = `ai-blame [blame] [REV | A..B] [--] FILE [options]

Who wrote each line of FILE, from the traces that coding agents leave.`;

export const EDITS_USAGE = `ai-blame edits [PATH…] [options]

What agents changed below the PATHs, or in the whole repository, by time.`;

export const EDITS_NOTES = `Several values of one option: any of them. Several options: all of them.`;

export const WHY_EXAMPLES: [string, string][] = [
  ['$0 why src/app.ts:12', 'who wrote line 12, and what stood there before'],
  ['$0 why src/app.ts:12 --rev v1.2', 'the line as of an older commit'],
];

export const WHY_USAGE = `ai-blame why FILE:LINE [options]

A line's whole life, the newest first: who wrote, moved or brought it back, with
prompt, evidence and the place in the trace, and the commit beside.`;

export const WHY_NOTES = `Where no agent wrote the line, what ended the search is told:
  no_session             no session belongs to this repository
  snapshot_lost          snapshots that would tell are not stored any more
  patch_not_matched      a recorded change holds it, and fits nothing known
  changed_between_turns  it came when no turn ran that can have written it
  undecided              several turns can have written it
  older_than_traces      it was there before the first trace of the file
  came_with_commit       git brought it
  other_agent            an agent wrote it that --agent leaves out`;

export const STATS_EXAMPLES: [string, string][] = [
  ['$0 stats', 'the whole repository'],
  ['$0 stats src --min-evidence exact', 'one folder, what is proven only'],
  ['$0 stats --json', 'every session and file, for scripts'],
];

export const STATS_USAGE = `ai-blame stats [PATH...] [options]

Whose the lines of the work tree are, in sums: by agent and model, evidence,
session and file. Every line counts as ai-blame FILE tells it.`;

export const STATS_NOTES = `The edits beside the lines are all that were made, with what they added and
removed then; the lines are those that are still there. Binary files are left
out.`;

export const DOCTOR_EXAMPLES: [string, string][] = [
  ['$0 doctor', 'is the evidence whole?'],
  ['$0 doctor --agents', 'what each agent’s traces can tell, and where they lie'],
  ['$0 doctor --json', 'everything that was found, for scripts'],
];

export const DOCTOR_USAGE = `ai-blame doctor [options]

What evidence there is of this repository's lines, session by session, and what
of it is lost or at risk.`;

export const DOCTOR_NOTES = `Snapshots are at risk where no ref reaches them and they are older than git's
gc.pruneExpire (two weeks): ai-blame pin keeps them. Ends with 1 where evidence
was lost: a snapshot is gone, or a recorded patch fits nothing that is known.`;

export const IMPORT_EXAMPLES: [string, string][] = [
  ['$0 import acp c.jsonl', 'keep the sessions of a capture'],
  ['$0 import acp c.jsonl --name zed', 'name the agent'],
  ['$0 import agent-trace t.jsonl', 'keep what records tell of commits'],
];

export const IMPORT_USAGE = `ai-blame import acp FILE [options]
ai-blame import agent-trace FILE [options]

Takes in a capture of the Agent Client Protocol: what an editor and an agent
said to each other, which neither of them keeps. All commands then know its
sessions. Or records of Agent Trace, which tell who wrote lines of commits.`;

export const IMPORT_NOTES = `acp: each line of FILE is a JSON-RPC message, or an object that holds one as
  {"time":…,"dir":…,"conn":…,"msg":{…}}
with the time in ISO 8601, dir client_to_agent or agent_to_client, and perhaps a
name of the connection. Each session goes to a file of its own in
AI_BLAME_HOME/acp, or in the platform's folder for data; without what
authenticates, environments of commands and MCP servers. Importing again adds
what is new.

agent-trace: FILE holds records of version 0.1, one a line, or one document. They
go to AI_BLAME_HOME/agent-trace, by commit. blame, stats, report and why believe
them where no trace found here, and no git note, tells of the commit's lines:
marked as such, never more than inferred. --no-notes leaves them out. What is no
such record, or names no commit of git, is left out and told.`;

export const PIN_EXAMPLES: [string, string][] = [
  ['$0 pin', 'keep every snapshot of this repository'],
  ['$0 pin --dry-run', 'only tell which'],
];

export const PIN_USAGE = `ai-blame pin [options]

Keeps the snapshots that agents left in this repository. Without a ref git
deletes them after some weeks, and with them what only they can prove.`;

export const PIN_NOTES = `Writes one ref for each snapshot, refs/ai-blame/snapshots/COMMIT, into the git
directory that all work trees share. No push or fetch takes them along, save
one of refs/*, as --mirror. ai-blame unpin deletes them.`;

export const UNPIN_EXAMPLES: [string, string][] = [
  ['$0 unpin', 'delete the refs that pin wrote'],
  ['$0 unpin --dry-run', 'only tell which'],
];

export const UNPIN_USAGE = `ai-blame unpin [options]

Deletes the refs that pin wrote. The snapshots stay until git's next garbage
collection takes them.`;

export const UNPIN_NOTES = `Only refs/ai-blame/snapshots/COMMIT that hold COMMIT are deleted.`;
