export const LEDGER_USAGE = `ai-blame ledger export SESSION [options]
ai-blame ledger backfill [options]
ai-blame ledger verify [LEDGER | MARKER | FOLDER…] [options]

A conversation as a ledger that another machine can check byte by byte; the
ledgers of all conversations of a project; whether ledgers are as they were
written. SESSION is an id, how that begins, or a file.`;

export const LEDGER_EXAMPLES: [string, string][] = [
  ['$0 ledger export 019b2c3d', 'one conversation; its SHA-256'],
  ['$0 ledger export 019b --output -', 'to standard output'],
  ['$0 ledger backfill', 'what is new in this project'],
  ['$0 ledger verify --source', 'all, against their traces'],
];

export const LEDGER_NOTES = `The same source gives the same bytes, everywhere and at any time. Our own
folder is ledgers below AI_BLAME_HOME, else below the platform's folder for
data; each ledger there has a marker in .ledger-backfill, which tells its digest
and what it was made of. CodexChat's transcripts (chats/threads of the project)
are sources, too. Known forms of secrets are taken out of texts; that is no
promise that none is left. Ends with 1 where a conversation failed, or where
verify found something.`;

export const REPLAY_USAGE = `ai-blame replay SESSION [options]

A conversation turn by turn: what was asked, what was done, what was answered,
and how each turn ended. SESSION is an id, how that begins, or a file.`;

export const REPLAY_EXAMPLES: [string, string][] = [
  ['$0 replay 019b2c3d', 'all turns'],
  ['$0 replay 019b --limit 3 --json', 'the last three, for scripts'],
];

export const REPLAY_NOTES = `> is what the person said, < what the agent said. Nothing is written, and the
same source gives the same answer.`;
