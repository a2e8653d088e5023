/** A command line as far as its text tells. */
export interface ShellScript {
  /** In the order of the text; those of subshells and loops among the others. */
  readonly commands: readonly ShellCommand[];
}

export interface ShellCommand {
  /** What stands before it: nothing, an operator, or an opened parenthesis. */
  readonly connector: Connector;
  /** What stands behind it; `end` at the end of the text or before a closed parenthesis. */
  readonly terminator: Connector;
  /** The subshells around it, outermost first, each by a number of its own. */
  readonly subshells: readonly number[];
  /** `NAME=value` words before the command's name. */
  readonly assignments: readonly ShellWord[];
  /** Name and arguments; none for a command of redirections or assignments alone. */
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
}

/** A line end counts as `;`. */
export type Connector = 'start' | 'end' | '&&' | '||' | ';' | '|' | '|&' | '&' | '(' | ')';

export interface ShellWord {
  /** The word without its quotes. What stands for expansions is as written; meaningful only where `plain`. */
  readonly text: string;
  /** The shell passes `text` on as it is: no variable, substitution, pattern, brace list or `~`. */
  readonly plain: boolean;
  /** Some part of it is quoted or escaped. */
  readonly quoted: boolean;
  /** The scripts of its `$(…)`, backticks and `<(…)`. */
  readonly substitutions: readonly ShellScript[];
}

export interface ShellRedirect {
  readonly operator: RedirectOperator;
  /** The number before the operator, or null. */
  readonly fd: number | null;
  /** The file, the descriptor, the string of `<<<`, or the delimiter of a heredoc. */
  readonly target: ShellWord;
  readonly heredoc: Heredoc | null;
}

export type RedirectOperator = '>' | '>>' | '>|' | '<' | '<>' | '>&' | '<&' | '&>' | '&>>' | '<<<' | '<<' | '<<-';

export interface Heredoc {
  /** The lines between, each with its `\n`, as written. */
  readonly body: string;
  /** The delimiter was quoted: the shell expands nothing in the body. */
  readonly quoted: boolean;
  /** The line of the delimiter was there. */
  readonly terminated: boolean;
}
