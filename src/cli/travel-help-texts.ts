/** How a state of a file is named. */
export const STATE_NAMES = `A state is named by
  3, -1             its number; from the end
  e:7c1a90b5        the edit that led to it (4 digits or more)
  019b2c3d:2        the turn of a session that it came after; t:TURN its id
  s:18538bd7        a snapshot that shows it (7 digits or more)
  d:2026-03-04T05:06:07Z  a moment, with Z or an offset
  worktree, HEAD    the file on disk; the file in git
and REF^ is the state before that edit or turn. Contents are in the form that
git stores.`;

export const LOG_USAGE = `ai-blame log FILE [options]

Every state of FILE, the oldest first: number, edit, time, who, session and
turn, how sure, lines, the message. State 0 is before all that is known.`;

export const LOG_EXAMPLES: [string, string][] = [
  ['$0 log src/app.ts', 'all states'],
  ['$0 log src/app.ts --ndjson', 'one state a line, for scripts'],
];

export const LOG_NOTES = `A file that was renamed has one list, under each of its names. What no agent did
stands there too: · untraced, git.`;

export const SHOW_USAGE = `ai-blame show FILE@REF [options]

FILE as it was in one of its states, to the byte.`;

export const SHOW_EXAMPLES: [string, string][] = [
  ['$0 show src/app.ts@0', 'before the first known edit'],
  ['$0 show src/app.ts@-1^ --meta', 'before the last one, and who made it'],
];

export const DIFF_USAGE = `ai-blame diff FILE@A..B [options]
ai-blame diff FILE@REF [options]
ai-blame diff --turn SESSION:N [options]

What changed from state A to state B, what led to one state, or what one turn
did to all files: a patch that git apply takes.`;

export const DIFF_EXAMPLES: [string, string][] = [
  ['$0 diff src/app.ts@2..5', 'from state 2 to state 5'],
  ['$0 diff src/app.ts@HEAD..', 'from HEAD to the work tree'],
  ['$0 diff src/app.ts@-1', 'what the last edit did'],
  ['$0 diff --turn 019b2c3d:2 --stat', 'what a turn did, in numbers'],
];

export const DIFF_NOTES = `..B begins at state 0, A.. ends at the work tree.
What others changed between two edits of a turn is left out of its patch, which
applies to what its first edit of each file found.

${STATE_NAMES}`;

export const BISECT_USAGE = `ai-blame bisect FILE --contains TEXT [options]

The first state of FILE that has TEXT, the last one, and what took it away.`;

export const BISECT_EXAMPLES: [string, string][] = [
  ['$0 bisect a.ts --contains TODO', 'who brought it, who removed it'],
];

export const BISECT_NOTES = `TEXT is taken to the letter, and may span lines. Where no state has it the answer
is empty.`;

export const TRACE_USAGE = `ai-blame trace EDIT [options]

The record of the trace that an edit rests on, the call that asked for it, and
the message that caused it. EDIT is its id, or 4 digits of it or more.`;

export const TRACE_EXAMPLES: [string, string][] = [
  ['$0 trace e7c1a90b', 'why was this written?'],
  ['$0 trace e7c1a90b --json', 'for scripts'],
];

export const TRACE_NOTES = `What looks like a key, a token or a password is taken out; that knows common
forms only, and is no promise that nothing secret is left.`;

export const LINK_USAGE = `ai-blame link FILE@REF [options]
ai-blame link FILE@A..B | FILE | SESSION:N | EDIT [options]

The anchor that opens a state, a range of states, a turn or an edit in the
viewer.`;

export const LINK_EXAMPLES: [string, string][] = [
  ['$0 link src/app.ts@2 --line 14', 'a state, at a line'],
  ['$0 link src/app.ts@2..5', 'what changed'],
  ['$0 link 019b2c3d:2 --edit e7c1a90b', 'a turn, at one of its edits'],
  ['$0 link e7c1a90b', 'an edit, wherever it is'],
];

export const HELP_USAGE = `ai-blame help [COMMAND | evidence | caveats | refs]

Help on a command; how lines are known; what weakens a claim; names of states.`;

export const HELP_EXAMPLES: [string, string][] = [
  ['$0 help blame', 'the same as ai-blame blame --help'],
  ['$0 help evidence', 'origins, and how edits are known'],
  ['$0 help caveats', 'what weakens a claim, code by code'],
  ['$0 help refs', 'how states of a file are named'],
];

export const HELP_NOTES = `ai-blame COMMAND --help is the same.`;
