/** All commands. `blame` is meant where none is named. */
export const COMMAND_NAMES = [
  'blame',
  'edits',
  'stats',
  'report',
  'why',
  'log',
  'show',
  'diff',
  'bisect',
  'trace',
  'link',
  'doctor',
  'sessions',
  'threads',
  'runs',
  'logs',
  'replay',
  'ledger',
  'index',
  'import',
  'notes',
  'pin',
  'unpin',
  'help',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
