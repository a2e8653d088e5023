export const LOGS_USAGE = `ai-blame logs [options]

What indexing told, and goes on with what it tells; or what the agent itself
told (--db). Ctrl-C ends it.`;

export const LOGS_EXAMPLES: [string, string][] = [
  ['$0 logs --no-follow --level warn', 'what went wrong so far'],
  ['$0 logs --db logs_2.sqlite', "the agent's own log"],
];

export const LOGS_NOTES = `Several values of one option: any of them. Several options: all of them.`;

export const RUNS_USAGE = `ai-blame runs [list] [options]
ai-blame runs show RUN [options]
ai-blame runs events RUN [options]
ai-blame runs artifacts RUN [options]

The run history: every session as a run, newest first; one of them; what
happened in it, record by record; what it left. RUN is a session's id, or how
that begins.`;

export const RUNS_EXAMPLES: [string, string][] = [
  ['$0 runs --status running', 'what is under way'],
  ['$0 runs events 019b2c3d --step 2', 'what happened in its second turn'],
  ['$0 runs events 019b2c3d --follow', 'what happens, as it happens'],
  ['$0 runs artifacts 019b2c3d --check', 'is all that it left still there?'],
  ['$0 runs --store flows.db', 'runs of Codex Autorunner'],
];

export const RUNS_NOTES = `A run is running while its last turn is open and its trace changed within the
last 30 minutes. seq rises, has gaps, and is good only together with the index
it came from. A foreign store is read from a copy: its folder is not touched.`;

export const SESSIONS_USAGE = `ai-blame sessions [list] [options]
ai-blame sessions show SESSION [options]
ai-blame sessions transcript SESSION [options]

The conversations that agents left on this machine, newest first; one of them
with its turns; or all that was said and done in it: messages, what tools were
given and gave back, and the ids of the edits that came of it. SESSION is its
id, or how that begins.`;

export const SESSIONS_EXAMPLES: [string, string][] = [
  ['$0 sessions --project .', 'those that worked in this repository'],
  ['$0 sessions --search clamp --all', 'by title or first message, archived ones too'],
  ['$0 sessions show 019b2c3d', 'one of them, with its turns'],
  ['$0 sessions transcript 019b2c3d', 'all that was said and done in it'],
];

export const SESSIONS_NOTES = `Several values of one option: any of them. Several options: all of them.
A transcript shows the first 12 lines of what is long. Known forms of secrets
are taken out of its texts; that is no promise that none is left. In Markdown,
which is for sharing, ~ stands for the home, too; --no-redact leaves all in.
ai-blame threads is the same.`;
