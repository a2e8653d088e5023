/**
 * What releases of Codex write, as far as it bears on edits (formats/codex.md, 3 to 11).
 *
 * `ghosts`: snapshots; `turnIds`: turns have ids (`task_started`); `contextFirst`: the turn's context comes before the message,
 * once; `structured`: applied patches have a record of their own, `event` (`patch_apply_end`) or `item` (`FileChange`);
 * `shell`: the tool for commands; `undo`: `/undo` is there; `late`: a round's calls and outputs are written when it ends.
 */
export const ERAS = {
  '0.58.0': { ghosts: true, shell: 'shell', undo: true, late: true },
  '0.77.0': { ghosts: true, shell: 'shell_command', undo: true },
  '0.98.0': { ghosts: true, shell: 'exec_command' },
  '0.118.0': { ghosts: true, shell: 'exec_command', turnIds: true, contextFirst: true, structured: 'event' },
  '0.125.0': { ghosts: true, shell: 'exec_command', turnIds: true, contextFirst: true },
  '0.129.0': { shell: 'exec_command', turnIds: true, contextFirst: true, structured: 'event' },
  '0.147.0': { shell: 'exec_command', turnIds: true, contextFirst: true, structured: 'event', itemIds: true },
  '0.169.0': {
    shell: 'exec_command',
    turnIds: true,
    contextFirst: true,
    structured: 'item',
    itemIds: true,
    paginated: true,
    codeMode: true,
  },
};

export const MODELS = ['gpt-5.1-codex', 'gpt-5.1-codex-max', 'gpt-5.2', 'gpt-5.5'];
