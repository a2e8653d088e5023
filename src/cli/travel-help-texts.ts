const STATES = `A state is named by
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

export const SHOW_NOTES = STATES;

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

${STATES}`;
