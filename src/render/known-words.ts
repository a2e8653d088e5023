import type { Origin } from '../model/blame-result.js';
import type { Evidence } from '../model/evidence.js';

/** Where a line comes from. */
export const ORIGIN_SENTENCES: Readonly<Record<Origin, string>> = {
  agent: "an agent's edit wrote it, and a trace on this machine proves it",
  commit: 'no trace wrote it; a commit introduced it',
  preexisting: 'there when a trace first saw the file, and no commit has it',
  untraced: 'it came between or after what the traces know, and no commit has it: a person, a formatter, another tool',
};

/** How an agent's edit is known, from strong to weak. */
export const EVIDENCE_SENTENCES: Readonly<Record<Evidence, string>> = {
  exact: 'the agent recorded the edit itself, and it agrees with the file before and after, as far as that is known',
  fragment:
    'recorded as a piece of text whose place was found by search, or as a whole content of which nothing tells what it replaced',
  snapshot:
    'nothing recorded it; it is the difference of two snapshots around a turn that ran something that can write',
  inferred:
    "the difference between the last snapshot and what came later; or it stands in a command's text, or in a note or record",
};
