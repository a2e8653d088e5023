import { caveatsHelp } from '../render/caveats-help.js';
import { EVIDENCE_MARKS } from '../render/evidence-marks.js';
import { EVIDENCE_SENTENCES, ORIGIN_SENTENCES } from '../render/known-words.js';
import { wrapWords } from '../render/wrap-words.js';
import { STATE_NAMES } from './travel-help-texts.js';

/** What `ai-blame help TOPIC` tells beside the commands. */
interface HelpTopic {
  readonly name: string;
  readonly describe: string;
  /** @param width columns of the terminal. */
  readonly text: (width: number) => string;
}

/** Columns of the texts that are laid out by hand. */
const WIDTH = 80;

const evidence = (): string => `Where a line comes from (origin in JSON):
${listed(ORIGIN_SENTENCES, { preexisting: ' (·)', untraced: ' (·)' }, (origin) => `  ${origin.padEnd(13)}`)}

How an agent's edit is known (evidence in JSON), from strong to weak:
${listed(EVIDENCE_SENTENCES, {}, (level) => `  ${EVIDENCE_MARKS[level]} ${level.padEnd(10)}`)}

Evidence is raised by verification only, never by assumption. --min-evidence
LEVEL leaves weaker edits out: their lines become what they would be without.
ai-blame why FILE:LINE shows the proof of one line, ai-blame trace EDIT the
record itself, and ai-blame doctor what is lost or at risk.
`;

/** Each word with its sentence beside it. */
function listed<K extends string>(
  sentences: Readonly<Record<K, string>>,
  more: Readonly<Partial<Record<K, string>>>,
  headOf: (word: K) => string,
): string {
  const lines = (Object.keys(sentences) as K[]).flatMap((word) => {
    const head = headOf(word);
    return wrapWords(`${sentences[word]}${more[word] ?? ''}`, head.length, WIDTH).map((line, n) => {
      return n === 0 ? `${head}${line}` : line;
    });
  });
  return lines.join('\n');
}

const REFS = `log, show, diff and link name the states of a file, as FILE@REF or FILE@A..B;
the last @ counts, and --at REF stands in for it where a name has one.

${STATE_NAMES}

..B begins at state 0, A.. ends at the work tree, and one REF alone is what led
to it. ai-blame log FILE lists the states with their edits, turns and times.
blame, report, notes and export take git's revisions: v1.2, HEAD~2, A..B.
`;

export const HELP_TOPICS: readonly HelpTopic[] = [
  { name: 'evidence', describe: 'where lines come from, and how that is known', text: evidence },
  { name: 'caveats', describe: 'what weakens a claim, code by code', text: caveatsHelp },
  { name: 'refs', describe: 'how states of a file are named', text: () => REFS },
];

export function topicNamed(name: string): HelpTopic | null {
  return HELP_TOPICS.find((topic) => topic.name === name) ?? null;
}
