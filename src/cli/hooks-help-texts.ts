export const HOOKS_EXAMPLES: [string, string][] = [
  ['$0 hooks install', 'tell before each commit what agents wrote of it'],
  ["$0 hooks install --fail-on 'agent>80%'", 'and refuse it where that is too much'],
  ['$0 hooks install pre-commit post-commit', 'and note it beside the commit'],
  ['$0 hooks install prepare-commit-msg', 'and write it into the message'],
  ['$0 hooks status', 'what is installed, and who runs it'],
  ['$0 hooks uninstall', 'all as it was before'],
];

export const HOOKS_USAGE = `ai-blame hooks install [HOOK...] [options]
ai-blame hooks uninstall [HOOK...] [options]
ai-blame hooks status [options]
ai-blame hooks run HOOK [options] [--] [ARGUMENT...]

Has git tell, check and note with each commit what agents wrote of it.`;

export const HOOKS_NOTES = `Hooks:
  pre-commit          a line on what agents wrote of what is staged; refuses the
                      commit where a condition of .ai-blame.json or --fail-on is
                      met. The usual one of install
  prepare-commit-msg  a trailer for each model whose lines a trace proves:
                      Assisted-by: AGENT:MODEL. Not for merges and squashes, nor
                      while git replays commits. Where the message is yet to be
                      written, a comment announces it, and the hook commit-msg,
                      which comes with it, puts it behind what was written
  post-commit         ai-blame notes write HEAD

They go into git's hooks folder (core.hooksPath), or to husky, lefthook or the
pre-commit framework where one of these is in use. A hook that is there already
goes on running, before ours, with its arguments, its input and its exit code.
uninstall takes out what install wrote, from wherever it is, and leaves
what others wrote since.

A hook has 2 seconds. What is not done then, or cannot be done, is told in one
line, and the commit goes on. .ai-blame.json can change that: hooks.timeoutMs,
hooks.onTimeout ("fail" refuses what was not checked in time), hooks.trailer.
run is what the hooks call; git commit --no-verify passes pre-commit by.`;
