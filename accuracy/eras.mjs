/**
 * What releases of Codex write, as far as it bears on edits (formats/codex.md, 2 to 11).
 *
 * `ghosts`: snapshots; `turnIds`: turns have ids (`task_started`); `contextFirst`: the turn's context comes before the message,
 * once; `structured`: applied patches have a record of their own, `event` (`patch_apply_end`) or `item` (`FileChange`);
 * `shell`: the tool for commands; `undo`: `/undo` is there; `late`: a round's calls and outputs are written when it ends;
 * `forks`: a fork names the session that it was taken from; `rollback`: turns can be taken back; `keepsEnds`: a patch leaves line
 * ends and quoted lines as they are; `subAgents`: how much of its parent's history a sub-agent can be given.
 */
export const ERAS = {
  '0.58.0': { ghosts: true, shell: 'shell', undo: true, late: true },
  '0.77.0': { ghosts: true, shell: 'shell_command', undo: true, subAgents: 'none' },
  '0.98.0': { ghosts: true, shell: 'exec_command', forks: true, rollback: true, subAgents: 'none' },
  '0.118.0': {
    ghosts: true,
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    structured: 'event',
    forks: true,
    rollback: true,
    subAgents: 'messages',
  },
  '0.125.0': {
    ghosts: true,
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    forks: true,
    rollback: true,
    subAgents: 'messages',
  },
  '0.129.0': {
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    structured: 'event',
    forks: true,
    rollback: true,
    subAgents: 'messages',
  },
  '0.147.0': {
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    structured: 'event',
    itemIds: true,
    forks: true,
    rollback: true,
    subAgents: 'all',
  },
  '0.169.0': {
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    structured: 'item',
    itemIds: true,
    paginated: true,
    codeMode: true,
    forks: true,
    rollback: true,
    keepsEnds: true,
    subAgents: 'ordinals',
  },
};

/**
 * The eras before `session_meta` (formats/codex.md, 3). `bare`: the shape; there is no model, no time of a record, and with `noCwd` no
 * directory but where commands are told to run; `patchTool`: tools for patches beside the shell.
 */
export const OLDEST = {
  'typescript 0.1.2504': { bare: 'TS', shell: 'shell', noCwd: true, noEvents: true },
  '0.2.0': { bare: 'R0', shell: 'shell', noEvents: true },
  '0.29.0': { bare: 'R1', shell: 'shell', noEvents: true, patchTool: true, cdPatch: true, copiesOnResume: true },
};

export const MODELS = ['gpt-5.1-codex', 'gpt-5.1-codex-max', 'gpt-5.2', 'gpt-5.5'];
