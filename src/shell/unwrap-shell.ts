/** A script that a command line hands to a shell. */
export interface WrappedScript {
  readonly shell: 'posix' | 'powershell' | 'cmd';
  readonly script: string;
  /** Arguments follow the script: `$0`, `$1` … */
  readonly hasArguments: boolean;
}

const POSIX = new Set(['bash', 'sh', 'zsh', 'dash', 'ash', 'ksh']);
const POWERSHELL = new Set(['pwsh', 'powershell']);
const POWERSHELL_SWITCHES = new Set(['-noprofile', '-nologo', '-noninteractive']);

/**
 * Recognises `bash -lc SCRIPT` and the forms of PowerShell and cmd (formats/codex.md, 11.1 b).
 *
 * @returns null where the words are a command of their own.
 */
export function unwrapShell(argv: readonly string[]): WrappedScript | null {
  const name = programName(argv[0] ?? '');
  if (POSIX.has(name)) {
    let at = 1;
    while (argv[at] === '-l' || argv[at] === '--login' || argv[at] === '--norc') at++;
    return /^-l?c$/.test(argv[at] ?? '') ? wrapped('posix', argv, at + 1) : null;
  }
  if (POWERSHELL.has(name)) {
    let at = 1;
    while (POWERSHELL_SWITCHES.has((argv[at] ?? '').toLowerCase())) at++;
    return /^-(?:c|command)$/i.test(argv[at] ?? '') ? wrapped('powershell', argv, at + 1) : null;
  }
  if (name === 'cmd') return /^\/c$/i.test(argv[1] ?? '') ? wrapped('cmd', argv, 2) : null;
  return null;
}

function wrapped(shell: WrappedScript['shell'], argv: readonly string[], at: number): WrappedScript | null {
  const script = argv[at];
  return script === undefined ? null : { shell, script, hasArguments: argv.length > at + 1 };
}

/** The last part of a program's path, in lower case and without `.exe`. */
export function programName(program: string): string {
  const base = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return base.toLowerCase().replace(/\.exe$/, '');
}
