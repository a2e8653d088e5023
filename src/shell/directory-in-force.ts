import { resolvePath } from './command-effect.js';
import type { ShellCommand } from './shell-script.js';

/** Words with which loops and conditions begin or go on. */
export const CONTROL_WORDS: ReadonlySet<string> = new Set(
  'if then elif else fi for while until do done case esac select function { } !'.split(' '),
);

interface Scope {
  readonly subshell: number;
  /** Absolute, or null: not known. */
  cwd: string | null;
  /** The last `cd` may not have run: it is in force for what `&&` joins to it only. */
  doubtful: boolean;
}

/**
 * Follows `cd` through the commands of a script, to be asked once for each, in order. A `cd` that a line end or `;` follows is
 * taken to have succeeded.
 */
export class DirectoryInForce {
  #scopes: Scope[];
  /** Behind an `if` or in a loop nothing tells whether and how often a `cd` runs. */
  #inControl = false;

  constructor(cwd: string | null) {
    this.#scopes = [{ subshell: 0, cwd, doubtful: false }];
  }

  /** @returns the directory that the command runs in (before its own `cd`), or null where it is not known. */
  of(command: ShellCommand): string | null {
    const scope = this.#enter(command.subshells);
    if (scope.doubtful && command.connector !== '&&') {
      scope.cwd = null;
      scope.doubtful = false;
    }
    const { cwd } = scope;
    this.#follow(command, scope);
    return cwd;
  }

  #enter(subshells: readonly number[]): Scope {
    this.#scopes = this.#scopes.filter(({ subshell }) => subshell === 0 || subshells.includes(subshell));
    for (const subshell of subshells) {
      if (this.#scopes.some((scope) => scope.subshell === subshell)) continue;
      const { cwd, doubtful } = this.#scopes.at(-1) as Scope;
      this.#scopes.push({ subshell, cwd, doubtful });
    }
    return this.#scopes.at(-1) as Scope;
  }

  #follow({ words, connector, terminator }: ShellCommand, scope: Scope): void {
    const [name, directory] = words;
    if (name !== undefined && !name.quoted && CONTROL_WORDS.has(name.text)) this.#inControl = true;
    const isCd = words.some(({ text }) => text === 'cd' || text === 'pushd' || text === 'popd');
    if (!isCd || isPiped(connector) || isPiped(terminator) || terminator === '&') return;
    const isSimple = name?.text === 'cd' && words.length === 2 && directory?.plain && !directory.text.startsWith('-');
    // What follows `cd x ||` runs where `cd` failed.
    const certain = isSimple && !this.#inControl && connector !== '||' && terminator !== '||';
    scope.cwd = certain ? resolvePath(scope.cwd, directory.text) : null;
    scope.doubtful = connector === '&&';
  }
}

function isPiped(operator: string): boolean {
  return operator === '|' || operator === '|&';
}
