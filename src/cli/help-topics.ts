import { caveatsHelp } from '../render/caveats-help.js';
import { EVIDENCE_MARKS } from '../render/evidence-marks.js';
import { STATE_NAMES } from './travel-help-texts.js';

/** What `ai-blame help TOPIC` tells beside the commands. */
interface HelpTopic {
  readonly name: string;
  readonly describe: string;
  /** @param width columns of the terminal. */
  readonly text: (width: number) => string;
}

const EVIDENCE = `Where a line comes from (origin in JSON):
  agent        an agent's edit wrote it, and a trace on this machine proves it
  commit       no trace wrote it; a commit introduced it
  preexisting  there when a trace first saw the file, and no commit has it (·)
  untraced     it came between or after what the traces know, and no commit has
               it: a person, a formatter, another tool (·)

How an agent's edit is known (evidence in JSON), from strong to weak:
  ${EVIDENCE_MARKS.exact} exact     the agent recorded the edit itself, and it agrees with the file
              before and after, as far as that is known
  ${EVIDENCE_MARKS.fragment} fragment  recorded as a piece of text whose place was found by search, or
              as a whole content of which nothing tells what it replaced
  ${EVIDENCE_MARKS.snapshot} snapshot  nothing recorded it; it is the difference of two snapshots around
              a turn that ran something that can write
  ${EVIDENCE_MARKS.inferred} inferred  the difference between the last snapshot and what came later; or
              it stands in a command's text, or in a note or record

Evidence is raised by verification only, never by assumption. --min-evidence
LEVEL leaves weaker edits out: their lines become what they would be without.
ai-blame why FILE:LINE shows the proof of one line, ai-blame trace EDIT the
record itself, and ai-blame doctor what is lost or at risk.
`;

const REFS = `log, show, diff and link name the states of a file, as FILE@REF or FILE@A..B;
the last @ counts, and --at REF stands in for it where a name has one.

${STATE_NAMES}

..B begins at state 0, A.. ends at the work tree, and one REF alone is what led
to it. ai-blame log FILE lists the states with their edits, turns and times.
blame, report, notes and export take git's revisions: v1.2, HEAD~2, A..B.
`;

export const HELP_TOPICS: readonly HelpTopic[] = [
  { name: 'evidence', describe: 'where lines come from, and how that is known', text: () => EVIDENCE },
  { name: 'caveats', describe: 'what weakens a claim, code by code', text: caveatsHelp },
  { name: 'refs', describe: 'how states of a file are named', text: () => REFS },
];

export function topicNamed(name: string): HelpTopic | null {
  return HELP_TOPICS.find((topic) => topic.name === name) ?? null;
}
