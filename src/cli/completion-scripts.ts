export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

const BASH = `# eval "$(ai-blame completion bash)"
_ai_blame() {
  local line=\${COMP_LINE:0:COMP_POINT} current kept word about i
  local -a words
  read -a words <<<"$line"
  [[ $line == *[[:space:]] && $line != *\\\\[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  while IFS=$'\\t' read -r word about; do
    case $word in
      :file | :directory)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "-\${word:1:1}" -- "$current")
        ;;
      ?*) COMPREPLY+=("$word") ;;
    esac
  done < <(command ai-blame completion words -- "\${words[@]:1}" 2>/dev/null)
  # Only what stands behind the last of these is replaced, the @ with it.
  if [[ $current == *[:=@]* && $COMP_WORDBREAKS == *:* ]]; then
    kept=\${current%"\${current##*[:=@]}"}
    kept=\${kept%@}
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]#"$kept"}; done
  fi
}
complete -F _ai_blame ai-blame
`;

const ZSH = `#compdef ai-blame
# eval "$(ai-blame completion zsh)", or a file _ai-blame in a folder of $fpath
_ai_blame() {
  local word about own
  local -a described
  while IFS=$'\\t' read -r word about; do
    case $word in
      :file) own=file ;;
      :directory) own=directory ;;
      ?*) described+=("\${word//:/\\\\:}:$about") ;;
    esac
  done < <(command ai-blame completion words -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( $#described )) && _describe -t words ai-blame described
  case $own in
    file) _files ;;
    directory) _files -/ ;;
  esac
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _ai_blame "$@"; else compdef _ai_blame ai-blame; fi
`;

const FISH = `# ai-blame completion fish | source, or a file ai-blame.fish in ~/.config/fish/completions
function __ai_blame_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (command ai-blame completion words -- $before "$current" 2>/dev/null)
        switch $line
            case ':file'
                __fish_complete_path "$current"
            case ':directory'
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c ai-blame -f -a '(__ai_blame_complete)'
`;

const POWERSHELL = `# ai-blame completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ai-blame -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
            # Without its quotes; what is no constant as it is written.
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
        })
    $current = $wordToComplete.TrimStart([char[]]"'\`"")
    # Older ones do not hand on what is empty.
    if ($current -eq '') { $current = ' ' }
    ai-blame completion words '--' @before $current 2>$null | ForEach-Object {
        $word, $about = $_ -split "\`t", 2
        if ($word -eq ':file' -or $word -eq ':directory') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } elseif ($word) {
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
`;

/** What a shell is to run so that it completes the words of our command lines: each asks \`ai-blame completion words\`. */
export const COMPLETION_SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};
