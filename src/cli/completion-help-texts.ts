export const COMPLETION_USAGE = `ai-blame completion bash | zsh | fish | powershell
ai-blame completion words -- [WORD...]

What a shell is to run so that it completes commands, options, files, sessions,
models, edits, states and revisions.`;

export const COMPLETION_EXAMPLES: [string, string][] = [
  ['eval "$($0 completion bash)"', 'in ~/.bashrc'],
  ['eval "$($0 completion zsh)"', 'in ~/.zshrc, behind compinit'],
  ['$0 completion fish | source', 'in config.fish'],
  ['$0 completion words -- sessions ""', 'what a shell asks'],
];

export const COMPLETION_NOTES = `PowerShell, in $PROFILE:
  ai-blame completion powershell | Out-String | Invoke-Expression

words is what these scripts ask: with the words up to the cursor, the last of
which is being written, it prints what may stand there, one a line, with a tab
and what it is; :file and :directory leave the rest to the shell. It looks no
longer than a second, and says nothing where it finds nothing.`;
