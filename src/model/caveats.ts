import type { Caveat } from './edit-record.js';

/** Everything that weakens what a state or an edit claims: stable codes, a sentence each. */
export const CAVEATS = {
  no_final_snapshot:
    'Nothing was captured after the last snapshot of the session, so only the work tree or a text tells of it',
  snapshot_missing: 'A snapshot that would tell is not stored any more, or was not fetched',
  base_unknown: 'What the file held before the recorded change is not known',
  shell_edit_unseen: 'A command may have written the file, and no record tells what',
  between_sessions: 'The file changed between two records of agents, by a person or another program',
  patch_inexact: 'The recorded change does not fit what the file is known to have held, or fits only loosely',
  model_unknown: 'The trace does not tell the model',
  turn_inferred: 'The turn is concluded from what ran between two sightings of the file',
  clock_skew: 'Its time is earlier than that of what came before it',
  rename_inferred: 'The rename is concluded from like contents, or from the text of a command',
  binary: 'The content is binary: it is counted, and not compared by lines unless --force is given',
  too_large: 'The content is over 4 MB: it is counted, and not compared by lines unless --force is given',
  outside_root: 'The trace names a path outside of the repository; it is not looked at',
  encoding: 'The content is not UTF-8: JSON has it in Base64',
  undone: 'The turn was undone later: its files were restored',
  rolled_back: 'The session forgot the turn later; its files were left as they were',
  from_note:
    'A git note of the commit tells it, written on another machine or by another program; no trace found here shows it',
  from_record:
    'An imported record of Agent Trace tells it, written on another machine or by another program; no trace found here shows it',
  content_unknown: 'What the file held in this state is not known',
} as const;

export type CaveatCode = keyof typeof CAVEATS;

export function caveat(code: CaveatCode): Caveat {
  return { code, message: CAVEATS[code] };
}
