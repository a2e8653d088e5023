export const SESSIONS_USAGE = `ai-blame sessions [list] [options]
ai-blame sessions show SESSION [options]

The conversations that agents left on this machine, newest first; or one of them
with its turns. SESSION is its id, or how that begins.`;

export const SESSIONS_EXAMPLES: [string, string][] = [
  ['$0 sessions --project .', 'those that worked in this repository'],
  ['$0 sessions --search clamp --all', 'by title or first message, archived ones too'],
  ['$0 sessions show 019b2c3d', 'one of them, with its turns'],
];

export const SESSIONS_NOTES = `Several values of one option: any of them. Several options: all of them.
ai-blame threads is the same.`;
