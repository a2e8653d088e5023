import type { AgentCapabilities } from '../../model/agents-result.js';

/** What the stores tell (formats/opencode.md, 3 and 4). */
export const OPENCODE_CAPABILITIES: AgentCapabilities = {
  name: 'OpenCode',
  evidence: [
    { level: 'exact', by: 'the texts of `edit`, `write` and `apply_patch`; up to 1.3 the whole content on both sides' },
    {
      level: 'fragment',
      by: 'texts of `edit` that stand nowhere to the letter: OpenCode finds them where blanks or escapes differ',
    },
    { level: 'snapshot', by: 'trees of the work tree before and after each step, in a git directory of its own' },
    { level: 'inferred', by: 'the texts of commands, and what the notes of a turn tell once its trees are gone' },
  ],
  snapshots: true,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'Sessions stay until they are deleted; the trees of their steps are thrown away after about seven days.',
  gaps: [
    'Files that git ignores, and those over 2 MB, are in no tree.',
    'What a command changed is told only by trees, and by commands whose texts tell it.',
    'OpenCode 2 notes nothing of a turn that would outlast its trees.',
    'Turns that were undone are deleted with the next prompt.',
  ],
};
